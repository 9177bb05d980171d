"""By when a comment should be decided: within so many working days, in London.

Working days are Monday to Friday but for the bank holidays of the council's part of the United Kingdom. How many days,
and which part, are settings. The bank holidays come with the package `govuk-bank-holidays`; nothing is asked of the
network. After the last day that the package knows, only weekends are days off: over a bank holiday a comment may then
look late that is not, and being told a day too early harms nobody. Installing a newer package brings newer holidays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import structlog
from flask import current_app
from flask_babel import gettext, ngettext
from govuk_bank_holidays.bank_holidays import BankHolidays

from app.core import clock, dates

log = structlog.get_logger()
SATURDAY = 5
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)
# What arrives on a day off is due at this time, and so is what arrives even later in a day.
LAST_MINUTE = time(23, 59)
# How long before its end somebody should hear that the list of bank holidays ends.
NOTICE = timedelta(days=120)


@dataclass(frozen=True)
class ReviewTime:
    """How long a decision may take: a number of working days, and which weekdays are none."""

    working_days: int
    holidays: frozenset[date] = frozenset()

    def due_at(self, since: datetime) -> datetime:
        """The moment by which something that waits since then should be decided.

        What arrives on a working day is due at the same time of day, so many working days later. What arrives on a day
        off is due by the end of the last of the working days that follow.
        """
        local = since.astimezone(clock.LONDON)
        at = min(local.time(), LAST_MINUTE) if self._is_working_day(local.date()) else LAST_MINUTE
        return _in_london(self._working_day_after(local.date(), self.working_days), at)

    def late_if_before(self, moment: datetime) -> datetime:
        """The exact inverse, for counting: what waits since this moment or longer was due by `moment`, and no other.

        `since <= late_if_before(moment)` holds where `due_at(since) <= moment` does.
        """
        local = moment.astimezone(clock.LONDON)
        day = local.date()
        if self._is_working_day(day) and local.time() < LAST_MINUTE:
            return _in_london(self._working_day_before(day, self.working_days), local.time())
        # All that is due at the end of the last working day is late now: what came on the working day so long before
        # it, and on the days off behind that one. The next working day is the first of which nothing is late.
        first_in_time = self._working_day_before(day + DAY, self.working_days)
        return _in_london(first_in_time, time.min) - INSTANT

    def _is_working_day(self, day: date) -> bool:
        return day.weekday() < SATURDAY and day not in self.holidays

    def _working_day_after(self, day: date, number: int) -> date:
        """The working day that is so many behind this day."""
        while number:
            day += DAY
            number -= self._is_working_day(day)
        return day

    def _working_day_before(self, day: date, number: int) -> date:
        """The working day that is so many before this day."""
        while number:
            day -= DAY
            number -= self._is_working_day(day)
        return day


def _in_london(day: date, at: time) -> datetime:
    # Clocks change on Sundays, which are no working days: each of these times comes exactly once.
    return datetime.combine(day, at, clock.LONDON).astimezone(UTC)


@cache
def bank_holidays(part: str) -> frozenset[date]:
    """The bank holidays of a part of the United Kingdom that the installed package knows, read once a process."""
    days = frozenset(
        holiday["date"] for holiday in BankHolidays(use_cached_holidays=True).get_holidays(division=part)
    )
    last = max(days)
    if last < clock.today() + NOTICE:
        log.warning("bank_holidays_end", part=part, last=last.isoformat(), cure="update govuk-bank-holidays")
    return days


def _review_time() -> ReviewTime:
    settings = current_app.config
    return ReviewTime(settings["REVIEW_WORKING_DAYS"], bank_holidays(settings["BANK_HOLIDAYS"]))


def due_at(since: datetime) -> datetime:
    """The moment by which something that waits since then should be decided, by the site's settings."""
    return _review_time().due_at(since)


def late_if_before(moment: datetime) -> datetime:
    """What waits since this moment or longer was due by `moment`, by the site's settings."""
    return _review_time().late_if_before(moment)


def surely_in_time() -> timedelta:
    """What is decided sooner than this after it came is in time, whatever the day."""
    return timedelta(days=current_app.config["REVIEW_WORKING_DAYS"]) - timedelta(minutes=1)


def longest_between(first: datetime, last: datetime) -> timedelta:
    """The longest time that anything which came between two moments may wait and still be decided in time.

    On a working day it is the same all day, on a day off it is the longest when the day begins.
    """
    review, day = _review_time(), first.astimezone(clock.LONDON).date()
    longest = timedelta()
    while day <= last.astimezone(clock.LONDON).date():
        begins = clock.london(day)
        longest, day = max(longest, review.due_at(begins) - begins), day + DAY
    return longest


def within_review_time() -> str:
    """How long a decision may take, within a sentence: "within 2 working days"."""
    days = current_app.config["REVIEW_WORKING_DAYS"]
    return str(ngettext("within %(num)d working day", "within %(num)d working days", days))


def decided_by_when(since: datetime) -> str:
    """By when something that waits since then is decided, in a sentence that stays true when that is over."""
    due = due_at(since)
    if due > clock.now():
        return str(gettext("It is decided by %(when)s, as a rule.", when=dates.moment(due)))
    return str(
        gettext(
            "It should have been decided by %(when)s. We are late, and it still waits.",
            when=dates.moment(due),
        )
    )


def monday_before(moment: datetime) -> datetime:
    """The midnight with which the present week began."""
    local = moment.astimezone(clock.LONDON)
    return clock.london((local - local.weekday() * DAY).date())
