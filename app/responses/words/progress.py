"""Promises, steps and reports as officers write them, and what they must hold. Forms and services ask the same rules.

Each rule names the field to which its message belongs. The fields of a promise's steps are `step1`, `step1_due_on` and
so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from app.core import clock, dates
from app.core.web_addresses import is_web_address
from app.files.received import Received
from app.responses.due import due_moment
from app.responses.models import DeliveryStatus
from app.responses.standing import ENDED, CommitmentState, Course, Told
from app.responses.words.rules import Problems, has_passed, is_due_date, is_empty, no_address, no_such_date


@dataclass(frozen=True)
class Step:
    """A milestone as an officer writes it; the date may be of day, month, quarter or year precision."""

    title: str
    due_on: str | None

    @property
    def is_empty(self) -> bool:
        return is_empty(self.title) and not self.due_on


@dataclass(frozen=True)
class Promise:
    """A commitment as an officer writes it; the date may be of day, month, quarter or year precision."""

    title: str
    due_on: str | None
    lead: str | None = None
    detail: str | None = None
    # The steps on the way, in their order. An empty one is none.
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class PromiseWords:
    """The words of a commitment, which can be corrected. Its date is not among them: only a delay moves a date."""

    title: str
    lead: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Report:
    """How a commitment, or one of its milestones, is going, as an officer reports it."""

    status: DeliveryStatus
    text: str
    reason: str | None = None
    new_due_on: str | None = None
    evidence_url: str | None = None
    evidence_title: str | None = None
    # A file as a form's field holds it, or None.
    evidence_file: Received | None = None
    # Of a correction: the file of the report that it corrects stays.
    keeps_file: bool = False
    # The step that it is about; none where it is about the whole commitment.
    milestone_id: int | None = None

    @property
    def is_proven(self) -> bool:
        """Whether it shows that what it says is so."""
        return not is_empty(self.evidence_url) or self.evidence_file is not None or self.keeps_file


def problems_of_promise(promise: Promise) -> Problems:
    """What a commitment lacks: words, a date that lies ahead, and the like of each step."""
    problems: dict[str, str] = {}
    if is_empty(promise.title):
        problems["title"] = gettext("Say what the council will do.")
    if date_problem := _problem_of_date(promise.due_on):
        problems["due_on"] = date_problem
    for number, step in enumerate(promise.steps, start=1):
        if not step.is_empty:
            of_step = problems_of_step(step, due_moment(promise.due_on) if not date_problem else None)
            names = {"title": f"step{number}", "due_on": f"step{number}_due_on"}
            problems |= {names[field]: message for field, message in of_step.items()}
    return problems


def _problem_of_date(due_on: str | None) -> str:
    if not due_on:
        return str(gettext("Say by when it will be done."))
    if not is_due_date(due_on):
        return no_such_date()
    if has_passed(due_on):
        return str(gettext("The date by which it will be done must lie ahead."))
    return ""


def problems_of_step(step: Step, whole_due_at: datetime | None) -> Problems:
    """What a step lacks: words, and a date that lies ahead, no later than that of the whole commitment."""
    problems: dict[str, str] = {}
    if is_empty(step.title):
        problems["title"] = gettext("Say what this step is.")
    due_at = due_moment(step.due_on) if step.due_on and is_due_date(step.due_on) else None
    if date_problem := _problem_of_date(step.due_on):
        problems["due_on"] = date_problem
    elif due_at and whole_due_at and due_at > whole_due_at:
        problems["due_on"] = gettext("A step comes before the whole. Its date cannot be after the last date.")
    return problems


def problems_of_words(words: PromiseWords) -> Problems:
    """What the words of a commitment lack."""
    return {"title": gettext("Say what the council will do.")} if is_empty(words.title) else {}


def problems_of_report(report: Report, course: Course, said_at: datetime | None = None) -> Problems:
    """What a report hides (rule 13): the reason and new date of a delay, the evidence or the reason of an end.

    Takes the state of what it is about as the report finds it, and the moment at which it is made (by default, now).
    """
    problems: dict[str, str] = {}
    if is_empty(report.text):
        problems["text"] = gettext("Say how it is going.")
    if report.status in (DeliveryStatus.DELAYED, DeliveryStatus.STOPPED) and is_empty(report.reason):
        problems["reason"] = gettext("Give the reason.")
    if report.status is DeliveryStatus.DELIVERED and not report.is_proven:
        problems["evidence_url"] = gettext("Give a link or a file that shows that it is done.")
    if report.evidence_url and not is_web_address(report.evidence_url):
        problems["evidence_url"] = no_address()
    if date_problem := _problem_of_new_date(report, course, said_at or clock.now()):
        problems["new_due_on"] = date_problem
    return problems


def _problem_of_new_date(report: Report, course: Course, said_at: datetime) -> str:
    if report.status is not DeliveryStatus.DELAYED:
        only_delays = gettext("Only a delay moves the date. Choose “delayed”, or leave the date empty.")
        return str(only_delays) if report.new_due_on else ""
    if not report.new_due_on:
        return str(gettext("Give the new date."))
    if not is_due_date(report.new_due_on):
        return no_such_date()
    new, old = due_moment(report.new_due_on), due_moment(course.due_on)
    if new is not None and (new <= said_at or (old is not None and new <= old)):
        return str(gettext("The new date must lie ahead, and after the one that it replaces."))
    return ""


def problems_of_correction(report: Report, state: CommitmentState, told: Told) -> Problems:
    """What a corrected report hides, and where it would contradict the reports that followed it.

    Takes the state as it is now and the report that is corrected. What counts is how that report found things.
    """
    before, later = state.before(told).of(report.milestone_id), state.after(told)
    on_the_same = [each for each in later if each.update.milestone_id == report.milestone_id]
    problems = dict(problems_of_report(report, before, told.first.created_at))
    if before.has_ended:
        problems["about"] = gettext("It had ended by then. Nothing more could be reported on it.")
    if report.status in ENDED and (on_the_same if report.milestone_id else later):
        problems["status"] = gettext("Other reports follow this one, so it cannot be the end.")
    moved = next((each.update.new_due_on for each in on_the_same if each.update.new_due_on), None)
    if "new_due_on" not in problems and report.new_due_on and not _is_before(report.new_due_on, moved):
        problems["new_due_on"] = gettext(
            "A later report moved the date to %(date)s. The date here must be before that.",
            date=dates.partial(moved),
        )
    return problems


def _is_before(due_on: str, other: str | None) -> bool:
    """Whether one date passes before another. Any does where there is no other."""
    this, that = due_moment(due_on), due_moment(other)
    return this is None or that is None or this < that
