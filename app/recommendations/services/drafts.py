"""Writing recommendations: the one version of each that is not published yet."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, events
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.recommendations import matching
from app.recommendations.events import DraftWritten
from app.recommendations.likeness import Work
from app.recommendations.models import (
    Recommendation,
    RecommendationKind,
    Version,
    VersionStage,
)
from app.recommendations.queries import current_version, draft_of
from app.recommendations.redrafting import redrafted
from app.recommendations.services.clauses import (
    cited_keys,
    drafted_clauses,
    keep_clauses,
    used_keys,
    why_gone,
)
from app.recommendations.services.turns import overtaken
from app.recommendations.written import paragraphs_of
from app.subjects.models import SubjectKind
from app.subjects.services import keep_subject, make_subject


def _next_number(assembly: Assembly) -> int:
    """The number after the highest; also past every address that an imported record may hold already."""
    here = Recommendation.assembly_id == assembly.id
    number = 1 + (db.session.scalar(select(func.max(Recommendation.number)).where(here)) or 0)
    taken = set(db.session.scalars(select(Recommendation.reference).where(here)))
    while str(number) in taken:
        number += 1
    return number


def start_recommendation(assembly: Assembly, title: str, paragraphs: str, by: Account) -> Recommendation:
    """Begin a recommendation with its first draft, which nobody but the officers sees yet.

    Takes the title and the text, whose paragraphs are parted by blank lines. The recommendation gets the assembly's
    next number, which is its address too. Returns it.
    Raises Refused as `write_draft` does.
    """
    if assembly.is_compiled:
        raise Refused(gettext("This assembly was compiled from public records. Its text is the record’s."))
    one_at_a_time(assembly.id)
    number = _next_number(assembly)
    place = db.session.scalar(
        select(func.max(Recommendation.position)).where(Recommendation.assembly_id == assembly.id)
    )
    path = f"{assembly.path}recommendations/{number}/"
    recommendation = Recommendation(
        id=audit.unused_id(Recommendation),
        assembly=assembly,
        subject=make_subject(SubjectKind.RECOMMENDATION, assembly.id, title, path, None),
        reference=str(number),
        position=(place or 0) + 1,
        number=number,
        kind=RecommendationKind.RECOMMENDATION.value,
        title=title,
    )
    db.session.add(recommendation)
    audit.record("started", recommendation, actor_id=by.id, reference=recommendation.reference)
    write_draft(recommendation, title, paragraphs, change_note=None, stage=VersionStage.DRAFT, by=by)
    return recommendation


def _parted(text: str) -> list[str]:
    paragraphs = paragraphs_of(text)
    if not paragraphs:
        raise WrongField("paragraphs", gettext("Write the text of the recommendation."))
    if len(paragraphs) > matching.MOST_CLAUSES:
        message = gettext("A recommendation can have up to %(most)s paragraphs.", most=matching.MOST_CLAUSES)
        raise WrongField("paragraphs", message)
    return paragraphs


def _refuse_draft_after_final(former: Version | None, stage: VersionStage) -> None:
    if former is not None and former.stage == VersionStage.FINAL and stage is VersionStage.DRAFT:
        raise Refused(gettext("The members’ final text is published. What follows it can only be final too."))


def _begun(recommendation: Recommendation, stage: VersionStage, by: Account) -> Version:
    """A version that says nothing yet, under the next number."""
    last = select(func.max(Version.number)).where(Version.recommendation_id == recommendation.id)
    draft = Version(
        id=audit.unused_id(Version),
        recommendation=recommendation,
        number=(db.session.scalar(last) or 0) + 1,
        stage=stage.value,
        title=recommendation.title,
        created_at=clock.now(),
        created_by_id=by.id,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def _says(draft: Version) -> tuple[str, str | None, str, list[str]]:
    return draft.title, draft.change_note, draft.stage, [clause.text for clause in draft.clauses]


def write_draft(
    recommendation: Recommendation,
    title: str,
    paragraphs: str,
    change_note: str | None,
    stage: VersionStage,
    by: Account,
    seen: str | None = None,
    work: Work | None = None,
) -> Version:
    """Make or change the one version that is not published yet.

    Takes the title, the text in Markdown (`written.paragraphs_of`), what changed against the former version and why
    (for readers; none for the first), and whether this is to be a draft or the final text; `seen` says what the officer
    began from (`wording.begun_from`), so that a colleague's words are not overwritten unread; `work` is what several
    drafts that are written together may cost. Each paragraph becomes a clause; it keeps its key if the former published
    version has the same or a similar one. Returns the version. Raises Refused for a record that others compiled, for no
    text, for too many paragraphs, for a draft after the final text, and where somebody began, changed, published or
    discarded a draft meanwhile, unless it says the same: then it was sent before.
    """
    if recommendation.is_compiled:
        raise Refused(gettext("This was compiled from public records. Its text is the record’s."))
    texts = _parted(paragraphs)
    one_at_a_time(recommendation.assembly_id)
    happened = overtaken(recommendation, seen, by)
    draft, former = draft_of(recommendation), current_version(recommendation)
    if draft is not None and _says(draft) == (title, change_note or None, stage, texts):
        return draft
    if happened:
        raise Refused(happened)
    _refuse_draft_after_final(former, stage)
    draft = draft or _begun(recommendation, stage, by)
    rows = redrafted(
        texts,
        former.texts if former else {},
        drafted_clauses(draft),
        recommendation.reference,
        used_keys(recommendation, draft),
        cited_keys(recommendation),
        work,
    )
    draft.stage, draft.title, draft.change_note = stage.value, title, change_note or None
    keep_clauses(draft, rows, why_gone(draft))
    if former is None:
        recommendation.title = title
        keep_subject(recommendation.subject, title, None)
    audit.record("drafted", draft, actor_id=by.id, number=draft.number, stage=draft.stage)
    events.announce(DraftWritten(draft.id))
    return draft
