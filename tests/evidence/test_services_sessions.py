"""Sessions: written, changed, put in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.errors import Refused
from app.evidence import queries, services
from app.evidence.events import SessionChanged
from app.evidence.models import AssemblySession
from app.evidence.words import SessionWords
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import TOLD, make_session

SESSION = SessionWords(
    title="How traffic moves",
    starts_at=datetime(2026, 9, 5, 9, tzinfo=UTC),
    summary="Members walked the street.",
)


def _at(day: int, title: str = "A session") -> SessionWords:
    return SessionWords(title, datetime(2026, 9, day, 9, tzinfo=UTC))


def test_a_session_keeps_its_day_in_london(session: Session, assembly: Assembly, by: Account) -> None:
    late = replace(SESSION, starts_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    held = services.add_session(assembly, late, by)
    session.expire_all()
    assert held.held_on == "2026-07-01"
    assert held.path == f"/assemblies/high-street/evidence/sessions/{held.id}/"
    assert (held.subject.path, held.subject.is_public) == (held.path, False)


def test_a_new_session_is_placed_by_its_time(session: Session, assembly: Assembly, by: Account) -> None:
    undated = services.add_session(assembly, SessionWords("Some day"), by)
    second = services.add_session(assembly, _at(5), by)
    first = services.add_session(assembly, _at(1), by)
    last = services.add_session(assembly, _at(9), by)
    assert list(queries.sessions_at_desk(assembly)) == [first, second, last, undated]


def _three(assembly: Assembly, by: Account) -> list[AssemblySession]:
    return [services.add_session(assembly, _at(day), by) for day in (1, 2, 3)]


def test_sessions_are_ordered_by_hand_and_stop_at_the_ends(
    session: Session, assembly: Assembly, by: Account, actions: Callable[[], list[str]]
) -> None:
    first, second, third = _three(assembly, by)
    services.move_session(third, True, by)
    services.move_session(third, True, by)
    services.move_session(third, True, by)
    services.move_session(second, False, by)
    assert list(queries.sessions_at_desk(assembly)) == [third, first, second]
    assert actions()[3:] == ["moved", "moved"]


def test_an_edit_leaves_the_officers_order_alone_unless_the_time_changes(
    session: Session, assembly: Assembly, by: Account
) -> None:
    first, second, third = _three(assembly, by)
    services.move_session(first, False, by)
    services.edit_session(first, replace(_at(1), summary="Other words."), by)
    assert list(queries.sessions_at_desk(assembly)) == [second, first, third]
    services.edit_session(first, _at(8), by)
    assert list(queries.sessions_at_desk(assembly)) == [second, third, first]


def test_a_compiled_record_is_changed_by_importing_alone(session: Session, by: Account) -> None:
    record = make_assembly("record", is_compiled=True)
    held = make_session(record)
    with pytest.raises(Refused):
        services.add_session(record, SESSION, by)
    with pytest.raises(Refused):
        services.edit_session(held, SESSION, by)
    with pytest.raises(Refused):
        services.move_session(held, True, by)


def test_a_colleague_s_words_are_not_overwritten_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = services.add_session(assembly, SESSION, by)
    seen = services.fingerprint(held)
    services.edit_session(held, replace(SESSION, agenda="A colleague's words"), by, seen)
    with pytest.raises(Refused, match="colleague"):
        services.edit_session(held, SESSION, by, seen)
    assert held.agenda == "A colleague's words"


def test_only_what_readers_see_or_will_see_is_announced(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    draft, public = services.add_session(assembly, SESSION, by), make_session(assembly)
    services.edit_session(draft, _at(5), by)
    assert announced == []
    services.edit_session(public, _at(6, "Renamed"), by, correction=TOLD)
    assert announced == [SessionChanged(public.id)]
    assert public.subject.title == "Renamed"
