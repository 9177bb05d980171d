"""By when a comment should be decided: within one working day, Monday to Friday, in London.

What arrives at a weekend is due by the end of Monday. Bank holidays are not known here, so over one of them a
comment may look late that is not; being told a day too early harms nobody.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from app.core import clock

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)


def due_at(since: datetime) -> datetime:
    """The moment by which something that waits since then should be decided."""
    local = since.astimezone(clock.LONDON)
    if local.weekday() in (SATURDAY, SUNDAY):
        monday = local + (7 - local.weekday()) * DAY
        due = datetime.combine(monday.date(), LAST_MINUTE, clock.LONDON)
    else:
        due = local + (3 if local.weekday() == FRIDAY else 1) * DAY
    return due.astimezone(UTC)


def late_if_before(moment: datetime) -> datetime:
    """The inverse, for counting: what has waited since this moment or longer was due before `moment`."""
    local = moment.astimezone(clock.LONDON)
    if local.weekday() in (SATURDAY, SUNDAY):
        friday = local - (local.weekday() - FRIDAY) * DAY
        edge = datetime.combine(friday.date(), time.min, clock.LONDON)
    else:
        edge = local - (3 if local.weekday() == 0 else 1) * DAY
    return edge.astimezone(UTC)


def monday_before(moment: datetime) -> datetime:
    """The midnight with which the present week began."""
    local = moment.astimezone(clock.LONDON)
    return clock.london((local - local.weekday() * DAY).date())
