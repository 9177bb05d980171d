"""What the database session is, and is not, made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from inspect import iscoroutinefunction

import pytest
from flask import Flask
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.revisions import TurningMoment


def test_the_end_of_a_request_starts_no_event_loop(app: Flask) -> None:
    """It would be a new thread for each request, and it cannot run beside a loop that is there already."""
    assert [close for close in app.teardown_appcontext_funcs if iscoroutinefunction(close)] == []


def test_the_session_of_a_request_is_closed_with_it(app: Flask) -> None:
    with app.app_context():
        kept = db.session
        kept.connection()
        assert kept.in_transaction()
    assert not kept.in_transaction()
    with app.app_context():
        assert db.session is not kept


def test_a_moment_without_a_time_zone_is_refused(session: Session) -> None:
    session.add(TurningMoment(scope="fen", happens_at=datetime(2026, 11, 22, 12)))  # noqa: DTZ001 - that is the point
    with pytest.raises(StatementError, match="needs a time zone"):
        session.flush()


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_said_in(session: Session) -> None:
    said = datetime(2026, 6, 30, 17, 0, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    moment = TurningMoment(scope="fen", happens_at=said)
    session.add(moment)
    session.flush()
    session.expire_all()
    assert moment.happens_at == said
    assert moment.happens_at.tzinfo is UTC
