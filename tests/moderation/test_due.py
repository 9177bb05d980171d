"""One working day: by when, and what is late."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.moderation.due import due_at, late_if_before, monday_before


def _london(text: str) -> datetime:
    day, time = text.split()
    hour, minute = time.split(":")
    return clock.london(date.fromisoformat(day), int(hour), int(minute))


@pytest.mark.parametrize(
    ("since", "due"),
    [
        # 16 November 2026 is a Monday.
        ("2026-11-16 16:40", "2026-11-17 16:40"),
        ("2026-11-19 16:40", "2026-11-20 16:40"),
        ("2026-11-20 16:40", "2026-11-23 16:40"),
        ("2026-11-21 09:00", "2026-11-23 23:59"),
        ("2026-11-22 23:00", "2026-11-23 23:59"),
        # The clock goes back on 25 October 2026: the hour on the wall counts.
        ("2026-10-23 16:40", "2026-10-26 16:40"),
    ],
)
def test_a_comment_is_due_one_working_day_after_it_came(since: str, due: str) -> None:
    assert due_at(_london(since)) == _london(due)


moments = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2028, 1, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=clock.LONDON)
)


@given(since=moments, waited=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=6)))
def test_what_is_counted_as_late_is_what_was_due(since: datetime, waited: timedelta) -> None:
    now = since + waited
    counted_late = since <= late_if_before(now)
    # The weekend's comments are due a minute before Monday ends, and the clock changes by an hour twice a year.
    if abs(due_at(since) - now) > timedelta(hours=1, minutes=1):
        assert counted_late == (due_at(since) <= now)


def test_the_week_begins_on_monday_in_london() -> None:
    assert monday_before(_london("2026-11-22 12:00")) == _london("2026-11-16 00:00")
    assert monday_before(_london("2026-11-16 00:00")) == _london("2026-11-16 00:00")
