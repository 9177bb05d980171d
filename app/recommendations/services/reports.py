"""Making drafts of a whole report at once."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.core.errors import Refused, WrongField
from app.recommendations.likeness import Work
from app.recommendations.models import Recommendation, VersionStage
from app.recommendations.queries import current_version, recommendations_at_desk
from app.recommendations.services.drafts import start_recommendation, write_draft
from app.recommendations.services.turns import overtaken
from app.recommendations.words import ReportText


def import_report(
    assembly: Assembly,
    texts: Sequence[ReportText | None],
    change_note: str | None,
    stage: VersionStage,
    by: Account,
) -> list[Recommendation]:
    """Make a draft of each recommendation of a report. Nobody but officers sees them.

    Takes the texts in the report's order, None for what is left out; what changed and why, for those that replace a
    published text; and whether those are drafts or final texts. What replaces no published text is a draft, what
    replaces a final text is final too. Returns what was drafted. Raises Refused for a compiled assembly, and
    WrongField (`which_<place>`, `paragraphs_<place>`, from 0) where one recommendation is named twice or is not there,
    its text was changed or published since, or a text is none.
    """
    if assembly.is_compiled:
        raise Refused(gettext("This assembly was compiled from public records. Its text is the record’s."))
    one_at_a_time(assembly.id)
    here = {row.recommendation.reference: row.recommendation for row in recommendations_at_desk(assembly)}
    _refuse_doubled(texts, here)
    drafted = []
    # One transaction writes them all, so together they may take no longer than one.
    work = Work()
    for place, text in enumerate(texts):
        if text is None:
            continue
        try:
            if text.reference is None:
                drafted.append(start_recommendation(assembly, text.title, text.paragraphs, by))
            else:
                drafted.append(_replace(here[text.reference], text, place, change_note, stage, by, work))
        except WrongField as refusal:
            if refusal.field != "paragraphs":
                raise
            raise WrongField(f"paragraphs_{place}", refusal.message) from None
    return drafted


def _refuse_doubled(texts: Sequence[ReportText | None], here: dict[str, Recommendation]) -> None:
    named: set[str] = set()
    for place, text in enumerate(texts):
        if text is None or text.reference is None:
            continue
        if text.reference not in here or here[text.reference].is_compiled:
            raise WrongField(f"which_{place}", gettext("Choose one from the list."))
        if text.reference in named:
            message = gettext(
                "Recommendation %(name)s is chosen for another text of this report too. It can only be one of them.",
                name=here[text.reference].label,
            )
            raise WrongField(f"which_{place}", message)
        named.add(text.reference)


def _replace(
    recommendation: Recommendation,
    text: ReportText,
    place: int,
    change_note: str | None,
    stage: VersionStage,
    by: Account,
    work: Work,
) -> Recommendation:
    if overtaken(recommendation, text.seen, by):
        message = gettext(
            "The text of recommendation %(name)s was changed or published while you had this page open. Read it first."
            " Then save again, if yours is to take its place.",
            name=recommendation.label,
        )
        raise WrongField(f"which_{place}", message)
    published = current_version(recommendation)
    if published is None:
        stage, change_note = VersionStage.DRAFT, None
    elif published.stage == VersionStage.FINAL:
        stage = VersionStage.FINAL
    write_draft(recommendation, text.title, text.paragraphs, change_note, stage, by, work=work)
    return recommendation
