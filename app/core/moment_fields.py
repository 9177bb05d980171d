"""Form fields for a moment: a day, and the time that a clock on a wall in London shows."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.widgets import TextInput

from app.core import clock, dates
from app.core.text import tidy

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0)}
# Once a year an hour comes twice, and only these tell which is meant.
_ZONES = {"bst": timezone(timedelta(hours=1), "BST"), "gmt": timezone(timedelta(), "GMT")}


def read_time(typed: str) -> time | None:
    """The time that somebody typed ("17:30", "5.30pm", "5 pm", "midday"), or None if it is none.

    Behind it BST or GMT may stand; then the time says so by its `tzinfo`.
    """
    words, _, last = typed.strip().rpartition(" ")
    zone = _ZONES.get(last.lower()) if words else None
    wall = _read_wall(words if zone else typed)
    return wall.replace(tzinfo=zone) if wall is not None else None


def _read_wall(typed: str) -> time | None:
    word = typed.strip().lower()
    match = _TIME.fullmatch(word)
    if match is None or not word.isascii():
        return _WORDS.get(word)
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    elif match[2] is None:
        # "5" alone could be morning or afternoon.
        return None
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TimeOfDay(Field):
    """A time of day. `data` is a `time` or None; what was typed is given back whatever it was."""

    widget = TextInput()

    def __init__(self, label: Any = None, validators: Any = (), **rest: Any) -> None:
        super().__init__(label, list(validators), **rest)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the first value sent. Nothing typed is no time."""
        typed = tidy(valuelist[0]) if valuelist else ""
        self.raw_data = [typed] if typed else []
        self.data = read_time(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(gettext("Write a time such as 17:30 or 5:30pm."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.strftime("%H:%M %Z").strip() if isinstance(self.data, time) else ""


def moment_of(day: Field, at: Field) -> datetime | None:
    """The moment that two fields name together: a `DateParts` and a `TimeOfDay`.

    Returns None where both are empty or either is wrong. Where one is missing, or the clocks skip that time, the
    message stands at the field concerned.
    """
    if day.errors or at.errors:
        return None
    if day.data is None and at.data is None:
        return None
    if day.data is None:
        day.errors = [gettext("Write the day to which this time belongs.")]
        return None
    if at.data is None:
        at.errors = [gettext("Write a time, for example 17:00.")]
        return None
    return existing_moment(day.data, at)


def existing_moment(day: date, at: Field) -> datetime | None:
    """The moment at which a clock in London shows the field's time, or None, with a message there, if none does or if
    two do."""
    wall: time = at.data
    first = clock.london(day, wall.hour, wall.minute)
    told = datetime.combine(day, wall).astimezone(UTC) if wall.tzinfo else None
    moment = told or first
    if not _shows(moment, wall):
        at.errors = [_no_such_time(day, first, wall)]
        return None
    if told is None and clock.comes_twice(first):
        at.errors = [
            gettext(
                "%(time)s comes twice that night, because the clocks go back. Write %(time)s BST for the first or"
                " %(time)s GMT for the second.",
                time=wall.strftime("%H:%M"),
            )
        ]
        return None
    return moment


def _shows(moment: datetime, wall: time) -> bool:
    shown = moment.astimezone(clock.LONDON)
    return (shown.hour, shown.minute) == (wall.hour, wall.minute)


def _no_such_time(day: date, moment: datetime, wall: time) -> str:
    if not _shows(moment, wall):
        message = gettext(
            "At 01:00 on %(day)s the clocks go forward to 02:00, so there is no %(time)s. Choose another time.",
            day=dates.day(day),
            time=wall.strftime("%H:%M"),
        )
    else:
        message = gettext(
            "At that time clocks in London show %(zone)s. Write the time alone, for example 17:00.",
            zone=moment.astimezone(clock.LONDON).tzname(),
        )
    return str(message)


def london_parts(moment: datetime | None) -> tuple[date | None, time | None]:
    """A moment as the day and time that the two fields show."""
    if moment is None:
        return None, None
    local = moment.astimezone(clock.LONDON)
    zone = _ZONES[str(local.tzname()).lower()] if clock.comes_twice(moment) else None
    return local.date(), local.time().replace(second=0, microsecond=0, tzinfo=zone, fold=0)
