"""What is written down to leave does leave, once, whatever happens to the worker or the mail server."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, outbox
from app.core.outbox import Letter, OutboxRow
from app.core.revisions import Revision
from app.core.transactions import unit_of_work
from tests.databases import CleanDatabase


@pytest.fixture
def mailers(app: Flask) -> Iterator[dict[str, Any]]:
    """The table of renderers, for this test alone: `trial` makes a letter, `needless` none."""
    before = app.extensions[outbox.MAILERS_KEY]
    table: dict[str, Any] = {
        "trial": lambda payload: Letter(to=f"{payload['who']}@town.example", subject="News", text="News."),
        "needless": lambda payload: None,
    }
    app.extensions[outbox.MAILERS_KEY] = table
    yield table
    app.extensions[outbox.MAILERS_KEY] = before


def _put(*names: str, kind: str = "trial", after: timedelta = timedelta(0)) -> None:
    with unit_of_work():
        for name in names:
            outbox.put(kind, f"{kind}:{name}", after, who=name)


def _row(session: Session, name: str) -> OutboxRow:
    session.expire_all()
    return session.scalars(select(OutboxRow).where(OutboxRow.key.endswith(f":{name}"))).one()


def test_a_letter_leaves_and_leaves_once(
    session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    _put("ada", "ben")
    assert outbox.drain() == 2
    assert outbox.drain() == 0
    assert [letter.to for letter in letters] == ["ada@town.example", "ben@town.example"]
    row = _row(session, "ada")
    assert (row.outcome, row.attempts, row.lease_until) == ("sent", 1, None)
    assert row.finished_at is not None


def test_the_same_thing_is_written_down_once(
    session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    _put("ada")
    _put("ada")
    outbox.drain()
    _put("ada")
    assert (outbox.drain(), len(letters)) == (0, 1)


def test_what_is_rolled_back_never_leaves(
    session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    def put_and_fail() -> None:
        with unit_of_work():
            outbox.put("trial", "trial:ada", who="ada")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_and_fail()
    assert (outbox.drain(), letters) == (0, [])


def test_a_letter_that_has_become_needless_is_not_sent(
    session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    _put("ada", kind="needless")
    assert outbox.drain() == 0
    assert letters == []
    assert _row(session, "ada").outcome == "not needed"


def test_a_letter_waits_until_it_is_due(
    session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    _put("ada", after=timedelta(minutes=10))
    assert outbox.drain() == 0
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert outbox.drain() == 1


def test_more_than_one_batch_leaves_in_order(
    session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    names = [f"reader{number:03}" for number in range(outbox.BATCH * 2 + 7)]
    _put(*names)
    assert outbox.drain() == len(names)
    assert [letter.to.split("@")[0] for letter in letters] == names


def test_a_mail_server_that_is_down_is_tried_again_later_and_later(
    app: Flask, session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    def refuse(letter: Letter) -> None:
        raise ConnectionRefusedError("nobody listens")

    app.extensions[outbox.POST_KEY] = refuse
    _put("ada")
    now = clock.now()
    waits = []
    for _ in range(3):
        with clock.at(now):
            assert outbox.drain() == 0
            assert outbox.drain() == 0, "not again before its time"
        due = _row(session, "ada").due_at
        waits.append((due - now) // timedelta(minutes=1))
        now = due
    assert waits == [1, 2, 4]
    assert "nobody listens" in (_row(session, "ada").last_error or "")
    app.extensions[outbox.POST_KEY] = letters.append
    with clock.at(now):
        assert outbox.drain() == 1
    row = _row(session, "ada")
    assert (row.outcome, row.last_error, row.attempts) == ("sent", None, 4)


def test_after_many_tries_it_is_given_up_and_the_row_stays(
    app: Flask, session: Session, mailers: dict[str, Any]
) -> None:
    def refuse(letter: Letter) -> None:
        raise ConnectionRefusedError

    app.extensions[outbox.POST_KEY] = refuse
    _put("ada")
    now = clock.now()
    for _ in range(outbox.MOST_ATTEMPTS + 3):
        with clock.at(now):
            outbox.drain()
        now += timedelta(hours=5)
    row = _row(session, "ada")
    assert (row.attempts, row.outcome) == (outbox.MOST_ATTEMPTS, "given up")


def test_one_bad_letter_holds_up_no_other(
    session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    def fail(payload: dict[str, Any]) -> Letter:
        raise KeyError("gone")

    mailers["broken"] = fail
    _put("ada", kind="broken")
    _put("ben", kind="nobody knows how")
    _put("cleo")
    assert outbox.drain() == 1
    assert [letter.to for letter in letters] == ["cleo@town.example"]
    assert _row(session, "ada").finished_at is None
    assert _row(session, "ben").finished_at is None


def test_what_a_renderer_changes_by_mistake_is_not_kept(
    session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    def careless(payload: dict[str, Any]) -> Letter:
        session.add(Revision(scope="by mistake", number=1))
        session.flush()
        return Letter(to="ada@town.example", subject="News", text="News.")

    mailers["careless"] = careless
    _put("ada", kind="careless")
    assert outbox.drain() == 1
    assert session.scalars(select(Revision)).all() == []


def test_what_a_dead_worker_had_in_hand_is_taken_over(
    app: Flask, session: Session, mailers: dict[str, Any], letters: list[Letter]
) -> None:
    def die(letter: Letter) -> None:
        raise SystemExit("kill -9")

    app.extensions[outbox.POST_KEY] = die
    _put("ada")
    with pytest.raises(SystemExit):
        outbox.drain()
    session.rollback()
    app.extensions[outbox.POST_KEY] = letters.append
    assert outbox.drain() == 0, "its lease has not run out: it might still be alive"
    with clock.at(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.drain() == 1


def test_a_slow_mail_server_makes_no_letter_leave_twice(
    app: Flask,
    session: Session,
    mailers: dict[str, Any],
    letters: list[Letter],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While the first letters of a batch take their time, another worker may take over the rest; never both."""
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])

    def slowly(letter: Letter) -> None:
        letters.append(letter)
        moment[0] += timedelta(seconds=20)
        # Now another worker looks for what is due, and its mail server is quick.
        app.extensions[outbox.POST_KEY] = letters.append
        outbox.drain()
        app.extensions[outbox.POST_KEY] = slowly

    app.extensions[outbox.POST_KEY] = slowly
    _put(*(f"reader{number}" for number in range(12)))
    outbox.drain()
    assert len({letter.to for letter in letters}) == len(letters) == 12


def test_two_workers_send_everything_once(
    app: Flask,
    session: Session,
    mailers: dict[str, Any],
    letters: list[Letter],
    committed_database: CleanDatabase,
) -> None:
    names = [f"reader{number}" for number in range(120)]
    _put(*names)
    ready = Barrier(3)

    def work() -> int:
        with app.app_context():
            ready.wait(timeout=10)
            return outbox.drain()

    with ThreadPoolExecutor(3) as workers:
        sent = [worker.result() for worker in [workers.submit(work) for _ in range(3)]]
    assert sum(sent) == len(names)
    assert sorted(letter.to for letter in letters) == sorted(f"{name}@town.example" for name in names)
