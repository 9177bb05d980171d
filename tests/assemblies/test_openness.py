"""The openness checklist itself, and what officers say of it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies import services
from app.assemblies.models import Assembly, OpennessState, OpennessStatement
from app.assemblies.openness import (
    OPENNESS_ITEMS,
    OPENNESS_STATES,
    SOURCE_ADDRESSES,
    SOURCE_NAMES,
    OpennessItem,
    OpennessSource,
    openness_item,
)
from app.assemblies.words import OpennessWords
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from tests.factories.assemblies import make_assembly
from tests.factories.openness import make_statement

MET = OpennessWords(OpennessState.MET, "The university wrote it.", "https://www.fenbury.example/review")
NOT_MET = OpennessWords(OpennessState.NOT_MET, "Nobody has reviewed it.")


def _item(key: str = "evaluation") -> OpennessItem:
    item = openness_item(key)
    assert item is not None
    return item


def _all(session: Session) -> list[OpennessStatement]:
    return list(session.scalars(select(OpennessStatement)))


def _log(session: Session) -> list[tuple[str, str | None]]:
    entries = session.scalars(select(AuditEntry).where(AuditEntry.kind == "openness_statements"))
    return [(entry.action, entry.detail.get("state")) for entry in entries]


def test_each_item_has_a_key_of_its_own_and_each_source_an_address() -> None:
    keys = [item.key for item in OPENNESS_ITEMS]
    assert len(set(keys)) == len(keys) >= 15
    assert all(len(key) <= 80 and key.isidentifier() for key in keys)
    assert {item.source for item in OPENNESS_ITEMS} == set(OpennessSource) == set(SOURCE_NAMES)
    assert all(urlsplit(SOURCE_ADDRESSES[source]).scheme == "https" for source in OpennessSource)
    assert set(OPENNESS_STATES) == set(OpennessState)
    assert openness_item("weather") is None


def test_a_statement_is_made_logged_and_marks_the_pages_as_changed(
    session: Session, assembly: Assembly, by: Account
) -> None:
    statement = services.state_openness(assembly, _item(), MET, by)
    assert (statement.state, statement.reason, statement.url) == ("met", MET.reason, MET.url)
    assert statement.said_by_id == by.id
    assert _log(session) == [("stated", "met")]
    assert session.info["touched"] == {assembly.slug}


def test_a_second_statement_stands_in_place_of_the_first(
    session: Session, assembly: Assembly, by: Account
) -> None:
    services.state_openness(assembly, _item(), MET, by)
    services.state_openness(assembly, _item(), NOT_MET, by)
    [statement] = _all(session)
    assert (statement.state, statement.reason, statement.url) == ("not_met", NOT_MET.reason, None)
    assert _log(session) == [("stated", "met"), ("stated", "not_met")]


def test_what_is_met_must_be_there_for_all_to_see(session: Session, assembly: Assembly, by: Account) -> None:
    with pytest.raises(WrongField) as refusal:
        services.state_openness(assembly, _item(), OpennessWords(OpennessState.MET, "Believe us."), by)
    assert refusal.value.field == "url"
    assert _all(session) == []


def test_a_statement_is_taken_back_and_the_log_keeps_that_it_was_there(
    session: Session, assembly: Assembly, by: Account
) -> None:
    services.state_openness(assembly, _item(), MET, by)
    session.info.clear()
    services.withdraw_openness(assembly, _item(), by)
    assert _all(session) == []
    assert [action for action, _ in _log(session)] == ["stated", "withdrew"]
    assert session.info["touched"] == {assembly.slug}


def test_taking_back_what_was_never_said_does_nothing(
    session: Session, assembly: Assembly, by: Account
) -> None:
    services.withdraw_openness(assembly, _item(), by)
    assert _log(session) == []


def test_a_colleague_s_statement_is_not_replaced_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    began = services.openness_mark(None)
    services.state_openness(assembly, _item(), MET, by, seen=began)
    with pytest.raises(Refused, match="colleague"):
        services.state_openness(assembly, _item(), NOT_MET, by, seen=began)
    with pytest.raises(Refused, match="colleague"):
        services.withdraw_openness(assembly, _item(), by, seen=began)
    [statement] = _all(session)
    services.state_openness(assembly, _item(), NOT_MET, by, seen=services.openness_mark(statement))
    assert statement.state == "not_met"


def test_nothing_is_said_of_a_compiled_record(session: Session, by: Account) -> None:
    record = make_assembly("old-town", is_compiled=True)
    make_statement(record)
    with pytest.raises(Refused, match="compiled"):
        services.state_openness(record, _item(), MET, by)
    with pytest.raises(Refused, match="compiled"):
        services.withdraw_openness(record, _item(), by)
    assert len(_all(session)) == 1
