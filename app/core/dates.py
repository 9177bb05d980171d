"""Dates as people say them.

A partial date is an ISO text of day, month or year precision ("2019-11-02", "2019-11", "2019"). It stays as precise
as its source: "November 2019" is never shown as "1 November 2019". Numbers and their words never break apart.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date as babel_format_date
from babel.dates import get_month_names
from flask_babel import gettext
from markupsafe import Markup, escape

from app.core import clock, languages

NBSP = "\N{NO-BREAK SPACE}"
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

_QUARTER = re.compile(r"([0-9]{4})-Q([1-4])")


class NotADate(ValueError):
    """The text is not a date, or names a day that does not exist."""


def parse_partial(text: str) -> str:
    """Check an ISO date of day, month or year precision and return it unchanged. Raises NotADate."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise NotADate(f"{text!r} is not a date like 2019, 2019-11 or 2019-11-02")
    year, month, day = (1 if part is None else int(part) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        raise NotADate(f"{text!r} is a day that does not exist") from None
    return text


def parse_due(text: str) -> str:
    """Check a promised date, which may also be a quarter ("2027-Q2"), and return it unchanged. Raises NotADate."""
    return text if _QUARTER.fullmatch(text) else parse_partial(text)


@lru_cache
def _moments(language: str, halves: tuple[str, ...]) -> re.Pattern[str]:
    """The blank between a number and a month or half of the day, in a language and in English."""
    months = {
        name for code in (language, languages.ENGLISH) for name in get_month_names(locale=code).values()
    }
    # The longest first: one month's name may begin another's.
    words = sorted({*months, *halves, "am", "pm"}, key=len, reverse=True)
    return re.compile(
        rf"(?<![0-9])([0-9]{{1,2}}(?:[:.][0-9]{{2}})?) (?=(?:{'|'.join(map(re.escape, words))})\b)"
    )


def unbroken(text: str) -> str:
    """A text in which "5 pm" and "29 November" never break across lines, whoever wrote it. Markup stays markup."""
    halves = (str(gettext("am")), str(gettext("pm")))
    kept = _moments(languages.current(), halves).sub(rf"\1{NBSP}", text)
    return Markup(kept) if isinstance(text, Markup) else kept  # noqa: S704 - as safe as it was


@lru_cache(maxsize=4096)
def _formatted(value: date, pattern: str, language: str) -> str:
    """A page names few days many times, and finding a locale's words anew costs more than all else of it."""
    return str(babel_format_date(value, pattern, locale=language))


def _words(value: date, pattern: str) -> str:
    return _formatted(value, pattern, languages.current())


def partial(text: str | None) -> str:
    """A partial date in words: "2 November 2019", "November 2019", "2019"; empty for none.

    A quarter is said by its months, which everybody knows: "April to June 2027".
    """
    if not text:
        return ""
    if quarter := _QUARTER.fullmatch(text):
        first = int(quarter[2]) * 3 - 2
        return partial_range(f"{quarter[1]}-{first:02d}", f"{quarter[1]}-{first + 2:02d}")
    year, month, day = (int(part) if part else None for part in _PARTIAL.fullmatch(text).groups())  # type: ignore[union-attr]
    if month is None:
        return str(year)
    pattern = "LLLL y" if day is None else "d MMMM y"
    return unbroken(_words(date(year or 1, month, day or 1), pattern))


def partial_range(start: str | None, end: str | None) -> str:
    """Two partial dates as one: "September to October 2019", "2 to 3 November 2019", "until July 2019"."""
    if not start and not end:
        return ""
    if not start:
        return str(gettext("until %(date)s", date=partial(end)))
    if not end or end == start:
        return partial(start)
    if len(start) == len(end) == 10 and start[:7] == end[:7]:
        return str(gettext("%(first)s to %(last)s", first=str(int(start[8:])), last=partial(end)))
    if len(start) == len(end) == 7 and start[:4] == end[:4]:
        month = _words(date(int(start[:4]), int(start[5:]), 1), "LLLL")
        return str(gettext("%(first)s to %(last)s", first=month, last=partial(end)))
    return str(gettext("%(first)s to %(last)s", first=partial(start), last=partial(end)))


def day(moment: datetime | date, weekday: bool = False) -> str:
    """The day in London: "29 November 2026", with its weekday if wanted."""
    local = moment.astimezone(clock.LONDON).date() if isinstance(moment, datetime) else moment
    words = unbroken(_words(local, "d MMMM y"))
    return f"{_words(local, 'EEEE')} {words}" if weekday else words


def short_day(moment: datetime | date) -> str:
    """The day without its year: "29 November"."""
    local = moment.astimezone(clock.LONDON).date() if isinstance(moment, datetime) else moment
    return unbroken(_words(local, "d MMMM"))


def time(moment: datetime) -> str:
    """The time in London: "5 pm", "4:40 pm", "midday", "midnight"; "1:30 am BST" in the hour that comes twice."""
    local = moment.astimezone(clock.LONDON)
    if (local.hour, local.minute) == (12, 0):
        return str(gettext("midday"))
    if (local.hour, local.minute) == (0, 0):
        return str(gettext("midnight"))
    hour = local.hour % 12 or 12
    words = f"{hour}:{local.minute:02d}" if local.minute else str(hour)
    words = unbroken(f"{words} {gettext('am') if local.hour < 12 else gettext('pm')}")
    return f"{words}{NBSP}{local.tzname()}" if clock.comes_twice(moment) else words


def moment(value: datetime, weekday: bool = False) -> str:
    """Day and time: "29 November 2026, 5 pm". A deadline is always said like this.

    Midnight is said with the day that it begins: many read "Saturday, midnight" as the end of Saturday.
    """
    local = value.astimezone(clock.LONDON)
    if (local.hour, local.minute) == (0, 0):
        return str(gettext("%(day)s, midnight as the day begins", day=day(value, weekday)))
    return f"{day(value, weekday)}, {time(value)}"


def moment_tag(value: datetime, weekday: bool = False) -> Markup:
    """The same inside a `<time>` element, for programs that read the page."""
    return Markup('<time datetime="{}">{}</time>').format(
        value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), escape(moment(value, weekday))
    )


def days_between(earlier: datetime, later: datetime) -> int:
    """Whole days in London between two moments, by the calendar: yesterday evening is 1 day ago."""
    start = earlier.astimezone(clock.LONDON).date()
    end = later.astimezone(clock.LONDON).date()
    return (end - start) // timedelta(days=1)
