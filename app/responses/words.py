"""What officers write about answers and progress, and what it must hold. Forms and services ask the same rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext

from app.core import clock
from app.core.dates import NotADate, parse_partial
from app.core.web_addresses import is_web_address
from app.responses.models import DeliveryStatus, Verdict
from app.responses.standing import CommitmentState, due_moment

# What is wrong, by the field to which it belongs.
Problems = Mapping[str, str]


@dataclass(frozen=True)
class Wording:
    """An answer as an officer writes it."""

    verdict: Verdict
    reasons: str
    responsible_body: str
    responsible_role: str | None = None
    # What is not taken up, where the answer is "accepted in part"; to whom it was sent on, where it is not ours.
    not_taken_up: str | None = None
    sent_to: str | None = None
    decided_by: str | None = None
    decided_on: str | None = None
    decision_url: str | None = None


@dataclass(frozen=True)
class Promise:
    """A commitment as an officer writes it; the date may be of day, month or year precision."""

    title: str
    due_on: str | None
    lead: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Report:
    """How a commitment is going, as an officer reports it."""

    status: DeliveryStatus
    text: str
    reason: str | None = None
    new_due_on: str | None = None
    evidence_url: str | None = None
    evidence_title: str | None = None


def _is_empty(text: str | None) -> bool:
    return not (text or "").strip()


def _is_date(text: str) -> bool:
    try:
        parse_partial(text)
    except NotADate:
        return False
    return True


def _no_such_date() -> str:
    return str(gettext("There is no such date. Check the day and the month."))


def _no_address() -> str:
    return str(gettext("Write a whole web address, such as https://www.example.org/minutes."))


def problems_of_wording(wording: Wording) -> Problems:
    """What an answer lacks. Reasons and the responsible body are compulsory (domain rule), and a decision's date."""
    problems: dict[str, str] = {}
    if _is_empty(wording.reasons):
        problems["reasons"] = gettext("Say why. An answer without reasons is none.")
    if _is_empty(wording.responsible_body):
        problems["responsible_body"] = gettext("Say which body is responsible.")
    problems |= _problems_of_one_verdict(wording)
    if date_problem := _problem_of_decision(wording):
        problems["decided_on"] = date_problem
    if wording.decision_url and not is_web_address(wording.decision_url):
        problems["decision_url"] = _no_address()
    return problems


def _problems_of_one_verdict(wording: Wording) -> dict[str, str]:
    """Two fields belong to one verdict each: compulsory there, and out of place elsewhere."""
    problems: dict[str, str] = {}
    in_part, elsewhere = wording.verdict is Verdict.ACCEPTED_IN_PART, wording.verdict is Verdict.NOT_OURS
    if in_part and _is_empty(wording.not_taken_up):
        problems["not_taken_up"] = gettext("Say which part is not taken up, and why.")
    if not in_part and wording.not_taken_up:
        problems["not_taken_up"] = gettext(
            "Only “accepted in part” leaves a part out. Clear this, or choose that."
        )
    if elsewhere and _is_empty(wording.sent_to):
        problems["sent_to"] = gettext("Say to whom you have sent it on.")
    if not elsewhere and wording.sent_to:
        problems["sent_to"] = gettext("Only “not ours to decide” is sent on. Clear this, or choose that.")
    return problems


def _problem_of_decision(wording: Wording) -> str:
    if not wording.decided_on:
        return (
            ""
            if wording.verdict is Verdict.UNDER_CONSIDERATION
            else str(gettext("Say when this was decided."))
        )
    if not _is_date(wording.decided_on):
        return _no_such_date()
    if wording.decided_on > clock.today().isoformat():
        return str(gettext("A decision cannot be dated in the future."))
    return ""


def problems_of_promise(promise: Promise) -> Problems:
    """What a commitment lacks: words, and a date that lies ahead."""
    problems: dict[str, str] = {}
    if _is_empty(promise.title):
        problems["title"] = gettext("Say what the council will do.")
    if not promise.due_on:
        problems["due_on"] = gettext("Say by when it will be done.")
    elif not _is_date(promise.due_on):
        problems["due_on"] = _no_such_date()
    elif _has_passed(promise.due_on):
        problems["due_on"] = gettext("The date by which it will be done must lie ahead.")
    return problems


def _has_passed(due_on: str) -> bool:
    due = due_moment(due_on)
    return due is not None and due <= clock.now()


def problems_of_report(report: Report, state: CommitmentState) -> Problems:
    """What a report hides (rule 13): the reason and new date of a delay, the evidence or the reason of an end."""
    problems: dict[str, str] = {}
    if _is_empty(report.text):
        problems["text"] = gettext("Say how it is going.")
    if report.status in (DeliveryStatus.DELAYED, DeliveryStatus.STOPPED) and _is_empty(report.reason):
        problems["reason"] = gettext("Give the reason.")
    if report.status is DeliveryStatus.DELIVERED and _is_empty(report.evidence_url):
        problems["evidence_url"] = gettext("Give a link that shows that it is done.")
    if report.evidence_url and not is_web_address(report.evidence_url):
        problems["evidence_url"] = _no_address()
    if date_problem := _problem_of_new_date(report, state):
        problems["new_due_on"] = date_problem
    return problems


def _problem_of_new_date(report: Report, state: CommitmentState) -> str:
    if report.status is not DeliveryStatus.DELAYED:
        only_delays = gettext("Only a delay moves the date. Choose “delayed”, or leave the date empty.")
        return str(only_delays) if report.new_due_on else ""
    if not report.new_due_on:
        return str(gettext("Give the new date."))
    if not _is_date(report.new_due_on):
        return _no_such_date()
    new, old = due_moment(report.new_due_on), state.due_at
    if _has_passed(report.new_due_on) or (old is not None and new is not None and new <= old):
        return str(gettext("The new date must lie ahead, and after the one that it replaces."))
    return ""
