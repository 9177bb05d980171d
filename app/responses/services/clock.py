"""The clock of answers: when it starts, when it stands still, and on which day answers are due by that."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import gettext

from app.accounts.models import Account
from app.assemblies.events import AssemblyChanged
from app.assemblies.models import Assembly
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, dates, revisions
from app.core.db import db
from app.core.errors import WrongField
from app.core.web_addresses import is_web_address
from app.recommendations.events import VersionPublished
from app.recommendations.models import Version
from app.responses.due import after_months, due_moment, not_within
from app.responses.models import ClockPause, FinalReport
from app.responses.queries.clock import (
    clock_pauses,
    final_reports,
    last_final_text_day,
    standstills_of,
)
from app.responses.queries.clocks import clock_of
from app.responses.services.rules import refuse
from app.responses.words.rules import is_empty, no_address

# The pre-election period takes some six weeks. A longer silence needs another reason, given again.
LONGEST_PAUSE = timedelta(days=90)


# ---- When answers are due ----


def keep_answers_due(event: AssemblyChanged) -> None:
    """An assembly's promise may have changed."""
    _keep_in_step(db.session.get_one(Assembly, event.assembly_id))


def keep_answers_due_after(event: VersionPublished) -> None:
    """A final text may be the last of them, which starts the clock where no report was named."""
    _keep_in_step(db.session.get_one(Version, event.version_id).recommendation.assembly)


def _keep_in_step(assembly: Assembly) -> None:
    """Work out anew when the answers of an assembly are due, and let its pages know when the clock changes them."""
    db.session.flush()
    due = _answers_due(assembly)
    if due == assembly.answer_due_at:
        return
    assembly.answer_due_at = due
    audit.record("answers due", assembly, at=due.isoformat() if due else None)
    revisions.touch(assembly.slug, due)


def _answers_due(assembly: Assembly) -> datetime | None:
    """By the promised day; else so many months after the final report, or after the last final text without one."""
    if assembly.is_compiled:
        return due_moment((assembly.recorded_promise or {}).get("due_on"))
    pauses = standstills_of(assembly)
    if assembly.promised_answer_at is not None:
        return not_within(pauses, assembly.promised_answer_at)
    day = report_day(assembly)
    return after_months(day, assembly.answer_months, pauses) if day else None


def report_day(assembly: Assembly) -> date | None:
    """The day from which the council's time to answer counts; None before there is one."""
    reports = final_reports(assembly)
    return date.fromisoformat(reports[-1].published_on) if reports else last_final_text_day(assembly)


def state_final_report(
    assembly: Assembly, published_on: date, by: Account, url: str = "", reason: str = ""
) -> FinalReport:
    """Say on which day the final report was published. From then on the council owes its answers.

    Another day later is a new row with a reason; what was said before stays readable. Raises WrongField for a day that
    is still to come, an address that is none, and another day without a reason; Refused for a compiled record.
    """
    _must_be_ours(assembly)
    one_at_a_time(assembly.id)
    former = final_reports(assembly)
    if published_on > clock.today():
        raise WrongField(
            "published_on", gettext("This day is still to come. State it when the report is out.")
        )
    if url and not is_web_address(url):
        raise WrongField("url", no_address())
    if former and is_empty(reason):
        raise WrongField(
            "reason", gettext("Say why this is another day or address than before. Readers see it.")
        )
    report = FinalReport(
        assembly_id=assembly.id,
        published_on=published_on.isoformat(),
        url=url or None,
        reason=reason or None,
        stated_at=clock.now(),
        stated_by_id=by.id,
    )
    db.session.add(report)
    assembly.report_published_on = report.published_on
    audit.record("stated final report", report, actor_id=by.id, published_on=report.published_on)
    revisions.touch(assembly.slug)
    _keep_in_step(assembly)
    return report


def _must_be_ours(assembly: Assembly) -> None:
    if assembly.is_compiled:
        refuse(gettext("This assembly was compiled from public records. No clock runs for it here."))


# ---- Pauses ----


def pause_clock(
    assembly: Assembly, reason: str, starts_at: datetime, ends_at: datetime, by: Account
) -> ClockPause:
    """Let nothing fall due for a time, and say why. A pause begins now or later, never in the past.

    Returns the pause. Raises WrongField without a reason, for a beginning that has passed, an end before the beginning,
    more than 90 days, and where another pause stands in that time; Refused for a compiled record.
    """
    _must_be_ours(assembly)
    one_at_a_time(assembly.id)
    _check_pause(assembly, reason, starts_at, ends_at)
    pause = ClockPause(
        assembly_id=assembly.id,
        reason=reason,
        starts_at=max(starts_at, clock.now()),
        ends_at=ends_at,
        made_at=clock.now(),
        made_by_id=by.id,
    )
    db.session.add(pause)
    audit.record("paused clock", pause, actor_id=by.id, assembly=assembly.slug, ends_at=ends_at.isoformat())
    revisions.touch(assembly.slug, starts_at, ends_at)
    _let_move(assembly)
    return pause


def _check_pause(assembly: Assembly, reason: str, starts_at: datetime, ends_at: datetime) -> None:
    if is_empty(reason):
        raise WrongField("reason", gettext("Say why nothing falls due in this time. Everybody can read it."))
    if starts_at < clock.now() - timedelta(minutes=1):
        raise WrongField("starts", gettext("A pause begins now or later. What fell due before stays due."))
    if ends_at <= starts_at:
        raise WrongField("ends", gettext("The pause must end after it begins."))
    if ends_at - starts_at > LONGEST_PAUSE:
        raise WrongField(
            "ends",
            gettext("A pause lasts %(days)d days at most. Choose an earlier day.", days=LONGEST_PAUSE.days),
        )
    for other in clock_pauses(assembly):
        if other.starts_at < ends_at and starts_at < other.over_at:
            raise WrongField(
                "starts",
                gettext(
                    "The clock stands still already from %(start)s to %(end)s. End that pause first.",
                    start=dates.moment(other.starts_at),
                    end=dates.moment(other.over_at),
                ),
            )


def end_clock_pause(pause: ClockPause, by: Account) -> None:
    """Let the clock run again before a pause is over, or call off one that has not begun.

    Raises Refused for one that is over.
    """
    one_at_a_time(pause.assembly_id)
    db.session.flush()
    db.session.refresh(pause)
    now = clock.now()
    if pause.ended_at is not None or pause.ends_at <= now:
        refuse(gettext("This pause is over. Look at how it stands now."))
    pause.ended_at, pause.ended_by_id = now, by.id
    db.session.flush()
    audit.record("ended clock pause", pause, actor_id=by.id, assembly=pause.assembly.slug)
    revisions.touch(pause.assembly.slug, pause.over_at)
    _let_move(pause.assembly)


def _let_move(assembly: Assembly) -> None:
    """Work out anew what a pause moves: the answers' day, and the moments at which delivery is late."""
    _keep_in_step(assembly)
    standing = clock_of(assembly)
    revisions.touch(assembly.slug, *(standing.turning_moments if standing else ()))
