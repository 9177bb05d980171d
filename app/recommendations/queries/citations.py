"""Reading citations: from a recommendation to its evidence, and from evidence to what rests on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core import clock
from app.core.db import NOW, db
from app.evidence.models import AssemblySession, EvidenceItem, FormerWording, Transcript
from app.evidence.queries import quotable_in
from app.evidence.quotes import holds, text_of
from app.evidence.resting import Resting
from app.evidence.standing import Thing
from app.recommendations.models import Citation, Recommendation
from app.recommendations.queries import current_number

# A correction keeps the former wording and marks the quotes that it takes away in one transaction.
ONE_CORRECTION = timedelta(minutes=1)


@cache
def _citations() -> Select[Citation]:
    return (
        select(Citation)
        .join(Citation.item)
        .where(
            Citation.recommendation_id == bindparam("recommendation_id"),
            or_(EvidenceItem.published_at <= NOW, EvidenceItem.unpublished_at.is_not(None)),
        )
        .options(
            contains_eager(Citation.item).joinedload(EvidenceItem.subject),
            contains_eager(Citation.item).joinedload(EvidenceItem.transcript),
            contains_eager(Citation.item)
            .joinedload(EvidenceItem.session)
            .joinedload(AssemblySession.transcript),
        )
        .order_by(Citation.id)
    )


def citations_of(recommendation: Recommendation) -> Sequence[Citation]:
    """The evidence that a recommendation rests on, in the order cited: what is public, and what was taken down.

    Of the latter `item.is_public` is false, and no more may be shown than its own trace shows. Each comes with its
    item, its session and the heads of their transcripts, so that a link can lead to the moment.
    """
    return db.session.scalars(_citations(), {"recommendation_id": recommendation.id}).all()


def citations_at_desk(recommendation: Recommendation) -> Sequence[Citation]:
    """All that a recommendation cites, unpublished items too, in the order cited; one query."""
    return db.session.scalars(
        select(Citation)
        .where(Citation.recommendation_id == recommendation.id)
        .options(joinedload(Citation.item))
        .order_by(Citation.id)
    ).all()


def places_gone(citations: Sequence[Citation]) -> set[int]:
    """Which of these citations name words or a moment that the evidence, changed since, no longer holds; their ids."""
    named = [citation for citation in citations if citation.names_a_place]
    held = {item.id: quotable_in(item) for item in {citation.item for citation in named}}
    return {
        citation.id
        for citation in named
        if not held[citation.item_id].has(citation.quote, citation.at_second)
    }


def _of_evidence(thing_id: int, at_session: bool) -> Select[Citation]:
    """The citations of an item; or, at a session, of each item whose words are in the session's own transcript.

    Each with its recommendation, its item, and the heads of the transcripts.
    """
    own_transcript = select(Transcript.id).where(Transcript.subject_id == EvidenceItem.subject_id).exists()
    spoken_there = and_(EvidenceItem.session_id == thing_id, ~own_transcript)
    return (
        select(Citation)
        .join(Citation.item)
        .join(Citation.recommendation)
        .where(spoken_there if at_session else EvidenceItem.id == thing_id)
        .options(
            contains_eager(Citation.recommendation),
            contains_eager(Citation.item).options(
                joinedload(EvidenceItem.transcript),
                joinedload(EvidenceItem.session).joinedload(AssemblySession.transcript),
            ),
        )
        .order_by(Recommendation.position, Citation.id)
    )


def citations_with_a_place(thing_id: int, at_session: bool) -> Sequence[Citation]:
    """The citations that name words or a moment of an item, or of what was said at a session; one query."""
    is_placed = or_(Citation.quote.is_not(None), Citation.at_second.is_not(None))
    return db.session.scalars(_of_evidence(thing_id, at_session).where(is_placed)).all()


def resting_on(thing: Thing) -> list[Resting]:
    """Who rests on an item, or on what was said at a session; drafts too, in the report's order. For the wiring."""
    at_session = isinstance(thing, AssemblySession)
    citations = db.session.scalars(_of_evidence(thing.id, at_session)).all()
    return [
        Resting(each.recommendation.label, each.item, each.quote, each.at_second)
        for each in citations
        if not at_session or is_spoken(each)
    ]


def is_spoken(citation: Citation) -> bool:
    """Whether it names a moment, or words that do not stand in the item's own text: it rests on a transcript."""
    item, quote = citation.item, citation.quote
    if citation.at_second is not None:
        return True
    return quote is not None and not holds(text_of(item.summary, item.body), quote)


def citation_at_desk(recommendation: Recommendation, citation_id: int) -> Citation | None:
    """One citation of a recommendation with its item, or None."""
    return db.session.scalar(
        select(Citation)
        .where(Citation.id == citation_id, Citation.recommendation_id == recommendation.id)
        .options(joinedload(Citation.item))
    )


def citations_by_item(item: EvidenceItem) -> Sequence[Citation]:
    """Which published recommendations cite an item of evidence, in the report's order."""
    return db.session.scalars(
        select(Citation)
        .join(Citation.recommendation)
        .where(Citation.item_id == item.id, current_number().is_not(None))
        .options(contains_eager(Citation.recommendation).joinedload(Recommendation.subject))
        .order_by(Recommendation.position, Citation.id)
    ).all()


def citations_at_session(session: AssemblySession) -> Sequence[Citation]:
    """Which published recommendations cite what was shown at a session, in the report's order; one query.

    Each with its item and the head of that item's transcript.
    """
    return db.session.scalars(
        select(Citation)
        .join(Citation.recommendation)
        .join(Citation.item)
        .where(
            EvidenceItem.session_id == session.id,
            EvidenceItem.published_at <= clock.now(),
            current_number().is_not(None),
        )
        .options(
            contains_eager(Citation.recommendation).joinedload(Recommendation.subject),
            contains_eager(Citation.item).joinedload(EvidenceItem.transcript),
        )
        .order_by(Recommendation.position, Citation.id)
    ).all()


@dataclass(frozen=True)
class Replaced:
    """The wording in which a cited quote stood last: its page's address, and why it may not be read, if it may not."""

    url: str
    withheld_reason: str | None


def replaced_wordings(citations: Sequence[Citation]) -> Mapping[int, Replaced]:
    """For those of these citations that lost their words to a correction, where they stood; by id.

    One query; none where no words were lost. What was lost without a correction that readers saw is left out.
    """
    things = {
        thing.subject_id: thing
        for citation in citations
        if citation.quote_gone_at is not None
        for thing in (citation.item, citation.item.session)
        if thing is not None and thing.is_public
    }
    if not things:
        return {}
    former = FormerWording
    rows = db.session.execute(
        select(former.subject_id, former.number, former.replaced_at, former.withheld_reason)
        .where(former.subject_id.in_(things))
        .order_by(former.number.desc())
    ).all()
    replaced: dict[int, Replaced] = {}
    for citation in citations:
        item, gone_at = citation.item, citation.quote_gone_at
        of_citation = (item.subject_id, item.session.subject_id if item.session is not None else None)
        then = [
            (abs(gone_at - row.replaced_at), place)
            for place, row in enumerate(rows)
            if gone_at is not None and row.subject_id in of_citation
        ]
        if then and min(then)[0] < ONE_CORRECTION:
            row = rows[min(then)[1]]
            url = f"{things[row.subject_id].path}versions/{row.number}/"
            replaced[citation.id] = Replaced(url, row.withheld_reason)
    return replaced
