"""The evidence that a recommendation rests on, and whether its words still stand there."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import WrongField
from app.evidence import quotes
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import EvidenceItem
from app.evidence.queries import quotable_in, spoken_at
from app.evidence.transcripts import clock_time, span_of
from app.recommendations.models import Citation, Recommendation
from app.recommendations.queries import current_version, draft_of
from app.recommendations.queries.citations import citations_with_a_place, places_gone
from app.recommendations.words import NOWHERE, Place


def cite(
    recommendation: Recommendation,
    item: EvidenceItem,
    clause_key: str | None,
    note: str | None,
    by: Account | None = None,
    place: Place = NOWHERE,
) -> Citation:
    """Say that a recommendation, or one clause of it, rests on a piece of evidence, down to a quote or a moment.

    Takes the item, the clause's key (None for the whole), a note for readers and the place. Returns the citation.
    Raises WrongField for another assembly's evidence, a clause that no current text has, a quote that does not stand
    in the evidence, a time outside of its transcript or at which the quote is not said, and the same citation twice.
    """
    if item.assembly_id != recommendation.assembly_id:
        raise WrongField("item", gettext("This evidence belongs to another assembly."))
    versions = (current_version(recommendation), draft_of(recommendation))
    keys = {clause.key for version in versions if version is not None for clause in version.clauses}
    if clause_key and clause_key not in keys:
        raise WrongField("clause", gettext("There is no such paragraph in this recommendation."))
    quote = quotes.folded(place.quote or "") or None
    one_at_a_time(recommendation.assembly_id)
    _read_again(item)
    _must_stand_there(item, quote, place.at_second)
    same = select(Citation.id).where(
        Citation.recommendation_id == recommendation.id,
        Citation.item_id == item.id,
        func.coalesce(Citation.clause_key, "") == (clause_key or ""),
        func.coalesce(Citation.quote, "") == (quote or ""),
        func.coalesce(Citation.at_second, -1) == (-1 if place.at_second is None else place.at_second),
    )
    if db.session.scalar(same) is not None:
        raise WrongField("item", gettext("This evidence is cited there already."))
    citation = Citation(
        recommendation=recommendation,
        item=item,
        clause_key=clause_key or None,
        note=note or None,
        quote=quote,
        at_second=place.at_second,
    )
    db.session.add(citation)
    audit.record("cited", citation, actor_id=by.id if by else None, item_id=item.id)
    revisions.touch(recommendation.assembly.slug)
    return citation


def _read_again(item: EvidenceItem) -> None:
    """See what a colleague who changed the evidence has just written: nobody cites words that are going."""
    query = select(EvidenceItem).where(EvidenceItem.id == item.id).execution_options(populate_existing=True)
    if db.session.scalar(query) is None:
        raise WrongField("item", gettext("A colleague has taken this away while you had it open."))


def _must_stand_there(item: EvidenceItem, quote: str | None, at_second: int | None) -> None:
    says = quotable_in(item)
    if quote and not says.has(quote, None):
        message = gettext(
            "These words are not in the summary, the text or the transcript. Copy them from there, letter by letter."
        )
        raise WrongField("quote", message)
    if at_second is None:
        return
    span = span_of(spoken_at(item))
    if span is None:
        raise WrongField("at", gettext("There is no transcript with times, so no moment of it can be cited."))
    first_ms, last_ms = span
    if not first_ms // 1000 <= at_second <= last_ms // 1000:
        message = gettext(
            "The transcript goes from %(first)s to %(last)s. Choose a time between.",
            first=clock_time(first_ms),
            last=clock_time(last_ms),
        )
        raise WrongField("at", message)
    if quote and not says.is_spoken(quote):
        message = gettext("These words stand in the text, not in the transcript. Leave the time empty.")
        raise WrongField("at", message)
    if quote and not says.is_said_at(quote, at_second):
        raise WrongField("at", _said_elsewhere(says.seconds_of(quote), at_second))


def _said_elsewhere(seconds: Sequence[int], at_second: int) -> str:
    given = clock_time(at_second * 1000)
    if not seconds:
        return str(gettext("The transcript does not tell when these words are said. Leave the time empty."))
    nearest = min(seconds, key=lambda second: abs(second - at_second))
    return str(
        gettext(
            "These words are said at %(right)s, not at %(given)s.",
            right=clock_time(nearest * 1000),
            given=given,
        )
    )


def remove_citation(citation: Citation, by: Account) -> None:
    """Take a citation away. It is no statement of the members or the council, so it need not stay."""
    recommendation = citation.recommendation
    audit.record(
        "removed",
        citation,
        actor_id=by.id,
        recommendation_id=recommendation.id,
        item_id=citation.item_id,
        clause_key=citation.clause_key,
        at_second=citation.at_second,
    )
    db.session.delete(citation)
    db.session.flush()
    revisions.touch(recommendation.assembly.slug)


def mark_citations_of_item(event: ItemChanged) -> None:
    """Say of each citation of this item whether the words, or the moment, that it names are still there."""
    _mark(citations_with_a_place(event.item_id, at_session=False))


def mark_citations_at_session(event: SessionChanged) -> None:
    """The same for citations whose words are in the transcript of this session."""
    _mark(citations_with_a_place(event.session_id, at_session=True))


def _mark(citations: Sequence[Citation]) -> None:
    gone = places_gone(citations)
    for citation in citations:
        is_gone = citation.id in gone
        if is_gone == (citation.quote_gone_at is not None):
            continue
        citation.quote_gone_at = clock.now() if is_gone else None
        audit.record("lost its words" if is_gone else "found its words", citation, item_id=citation.item_id)
        revisions.touch(citation.recommendation.assembly.slug)
