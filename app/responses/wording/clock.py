"""The clock of an assembly's answers and progress in words, for readers, officers and administrators alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.core import clock, dates
from app.responses.clocks import AssemblyClock
from app.responses.due import ReportDue, Standstill

Words = dict[str, Any]


def ago(moment: datetime) -> str:
    """How many days lie between a moment that has passed and now: "85 days ago"; empty on the same day."""
    days = dates.days_between(moment, clock.now())
    return str(ngettext("%(num)d day ago", "%(num)d days ago", days)) if days else ""


def pause_words(pause: Standstill) -> Words:
    """That the clock stands still, until when, and why."""
    return {
        "kind": "paused",
        "fact": gettext(
            "The clock stands still until %(when)s.", when=dates.moment(pause.ends_at, weekday=True)
        ),
        "text": gettext("Reason: %(reason)s Nothing falls due in this time.", reason=sentence(pause.reason)),
    }


def sentence(words: str) -> str:
    """Somebody's words as a sentence that another can follow."""
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def answers_words(standing: AssemblyClock) -> Words | None:
    """The clock of the answers: how many are to come or missing. None where none is, or nothing is known of a day."""
    due, missing = standing.answers_due_at, standing.missing
    if due is None:
        return None
    if not standing.answers_are_overdue:
        return {
            "kind": "open",
            "fact": gettext("Answers are due on %(when)s.", when=dates.moment(due, weekday=True)),
            "text": ngettext("%(num)d is to come.", "%(num)d are to come.", missing),
        }
    when = dates.moment(due)
    if gone := ago(due):
        text = ngettext(
            "It was due on %(when)s, %(ago)s.",
            "They were due on %(when)s, %(ago)s.",
            missing,
            when=when,
            ago=gone,
        )
    else:
        text = ngettext("It was due on %(when)s.", "They were due on %(when)s.", missing, when=when)
    fact = ngettext("%(num)d answer is missing.", "%(num)d answers are missing.", missing)
    return {"kind": "overdue", "fact": fact, "text": text}


def report_words(standing: AssemblyClock) -> Words | None:
    """The clock of the reports: when the next is due, or since when there has been none. None where none is owed."""
    report = standing.report
    if report is None:
        return None
    return late_report_words(report) if report.is_overdue else next_report_words(report)


def next_report_words(report: ReportDue) -> Words:
    """When the next report of progress is due."""
    since = dates.day(report.since)
    text = gettext("The last one came on %(date)s.", date=since) if report.has_been_reported else ""
    fact = gettext("The next update is due on %(when)s.", when=dates.moment(report.due_at))
    return {"kind": "open", "fact": fact, "text": text}


def late_report_words(report: ReportDue) -> Words:
    """That no report came when one was due."""
    since, when = dates.day(report.since), dates.moment(report.due_at)
    if report.has_been_reported:
        fact = gettext("No update since %(date)s.", date=since)
    else:
        fact = gettext("No update since the answer of %(date)s.", date=since)
    gone = ago(report.due_at)
    text = (
        gettext("One was due on %(when)s, %(ago)s.", when=when, ago=gone)
        if gone
        else gettext("One was due on %(when)s.", when=when)
    )
    return {"kind": "overdue", "fact": fact, "text": text}


def notices(standing: AssemblyClock) -> list[Words]:
    """All that the clock of an assembly says now, the pause first."""
    pause = standing.pause
    said = (pause_words(pause) if pause else None, answers_words(standing), report_words(standing))
    return [each for each in said if each is not None]


def promise_words(assembly: Assembly) -> str:
    """What the council promised before the assembly, in two sentences; empty for a compiled record."""
    if assembly.is_compiled:
        return ""
    if assembly.promised_answer_at is not None:
        answers = gettext(
            "The council answers every recommendation by %(when)s.",
            when=dates.moment(assembly.promised_answer_at),
        )
    else:
        answers = ngettext(
            "The council answers every recommendation within %(num)d month of the final report.",
            "The council answers every recommendation within %(num)d months of the final report.",
            assembly.answer_months,
        )
    first = ngettext(
        "It first reports on progress %(num)d month after its answer",
        "It first reports on progress %(num)d months after its answer",
        assembly.first_progress_months,
    )
    later = ngettext(
        "then at least every month",
        "then at least every %(num)d months",
        assembly.progress_months,
    )
    return f"{answers} {first}, {later}."
