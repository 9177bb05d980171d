"""When answers, progress reports and commitments are due, and what a pause of the clock does to that.

Plain rules, which ask nobody. A period ("three months after the final report") is longer by the time for which the
clock stood still in it. A promised day that falls into a pause moves to the end of the pause. What fell due before
a pause began stays due: a pause forgives nothing. Three months, three and six are DemocracyNext's guide ("Six ways to
democratise city planning", on follow-up); a council may promise others before its assembly begins.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core import clock

# A promise "by a day" holds until the office closes that day.
CLOSE_OF_BUSINESS = 17
LAST_MONTH_OF = {"Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}


@dataclass(frozen=True)
class Standstill:
    """A time in which the clock stands still, and why."""

    starts_at: datetime
    ends_at: datetime
    reason: str = ""

    def holds(self, moment: datetime) -> bool:
        """Whether the clock stands still at a moment."""
        return self.starts_at <= moment < self.ends_at


def due_moment(due_on: str | None) -> datetime | None:
    """When a promised date has passed: 5 pm in London on the day, or on the last day of the month, quarter or year.

    Takes "2027-06-30", "2027-06", "2027-Q2" or "2027".
    """
    if not due_on:
        return None
    year, month, day = (*due_on.split("-"), "", "")[:3]
    last_month = LAST_MONTH_OF.get(month) or int(month or 12)
    return close_of(date(int(year), last_month, int(day or calendar.monthrange(int(year), last_month)[1])))


def close_of(day: date) -> datetime:
    """When the office closes on a day, in London."""
    return clock.london(day, CLOSE_OF_BUSINESS)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month: 30 November and three months, 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def in_one(pauses: Iterable[Standstill]) -> list[Standstill]:
    """Pauses in their order, those that touch made into one, so that no time counts twice."""
    merged: list[Standstill] = []
    for pause in sorted(pauses, key=lambda each: (each.starts_at, each.ends_at)):
        if pause.ends_at <= pause.starts_at:
            continue
        touches = bool(merged) and pause.starts_at <= merged[-1].ends_at
        merged.append(_joined(merged.pop(), pause) if touches else pause)
    return merged


def _joined(first: Standstill, second: Standstill) -> Standstill:
    reasons = [first.reason] if second.reason in ("", first.reason) else [first.reason, second.reason]
    return Standstill(first.starts_at, max(first.ends_at, second.ends_at), " ".join(reasons).strip())


def standing_still(pauses: Iterable[Standstill], now: datetime | None = None) -> Standstill | None:
    """The pause that lasts at a moment (by default, now), with those that go on from it; None where the clock runs."""
    moment = now or clock.now()
    return next((pause for pause in in_one(pauses) if pause.holds(moment)), None)


def _local(moment: datetime) -> datetime:
    """A moment as London's clocks show it. Lengths are counted by these: a pause of 45 days moves 5 pm to 5 pm."""
    return moment.astimezone(clock.LONDON).replace(tzinfo=None)


def _next_close(local: datetime) -> datetime:
    """The first close of business that is not before a time on London's clocks."""
    closes = local.replace(hour=CLOSE_OF_BUSINESS, minute=0, second=0, microsecond=0)
    return close_of((closes if closes >= local else closes + timedelta(days=1)).date())


def longer_by(pauses: Iterable[Standstill], since: datetime, due: datetime) -> datetime:
    """When a period ends that began at `since` and would end at `due`, were it not for pauses.

    The time for which the clock stood still within it is added; the result is the next close of business.
    """
    ends, moved = _local(due), False
    for pause in in_one(pauses):
        starts = max(_local(pause.starts_at), _local(since))
        if starts < min(_local(pause.ends_at), ends):
            ends, moved = ends + (_local(pause.ends_at) - starts), True
    return _next_close(ends) if moved else due


def not_within(pauses: Iterable[Standstill], due: datetime) -> datetime:
    """When a promised moment counts: itself, or the close of business that ends the pause into which it falls."""
    for pause in in_one(pauses):
        if pause.holds(due):
            due = _next_close(_local(pause.ends_at))
    return due


def after_months(since: date, months: int, pauses: Iterable[Standstill] = ()) -> datetime:
    """When so many months since a day are over, counting no pause."""
    return longer_by(pauses, clock.london(since), close_of(months_after(since, months)))


@dataclass(frozen=True)
class ReportDue:
    """When the next report of progress is due: counted from the last one, or from the answer where there is none."""

    since: datetime
    has_been_reported: bool
    due_at: datetime
    pause: Standstill | None

    @property
    def is_overdue(self) -> bool:
        """Whether the report is late."""
        return self.due_at <= clock.now()


def report_due(
    began_at: datetime,
    last_report_at: datetime | None,
    first_months: int,
    months: int,
    pauses: Sequence[Standstill] = (),
) -> ReportDue:
    """When the next report is due on something that began at a moment and was last reported on at another, if ever.

    The first is due `first_months` after the beginning, each further one `months` after the last.
    """
    since = last_report_at or began_at
    day = since.astimezone(clock.LONDON).date()
    due_at = after_months(day, first_months if last_report_at is None else months, pauses)
    return ReportDue(since, last_report_at is not None, due_at, standing_still(pauses))
