"""One clock for the whole house, so that tests can set it and deadlines cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_set_moment: ContextVar[datetime | None] = ContextVar("set_moment", default=None)


def now() -> datetime:
    """The present moment: aware, in UTC, to the microsecond."""
    return _set_moment.get() or datetime.now(UTC)


def today() -> date:
    """The present day in London, where deadlines are promised."""
    return now().astimezone(LONDON).date()


def london(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A wall-clock time in London, as an aware moment in UTC."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON).astimezone(UTC)


def comes_twice(moment: datetime) -> bool:
    """Whether clocks in London show the time of this moment twice, since they go back that night."""
    local = moment.astimezone(LONDON)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment, for tests and for loading a past."""
    token = _set_moment.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_moment.reset(token)
