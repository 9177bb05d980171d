"""Promises and reports as officers write them, and what they must hold. Forms and services ask the same rules."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from app.core.web_addresses import is_web_address
from app.responses.due import due_moment
from app.responses.models import DeliveryStatus
from app.responses.standing import CommitmentState
from app.responses.words.rules import Problems, has_passed, is_date, is_empty, no_address, no_such_date


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


def problems_of_promise(promise: Promise) -> Problems:
    """What a commitment lacks: words, and a date that lies ahead."""
    problems: dict[str, str] = {}
    if is_empty(promise.title):
        problems["title"] = gettext("Say what the council will do.")
    if not promise.due_on:
        problems["due_on"] = gettext("Say by when it will be done.")
    elif not is_date(promise.due_on):
        problems["due_on"] = no_such_date()
    elif has_passed(promise.due_on):
        problems["due_on"] = gettext("The date by which it will be done must lie ahead.")
    return problems


def problems_of_report(report: Report, state: CommitmentState) -> Problems:
    """What a report hides (rule 13): the reason and new date of a delay, the evidence or the reason of an end."""
    problems: dict[str, str] = {}
    if is_empty(report.text):
        problems["text"] = gettext("Say how it is going.")
    if report.status in (DeliveryStatus.DELAYED, DeliveryStatus.STOPPED) and is_empty(report.reason):
        problems["reason"] = gettext("Give the reason.")
    if report.status is DeliveryStatus.DELIVERED and is_empty(report.evidence_url):
        problems["evidence_url"] = gettext("Give a link that shows that it is done.")
    if report.evidence_url and not is_web_address(report.evidence_url):
        problems["evidence_url"] = no_address()
    if date_problem := _problem_of_new_date(report, state):
        problems["new_due_on"] = date_problem
    return problems


def _problem_of_new_date(report: Report, state: CommitmentState) -> str:
    if report.status is not DeliveryStatus.DELAYED:
        only_delays = gettext("Only a delay moves the date. Choose “delayed”, or leave the date empty.")
        return str(only_delays) if report.new_due_on else ""
    if not report.new_due_on:
        return str(gettext("Give the new date."))
    if not is_date(report.new_due_on):
        return no_such_date()
    new, old = due_moment(report.new_due_on), state.due_at
    if has_passed(report.new_due_on) or (old is not None and new is not None and new <= old):
        return str(gettext("The new date must lie ahead, and after the one that it replaces."))
    return ""
