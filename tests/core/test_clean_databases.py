"""The fixtures that keep tests apart must do so, or every other test may lie."""

from __future__ import annotations

import threading

import pytest
from flask import Flask, request_started
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core import outbox, transactions
from app.core.db import db
from app.core.revisions import Revision
from app.core.transactions import unit_of_work
from tests.conftest import MakeApp, Visitor
from tests.databases import CleanDatabase


def _names(session: Session) -> list[str]:
    return list(session.scalars(select(Revision.scope).order_by(Revision.scope)))


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_commits_no_other_test_sees(session: Session, turn: str) -> None:
    assert _names(session) == []
    session.add(Revision(scope=f"written in the {turn} turn", number=1))
    session.commit()
    assert _names(session) == [f"written in the {turn} turn"]


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_really_commits_no_other_test_sees(
    session: Session, committed_database: CleanDatabase, turn: str
) -> None:
    assert _names(session) == []
    with unit_of_work():
        session.add(Revision(scope=turn, number=1))
    assert _names(session) == [turn]


def test_a_rollback_takes_back_only_what_was_not_committed(session: Session) -> None:
    with unit_of_work():
        session.add(Revision(scope="kept", number=1))
    with pytest.raises(ZeroDivisionError), unit_of_work():
        session.add(Revision(scope="lost", number=1 // 0))
    session.add(Revision(scope="never written", number=1))
    session.rollback()
    assert _names(session) == ["kept"]


def test_another_thread_sees_real_commits(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with unit_of_work():
        session.add(Revision(scope="seen", number=1))
    seen: list[str] = []

    def look() -> None:
        with app.app_context():
            seen.extend(_names(db.session))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == ["seen"]


def test_what_happened_separately_survives_a_refusal(
    session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.separately() as other:
        other.add(Revision(scope="survives", number=1))
    session.add(Revision(scope="refused", number=1))
    session.rollback()
    assert _names(session) == ["survives"]


def test_the_client_sees_what_the_test_wrote_and_has_a_session_of_its_own(
    session: Session, app: Flask
) -> None:
    seen: list[object] = []

    def look(_app: Flask) -> None:
        seen.extend([db.session is session, *_names(db.session)])

    session.add(Revision(scope="prepared", number=1))
    with request_started.connected_to(look, app):
        assert app.test_client().get("/healthz").status_code == 200
    assert seen == [False, "prepared"]


def test_another_application_shares_the_test_s_transaction(session: Session, make_app: MakeApp) -> None:
    session.add(Revision(scope="shared", number=1))
    session.commit()
    with make_app(DEMO=True).app_context():
        assert _names(db.session) == ["shared"]


def test_mail_that_leaves_is_kept_for_the_test(app: Flask, letters: list[outbox.Letter]) -> None:
    letter = outbox.Letter(to="ada@example.org", subject="Hello", text="Hello.")
    app.extensions[outbox.POST_KEY](letter)
    assert letters == [letter]


def test_both_databases_keep_foreign_keys(session: Session, database: CleanDatabase) -> None:
    assert session.get_bind().dialect.name == database.name
    if database.name == "sqlite":
        assert session.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_readiness_check_finds_the_migrations_done(client: Visitor) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "waiting_for": []})
