"""Marks of networks: alike for one day, and then a secret that nobody has the key to any more."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.network_marks import NetworkSalt, forget_salts, mark_of
from tests.at_once import at_once
from tests.conftest import NOON, MakeApp
from tests.databases import CleanDatabase

HOME, LIBRARY = "203.0.113.7", "2001:db8:1:2::/64"


def test_one_network_has_one_mark_a_day_and_another_network_another(session: Session) -> None:
    with clock.at(NOON):
        first = mark_of(HOME)
        assert mark_of(LIBRARY) != first
    with clock.at(NOON + timedelta(hours=11)):
        assert mark_of(HOME) == first


def test_at_midnight_in_london_every_mark_changes(session: Session) -> None:
    # In July midnight in London is eleven o'clock in the evening by the database's clock.
    before = clock.london(NOON.date().replace(month=7)) - timedelta(seconds=1)
    with clock.at(before):
        first = mark_of(HOME)
    with clock.at(before + timedelta(seconds=1)):
        assert mark_of(HOME) != first


def test_a_mark_shows_nothing_of_its_address(session: Session) -> None:
    mark = mark_of(HOME)
    assert len(mark) == 32
    assert int(mark, 16) > 0


def test_the_salt_goes_with_its_day_and_nobody_can_make_the_mark_again(session: Session) -> None:
    with clock.at(NOON):
        first = mark_of(HOME)
        assert forget_salts() == 0
        assert mark_of(HOME) == first
    with clock.at(NOON + timedelta(days=1)):
        assert forget_salts() == 1
    assert session.scalar(select(func.count()).select_from(NetworkSalt)) == 0
    with clock.at(NOON):
        assert mark_of(HOME) != first


def test_the_database_alone_does_not_tell_a_network(session: Session, make_app: MakeApp) -> None:
    mark = mark_of(HOME)
    session.commit()
    with make_app(SECRET_KEY="the key of quite another site").app_context():
        assert mark_of(HOME) != mark


def test_two_who_come_first_in_a_day_share_its_salt(app: Flask, committed_database: CleanDatabase) -> None:
    marks: list[str] = []
    assert at_once(app, *[lambda _session: marks.append(mark_of(HOME))] * 4) == ["done"] * 4
    assert len(marks) == 4
    assert len(set(marks)) == 1
