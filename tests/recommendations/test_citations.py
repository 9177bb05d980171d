"""A citation never vanishes, and never says that words stand where they no longer do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import clock
from app.core.audit import AuditEntry
from app.evidence import services as evidence
from app.evidence.events import ItemChanged, SessionChanged
from app.evidence.models import AssemblySession, EvidenceItem
from app.evidence.queries.resting import who_rests_on
from app.evidence.transcripts import read_transcript
from app.evidence.words import as_written
from app.recommendations import services
from app.recommendations.models import Citation, Recommendation
from app.recommendations.queries.citations import citations_of
from app.recommendations.words import Place
from tests.factories.evidence import TOLD, make_item, make_session
from tests.factories.recommendations import make_recommendation
from tests.factories.transcripts import paste_transcript
from tests.queries import counted

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
DARK = "It was dark."
# The officer tells readers what was changed, and knows who quotes it.
KNOWN = replace(TOLD, despite_quotes=True)
SPOKEN = f"[0:10] Ann Reid: {DARK}\n[0:20] Very dark."


def edit(item: EvidenceItem, officer: Account, **changes: Any) -> None:
    evidence.edit_item(item, replace(as_written(item), **changes), officer, correction=KNOWN)


def correct(thing: EvidenceItem | AssemblySession, officer: Account, text: str) -> None:
    evidence.write_transcript(thing, read_transcript(text), "en", officer, correction=KNOWN)


def gone(*citations: Citation) -> list[datetime | None]:
    return [each.quote_gone_at for each in citations]


def log(session: Session) -> list[str]:
    query = select(AuditEntry.action).where(AuditEntry.kind == "citations").order_by(AuditEntry.id)
    return list(session.scalars(query))


def test_words_that_a_correction_takes_away_are_marked_and_the_mark_goes_when_they_return(
    session: Session, recommendation: Recommendation, officer: Account
) -> None:
    item = make_item(recommendation.assembly, summary=DARK)
    cited = services.cite(recommendation, item, None, None, officer, Place(DARK))
    kept = services.cite(recommendation, item, None, None, officer, Place("It was"))
    with clock.at(NOON):
        edit(item, officer, summary="It was light.")
    assert gone(cited, kept) == [NOON, None]
    with clock.at(NOON + timedelta(days=1)):
        edit(item, officer, summary="It was light, not dark.")
    assert gone(cited) == [NOON]
    edit(item, officer, body=f"**It** was\ndark. {DARK}")
    assert gone(cited) == [None]
    assert log(session) == ["cited", "cited", "lost its words", "found its words"]


@pytest.mark.parametrize("where", ["item", "session"])
def test_words_and_moments_that_a_corrected_transcript_drops_are_marked(
    recommendation: Recommendation, officer: Account, where: str
) -> None:
    meeting = make_session(recommendation.assembly)
    item = make_item(recommendation.assembly, session=meeting)
    spoken = item if where == "item" else meeting
    paste_transcript(spoken, SPOKEN)
    places = [Place(DARK), Place(None, 18), Place(DARK, 18), Place(None, 12)]
    cited = [services.cite(recommendation, item, None, None, officer, place) for place in places]
    with clock.at(NOON):
        correct(spoken, officer, f"[0:10] Ann Reid: {DARK}\n[0:15] Very dark.")
    assert gone(*cited) == [None, NOON, NOON, None]
    with clock.at(NOON):
        correct(spoken, officer, "Ann Reid: It was light.")
    assert gone(*cited) == [NOON] * 4
    correct(spoken, officer, SPOKEN)
    assert gone(*cited) == [None] * 4


def test_an_item_loses_the_words_of_a_session_by_leaving_it(
    recommendation: Recommendation, officer: Account
) -> None:
    meeting, other = make_session(recommendation.assembly), make_session(recommendation.assembly)
    item = make_item(recommendation.assembly, session=meeting)
    paste_transcript(meeting, SPOKEN)
    cited = services.cite(recommendation, item, None, None, officer, Place(DARK))
    edit(item, officer, session=other)
    assert cited.quote_gone_at is not None


def test_a_session_says_nothing_of_items_that_have_words_of_their_own(
    recommendation: Recommendation, officer: Account
) -> None:
    meeting = make_session(recommendation.assembly)
    item = make_item(recommendation.assembly, session=meeting)
    paste_transcript(item, SPOKEN)
    paste_transcript(meeting, "[0:10] Huw Rees: Another matter.")
    cited = services.cite(recommendation, item, None, None, officer, Place(DARK, 10))
    correct(meeting, officer, "Huw Rees: Nothing.")
    assert gone(cited) == [None]


def test_a_change_of_evidence_that_nobody_quotes_costs_one_query(
    session: Session, recommendation: Recommendation
) -> None:
    meeting = make_session(recommendation.assembly)
    item = make_item(recommendation.assembly, session=meeting)
    paste_transcript(meeting, SPOKEN)
    services.cite(recommendation, item, None, "In all", None)
    session.flush()
    with counted() as queries:
        services.mark_citations_of_item(ItemChanged(item.id))
    assert len(queries) == 1
    with counted() as queries:
        services.mark_citations_at_session(SessionChanged(meeting.id))
    assert len(queries) == 1


def test_evidence_that_was_taken_down_stays_cited_and_what_was_never_public_does_not(
    recommendation: Recommendation, officer: Account
) -> None:
    assembly = recommendation.assembly
    shown = make_item(assembly)
    draft, planned = (make_item(assembly, published=False, body="Text.") for _ in range(2))
    cited = services.cite(recommendation, shown, None, None, officer)
    for item in (draft, planned):
        services.cite(recommendation, item, None, None, officer)
    evidence.publish_item(planned, officer, at=clock.now() + timedelta(days=1))
    evidence.unpublish_item(shown, "It named a child", officer)
    assert list(citations_of(recommendation)) == [cited]


def test_officers_are_told_who_rests_on_an_item_and_on_what_was_said_at_a_session(
    assembly: Assembly, officer: Account
) -> None:
    meeting = make_session(assembly)
    paste_transcript(meeting, SPOKEN)
    first, second = (make_item(assembly, session=meeting, summary="A talk.") for _ in range(2))
    second_recommendation = make_recommendation(assembly, number=2)
    draft = make_recommendation(assembly, number=1, published=False)
    services.cite(second_recommendation, first, None, None, officer, Place("A talk."))
    services.cite(second_recommendation, second, None, None, officer, Place(DARK))
    services.cite(draft, first, None, None, officer, Place(None, 12))
    services.cite(draft, first, None, None, officer)
    assert [(each.number, each.quote, each.at_second) for each in who_rests_on(first)] == [
        ("1", None, 12),
        ("1", None, None),
        ("2", "A talk.", None),
    ]
    assert [(each.number, each.item) for each in who_rests_on(meeting)] == [("1", first), ("2", second)]
    assert who_rests_on(make_item(assembly)) == []


def test_a_citation_that_lost_its_words_can_be_taken_away(
    session: Session, recommendation: Recommendation, officer: Account
) -> None:
    item = make_item(recommendation.assembly, summary=DARK)
    cited = services.cite(recommendation, item, None, None, officer, Place(DARK))
    edit(item, officer, summary="It was light.")
    services.remove_citation(cited, officer)
    assert session.scalars(select(Citation)).all() == []
