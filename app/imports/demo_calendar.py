"""The days of the demo: moments written as "12 days ago at 16:40", worked out from the day on which it is loaded.

The rules stand in samples/README.md: day 0 is the day of loading, a weekday moves a day by three days at most, and
`{{date -45}}` in any text becomes that day in words.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date

from app.core import clock

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLACEHOLDER = re.compile(r"\{\{(date|month|year) (-?\d+)(?: (mon|tue|wed|thu|fri|sat|sun))?\}\}")
_PATTERNS = {"date": "d MMMM y", "month": "MMMM y", "year": "y"}


def _day(day_0: date, days: int, weekday: str | None) -> date:
    day = day_0 + timedelta(days=days)
    if weekday is None:
        return day
    return day + timedelta(days=(WEEKDAYS.index(weekday) - day.weekday() + 3) % 7 - 3)


def _moment_or_date(written: dict[str, Any], day_0: date) -> datetime | str:
    """A moment where a time is given, else an ISO date."""
    day = _day(day_0, written["day"], written.get("on"))
    if "time" not in written:
        return day.isoformat()
    hour, minute = map(int, written["time"].split(":"))
    return clock.london(day, hour, minute)


def worked_out(written: Any, day_0: date) -> Any:
    """A sample file's content with every moment, date and placeholder worked out for the day of loading.

    Takes what JSON gave and day 0. Returns the same with aware moments for {"day", "time"}, ISO dates for {"day"}
    alone, and texts without placeholders.
    """
    if isinstance(written, dict):
        if "day" in written:
            return _moment_or_date(written, day_0)
        return {key: worked_out(value, day_0) for key, value in written.items()}
    if isinstance(written, list):
        return [worked_out(value, day_0) for value in written]
    if isinstance(written, str) and "{{" in written:
        return _PLACEHOLDER.sub(
            lambda found: format_date(
                _day(day_0, int(found[2]), found[3]), _PATTERNS[found[1]], locale="en_GB"
            ),
            written,
        )
    return written
