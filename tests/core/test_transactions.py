"""One request is one transaction: kept whole or not at all, and nobody is told otherwise."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, Response, abort
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core import revisions, transactions
from app.core.db import db
from app.core.errors import Refused
from app.core.revisions import Revision
from tests.conftest import MakeApp, Visitor
from tests.databases import CleanDatabase


def _write_and_answer(how: str) -> object:
    db.session.add(Revision(scope=how, number=1))
    revisions.touch("touched")
    match how:
        case "kept":
            return "kept"
        case "led on":
            return Response(status=303, headers={"Location": "/elsewhere"})
        case "not valid":
            return Response("look again", 422)
        case "refused":
            raise Refused("The rules say no.")
        case "not there":
            abort(404)
        case "broken":
            raise ZeroDivisionError
    raise AssertionError(how)


@pytest.fixture
def visitor(make_app: MakeApp) -> Visitor:
    application = make_app()
    application.add_url_rule(
        "/trial/<how>", "trial", transactions.writes(_write_and_answer), methods=["POST"]
    )
    visitor = application.test_client()
    assert isinstance(visitor, Visitor)
    return visitor


def _scopes(session: Session) -> set[str]:
    return set(session.scalars(select(Revision.scope)))


@pytest.mark.parametrize(("how", "status"), [("kept", 200), ("led on", 303)])
def test_what_went_well_is_kept(visitor: Visitor, session: Session, how: str, status: int) -> None:
    assert visitor.post(f"/trial/{how}").status_code == status
    assert _scopes(session) == {how, "touched", revisions.SITE}


@pytest.mark.parametrize(
    ("how", "status"), [("not valid", 422), ("refused", 409), ("not there", 404), ("broken", 500)]
)
def test_what_did_not_leaves_nothing(visitor: Visitor, session: Session, how: str, status: int) -> None:
    assert visitor.post(f"/trial/{how}", data={"body": "my words"}).status_code == status
    assert _scopes(session) == set()


def test_a_commit_that_fails_is_an_error_and_no_success(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_session: Session) -> None:
        raise OperationalError("COMMIT", None, Exception("the disk is full"))

    monkeypatch.setattr(Session, "commit", fail)
    answer = visitor.post("/trial/led on", data={"body": "my words"})
    assert answer.status_code == 500
    assert "my words" in answer.text
    assert "Location" not in answer.headers


def test_what_one_transaction_touched_no_other_bumps(session: Session) -> None:
    def give_up() -> None:
        with transactions.unit_of_work():
            revisions.touch("given up")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        give_up()
    with transactions.unit_of_work():
        session.add(Revision(scope="something else", number=1))
    assert _scopes(session) == {"something else"}


def test_a_unit_of_work_returns_the_session_it_commits(session: Session) -> None:
    with transactions.unit_of_work() as inside:
        assert inside is session
        inside.add(Revision(scope="inside", number=1))
    session.rollback()
    assert _scopes(session) == {"inside"}


def test_two_writers_take_turns_and_neither_fails(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    """On SQLite a transaction that reads before it writes would fail when another wrote in between."""
    with transactions.unit_of_work():
        session.add(Revision(scope="counter", number=0))
    start = threading.Barrier(4)

    def count() -> None:
        with app.app_context():
            start.wait(timeout=10)
            for _ in range(10):
                with transactions.unit_of_work() as own:
                    row = own.get(Revision, "counter", with_for_update=True)
                    assert row is not None
                    row.number += 1

    with ThreadPoolExecutor(4) as writers:
        for outcome in [writers.submit(count) for _ in range(4)]:
            outcome.result()
    session.rollback()
    assert session.scalar(select(Revision.number)) == 40


def test_a_reader_is_not_kept_waiting_by_a_writer(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    seen: list[int] = []

    def read() -> None:
        with app.app_context():
            seen.append(len(_scopes(db.session)))

    with transactions.unit_of_work():
        session.add(Revision(scope="not yet", number=1))
        session.flush()
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(timeout=5)
        assert seen == [0]


def test_sqlite_is_durable_and_keeps_foreign_keys(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    if session.get_bind().dialect.name != "sqlite":
        assert session.scalar(text("SHOW synchronous_commit")) == "on"
        return
    pragmas = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
    found = {name: session.execute(text(f"PRAGMA {name}")).scalar_one() for name in pragmas}
    assert found == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000}
