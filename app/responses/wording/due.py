"""The clock of commitments in words: what is late, what the pauses do, when the next report is due."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.core import clock, dates
from app.responses.due import Standstill, due_moment, in_one, standing_still
from app.responses.standing import CommitmentState, Course
from app.responses.wording.clock import late_report_words, next_report_words, sentence

Words = dict[str, Any]


def due_words(due_on: str | None) -> str:
    """A promised date in a sentence after "due": "on 30 June 2027", "by the end of June 2027"; empty for none."""
    due_at = due_moment(due_on)
    if due_on is None or due_at is None:
        return ""
    if len(due_on) == len("2027-06-30"):
        return str(gettext("on %(date)s", date=dates.partial(due_on)))
    # A quarter ends with its last month.
    last = due_at.astimezone(clock.LONDON).strftime("%Y-%m") if "Q" in due_on else due_on
    return str(gettext("by the end of %(date)s", date=dates.partial(last)))


def notices(state: CommitmentState) -> list[Words]:
    """The clock notices of a commitment, for templates/components/clock_notice.html."""
    possible = (_overdue(state), _late_report(state), _pause(state))
    return [notice for notice in possible if notice is not None]


def _overdue(course: Course) -> Words | None:
    """That the date has passed; and from when on it is late, where a pause moved that."""
    due_at = course.due_at
    if due_at is None or not course.is_overdue:
        return None
    days = dates.days_between(due_at, clock.now())
    text = ngettext("That was %(num)d day ago.", "That was %(num)d days ago.", days) if days else ""
    if due_at != due_moment(course.due_on):
        text = gettext("The clock stood still then. It is late since %(when)s.", when=dates.moment(due_at))
    fact = gettext("This was due %(when)s.", when=due_words(course.due_on))
    return {"kind": "overdue", "fact": fact, "text": text}


def _late_report(state: CommitmentState) -> Words | None:
    """That no report came when one was due."""
    report = state.report_due
    if report is None or not report.is_overdue:
        return None
    words = late_report_words(report)
    if not report.has_been_reported:
        words["fact"] = gettext("No update since the promise of %(date)s.", date=dates.day(report.since))
    return words


def _pause(state: CommitmentState) -> Words | None:
    """That the clock stands still; or that it will when the commitment is due, which counts from its end then."""
    if state.has_ended or state.commitment.recommendation.assembly.is_compiled:
        return None
    now = standing_still(state.pauses)
    if now is not None:
        fact = gettext("The clock stands still until %(when)s:", when=dates.moment(now.ends_at))
        return {"kind": "paused", "fact": fact, "text": sentence(now.reason)}
    ahead = _pause_at_the_date(state)
    if ahead is None:
        return None
    begins, ends = (
        each.astimezone(clock.LONDON).date().isoformat() for each in (ahead.starts_at, ahead.ends_at)
    )
    fact = gettext("Clock paused %(dates)s:", dates=dates.partial_range(begins, ends))
    text = gettext("%(reason)s No update is due then.", reason=sentence(ahead.reason))
    return {"kind": "paused", "fact": fact, "text": text}


def _pause_at_the_date(course: Course) -> Standstill | None:
    """The pause that begins before the promised date and lasts beyond it."""
    promised = due_moment(course.due_on)
    ahead = (pause for pause in in_one(course.pauses) if pause.starts_at > clock.now())
    return next((pause for pause in ahead if promised is not None and pause.holds(promised)), None)


def next_report_line(state: CommitmentState) -> str:
    """When the next report is due, while there is time; empty where none is due or one is late."""
    report = state.report_due
    return "" if report is None or report.is_overdue else str(next_report_words(report)["fact"])


def is_late(state: CommitmentState) -> bool:
    """Whether the date or the next report is late."""
    report = state.report_due
    return state.is_overdue or (report is not None and report.is_overdue)
