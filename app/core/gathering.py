"""Telling people once about all that happened within some minutes, not once for each thing.

What happens writes one outbox row for its ten minutes. When they are over, and every transaction that began in them
has ended, the worker turns that row into letters, each of which reads afresh what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app

from app.core import clock

GATHERED = timedelta(minutes=10)
# A transaction that began in the ten minutes has ended by then: the server gives a request 30 seconds.
SETTLES = timedelta(minutes=2)
# Who tries the demo wants to see the letter, not to wait for it.
GATHERED_IN_DEMO, SETTLES_IN_DEMO = timedelta(seconds=10), timedelta(seconds=2)
# When letters go out of which one a day is enough.
MORNING = 8
# What was recorded later than this after it happened is history, not news.
STILL_NEWS = timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """The minutes in which something happened, and how long from now they are to be waited for."""

    since: datetime
    until: datetime
    wait: timedelta


def window_around(happened_at: datetime) -> Window | None:
    """The minutes around a moment; None if it is so long ago that nobody is told."""
    now = clock.now()
    if happened_at < now - STILL_NEWS:
        return None
    gathered, settles = _lengths()
    since = _beginning(happened_at, gathered)
    until = since + gathered
    return Window(since, until, max(until + settles - now, timedelta(0)))


def day_around(happened_at: datetime) -> Window | None:
    """The day in London around a moment, for letters of which one a day is enough: they go out on the next morning.

    None if it is so long ago that nobody is told. In the demo it is the same few seconds as for all others.
    """
    if current_app.config["DEMO"]:
        return window_around(happened_at)
    now = clock.now()
    if happened_at < now - STILL_NEWS:
        return None
    day = happened_at.astimezone(clock.LONDON).date()
    since, until = clock.london(day), clock.london(day + timedelta(days=1))
    return Window(since, until, max(clock.london(day + timedelta(days=1), MORNING) - now, timedelta(0)))


def untold_since() -> datetime:
    """The moment from which on nobody can have been told yet of what happened."""
    gathered, settles = _lengths()
    return _beginning(clock.now() - settles, gathered)


def _lengths() -> tuple[timedelta, timedelta]:
    return (GATHERED_IN_DEMO, SETTLES_IN_DEMO) if current_app.config["DEMO"] else (GATHERED, SETTLES)


def _beginning(moment: datetime, gathered: timedelta) -> datetime:
    length = gathered.total_seconds()
    return datetime.fromtimestamp(moment.timestamp() // length * length, UTC)
