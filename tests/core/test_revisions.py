"""The numbers behind the ETags: one step for each transaction that changed a public page."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock, revisions
from app.core.revisions import SITE, TurningMoment
from app.core.transactions import unit_of_work
from tests.databases import CleanDatabase
from tests.queries import counted

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _numbers(*scopes: str) -> list[int]:
    return [revisions.current(scope)[0] for scope in scopes]


def test_what_never_changed_has_number_nought(session: Session) -> None:
    assert revisions.current("fen") == (0, "")


def test_one_transaction_is_one_step_however_often_it_touches(session: Session) -> None:
    with unit_of_work():
        revisions.touch("fen")
        revisions.touch("fen")
        revisions.touch("dale")
    assert _numbers("fen", "dale", SITE, "other") == [1, 1, 1, 0]
    with unit_of_work():
        revisions.touch("fen")
    assert _numbers("fen", "dale", SITE) == [2, 1, 2]


def test_touching_the_site_leaves_the_assemblies_alone(session: Session) -> None:
    with unit_of_work():
        revisions.touch("fen")
    with unit_of_work():
        revisions.touch(SITE)
    assert _numbers("fen", SITE) == [1, 2]


def test_only_what_has_passed_counts_and_the_last_of_it(session: Session) -> None:
    with unit_of_work():
        revisions.touch("fen", NOON, NOON + timedelta(hours=2), None, NOON - timedelta(days=1))
    seen = []
    for hours in (-1, 0, 1, 2, 3):
        with clock.at(NOON + timedelta(hours=hours)):
            seen.append((revisions.current("fen")[1], revisions.current(SITE)[1]))
    first = (NOON - timedelta(days=1)).isoformat()
    noon, two = NOON.isoformat(), (NOON + timedelta(hours=2)).isoformat()
    assert seen == [(moment, moment) for moment in (first, noon, noon, two, two)]


def test_a_moment_of_one_assembly_turns_no_other(session: Session) -> None:
    with unit_of_work():
        revisions.touch("fen", NOON)
    with clock.at(NOON):
        assert revisions.current("dale") == (0, "")


def test_a_moment_of_the_site_is_written_once(session: Session) -> None:
    with unit_of_work():
        revisions.touch(SITE, NOON)
    assert session.scalar(select(func.count(TurningMoment.id))) == 1


def test_asking_takes_one_query(session: Session) -> None:
    with counted() as queries:
        revisions.current("fen")
    assert len(queries) == 1, str(queries)


def test_two_first_changes_at_once_both_count(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    """Nobody has touched the assembly before, so both would make its row."""
    both_inside = threading.Barrier(2)
    # On SQLite the second cannot even begin before the first has ended.
    at_once = session.get_bind().dialect.name == "postgresql"

    def change() -> None:
        with app.app_context(), unit_of_work():
            if at_once:
                both_inside.wait(timeout=10)
            revisions.touch("fen")

    with ThreadPoolExecutor(2) as writers:
        for outcome in [writers.submit(change) for _ in range(2)]:
            outcome.result()
    assert _numbers("fen", SITE) == [2, 2]
