"""Sessions and evidence: drafts, publishing, and nobody's words overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.core.outbox import OutboxRow
from app.evidence import queries, services
from app.evidence.models import EvidenceKind, Speaker
from app.evidence.words import ItemWords, SessionWords, SpeakerWords
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly

ANN = SpeakerWords("Dr Ann Reid", "transport planner", "University of Fenbury", "advises the bus company")
SESSION = SessionWords(
    title="How traffic moves",
    starts_at=datetime(2026, 9, 5, 9, tzinfo=UTC),
    summary="Members walked the street.",
    speakers=[ANN, SpeakerWords(None, None, "Fenbury Bus Company")],
)
ITEM = ItemWords(EvidenceKind.BRIEFING, "Bus times", "In short.", "## At length")


@pytest.fixture
def by(session: Session) -> Account:
    return make_account()


@pytest.fixture
def assembly(session: Session) -> Assembly:
    return make_assembly()


def _actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_session_is_a_draft_until_it_is_published(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = services.add_session(assembly, SESSION, by)
    assert queries.public_sessions(assembly) == []
    assert (held.subject.path, held.subject.is_public) == (held.path, False)
    assert held.path == f"/assemblies/high-street/evidence/sessions/{held.id}/"
    services.publish_session(held, by)
    assert queries.public_sessions(assembly) == [held]
    assert queries.public_session(assembly, str(held.id)) == held
    assert held.subject.is_public
    services.publish_session(held, by)
    assert _actions(session) == ["added", "published"]


def test_a_session_keeps_its_day_in_london_and_its_speakers_in_order(
    session: Session, assembly: Assembly, by: Account
) -> None:
    late = replace(SESSION, starts_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    held = services.add_session(assembly, late, by)
    session.expire_all()
    assert held.held_on == "2026-07-01"
    assert [(s.position, s.name, s.organisation) for s in held.speakers] == [
        (1, "Dr Ann Reid", "University of Fenbury"),
        (2, None, "Fenbury Bus Company"),
    ]


def test_speakers_are_replaced_and_none_is_left_behind(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = services.add_session(assembly, SESSION, by)
    before = [speaker.id for speaker in held.speakers]
    services.edit_session(held, replace(SESSION, summary="Other words."), by)
    session.expire_all()
    assert [speaker.id for speaker in held.speakers] == before
    services.edit_session(held, replace(SESSION, speakers=[ANN]), by)
    session.expire_all()
    assert [speaker.name for speaker in held.speakers] == ["Dr Ann Reid"]
    assert len(session.scalars(select(Speaker)).all()) == 1


def test_sessions_stand_in_the_order_in_which_they_were_held(
    session: Session, assembly: Assembly, by: Account
) -> None:
    undated = services.add_session(assembly, SessionWords("Some day"), by)
    second = services.add_session(assembly, SESSION, by)
    first = services.add_session(assembly, SessionWords("Welcome", datetime(2026, 9, 1, 9, tzinfo=UTC)), by)
    assert list(queries.sessions_at_desk(assembly)) == [first, second, undated]
    services.edit_session(undated, SessionWords("Begin", datetime(2026, 8, 1, 9, tzinfo=UTC)), by)
    assert list(queries.sessions_at_desk(assembly)) == [undated, first, second]


def test_an_item_is_a_draft_until_it_is_published(session: Session, assembly: Assembly, by: Account) -> None:
    item = services.add_item(assembly, ITEM, by)
    assert queries.public_items(assembly) == []
    assert queries.public_item(assembly, item.address) is None
    assert queries.drafts_waiting([assembly.id]) == {assembly.id: 1}
    services.publish_item(item, by)
    assert queries.public_items(assembly) == [item]
    assert queries.public_item(assembly, item.address) == item
    assert queries.drafts_waiting([assembly.id]) == {}
    services.publish_item(item, by)
    assert _actions(session) == ["added", "published"]


def test_followers_hear_of_an_item_once(session: Session, assembly: Assembly, by: Account) -> None:
    item = services.add_item(assembly, ITEM, by)
    services.publish_item(item, by)
    services.publish_item(item, by)
    assert len(session.scalars(select(OutboxRow)).all()) <= 1


def test_an_item_waits_for_its_session(session: Session, assembly: Assembly, by: Account) -> None:
    held = services.add_session(assembly, SESSION, by)
    item = services.add_item(assembly, replace(ITEM, session=held), by)
    with pytest.raises(Refused, match="How traffic moves"):
        services.publish_item(item, by)
    services.publish_session(held, by)
    services.publish_item(item, by)
    assert queries.listed_items(assembly, held) == [item]


def test_a_published_item_is_not_moved_to_a_draft_session(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = services.add_item(assembly, ITEM, by)
    services.publish_item(item, by)
    held = services.add_session(assembly, SESSION, by)
    with pytest.raises(Refused):
        services.edit_item(item, replace(ITEM, session=held), by)


def test_nothing_is_published_before_the_assembly(session: Session, by: Account) -> None:
    assembly = make_assembly("hidden", published=False)
    item, held = services.add_item(assembly, ITEM, by), services.add_session(assembly, SESSION, by)
    with pytest.raises(Refused):
        services.publish_item(item, by)
    with pytest.raises(Refused):
        services.publish_session(held, by)
    assert (item.published_at, held.published_at) == (None, None)


def test_a_session_of_another_assembly_is_refused(session: Session, assembly: Assembly, by: Account) -> None:
    other = services.add_session(make_assembly("other"), SESSION, by)
    with pytest.raises(Refused):
        services.add_item(assembly, replace(ITEM, session=other), by)


def test_a_compiled_record_is_changed_by_importing_alone(session: Session, by: Account) -> None:
    record = make_assembly("record", is_compiled=True)
    with pytest.raises(Refused):
        services.add_session(record, SESSION, by)
    with pytest.raises(Refused):
        services.add_item(record, ITEM, by)


def test_a_colleague_s_words_are_not_overwritten_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item, held = services.add_item(assembly, ITEM, by), services.add_session(assembly, SESSION, by)
    seen_item, seen_session = services.fingerprint(item), services.fingerprint(held)
    services.edit_item(item, replace(ITEM, body="A colleague's words"), by, seen_item)
    services.edit_session(held, replace(SESSION, speakers=[]), by, seen_session)
    with pytest.raises(Refused):
        services.edit_item(item, ITEM, by, seen_item)
    with pytest.raises(Refused):
        services.edit_session(held, SESSION, by, seen_session)
    assert item.body == "A colleague's words"


def test_a_renamed_item_is_renamed_wherever_it_is_found(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = services.add_item(assembly, ITEM, by)
    services.publish_item(item, by)
    services.edit_item(item, replace(ITEM, title="Bus times, corrected"), by)
    assert (item.subject.title, item.subject.is_public) == ("Bus times, corrected", True)


def test_an_address_is_the_record_s_key_where_there_is_one(
    session: Session, assembly: Assembly, by: Account
) -> None:
    named, numbered = services.add_item(assembly, ITEM, by), services.add_item(assembly, ITEM, by)
    named.record_key = "takings"
    session.flush()
    assert queries.item_at_desk(assembly, "takings") == named
    assert queries.item_at_desk(assembly, str(named.id)) is None
    assert queries.item_at_desk(assembly, str(numbered.id)) == numbered
    for nonsense in ("", "0", "-1", "٣", "9" * 30, "x" * 5000):
        assert queries.item_at_desk(assembly, nonsense) is None
    assert queries.item_at_desk(make_assembly("other"), "takings") is None
