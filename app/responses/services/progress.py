"""Promising what the council will do, and reporting how it goes. What is said stays; a correction is a new row."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, events, revisions
from app.core.db import db
from app.core.errors import WrongField
from app.files.services import keep
from app.recommendations.models import Recommendation
from app.responses.events import ProgressReported
from app.responses.models import Commitment, Milestone, ProgressUpdate
from app.responses.queries.answers import answers_of
from app.responses.queries.clock import standstills_of
from app.responses.services.rules import Overtaken, refuse, sound
from app.responses.standing import CommitmentState, state_of
from app.responses.wording.progress import fingerprint
from app.responses.words.progress import (
    Promise,
    Report,
    Step,
    problems_of_promise,
    problems_of_report,
    problems_of_step,
)


def _current_answer_id(recommendation: Recommendation) -> int | None:
    answer = answers_of(recommendation.assembly, recommendation).to(recommendation).response
    return answer.id if answer else None


def make_commitment(recommendation: Recommendation, promise: Promise, by: Account) -> Commitment:
    """Promise something about a recommendation, by a date, with the steps on the way. Public at once.

    Returns the commitment, which begins as planned. Raises Refused where the recommendation has no public answer by
    name yet, a date is past or none, or there are no words.
    """
    assembly = recommendation.assembly
    one_at_a_time(assembly.id)
    answer_id = _current_answer_id(recommendation)
    if answer_id is None:
        refuse(gettext("Answer the recommendation first. A commitment says how the answer is carried out."))
    sound(problems_of_promise(promise))
    here = Commitment.recommendation_id == recommendation.id
    commitment = Commitment(
        recommendation=recommendation,
        response_id=answer_id,
        position=1 + (db.session.scalar(select(func.max(Commitment.position)).where(here)) or 0),
        title=promise.title,
        detail=promise.detail or None,
        lead=promise.lead or None,
        due_on=promise.due_on,
        made_at=clock.now(),
        made_by_id=by.id,
    )
    db.session.add(commitment)
    audit.record("promised", commitment, actor_id=by.id, due_on=promise.due_on)
    for step in promise.steps:
        if not step.is_empty:
            _put_step(commitment, step, by)
    tell_of(current_state(commitment))
    return commitment


def add_milestone(commitment: Commitment, step: Step, by: Account) -> Milestone:
    """Add a step to a commitment, behind the others. Public at once.

    Returns it; it begins as planned. Raises Refused after the end of the commitment, and where the step has no words,
    or no date that lies ahead and is not after that of the whole.
    """
    state = state_now(commitment)
    sound(problems_of_step(step, state.due_at))
    milestone = _put_step(commitment, step, by)
    tell_of(current_state(commitment))
    return milestone


def _put_step(commitment: Commitment, step: Step, by: Account) -> Milestone:
    milestone = Milestone(
        commitment=commitment,
        position=1 + max((each.position for each in commitment.milestones), default=0),
        title=step.title,
        due_on=step.due_on,
        made_at=clock.now(),
        made_by_id=by.id,
    )
    db.session.add(milestone)
    audit.record("added", milestone, actor_id=by.id, due_on=step.due_on)
    return milestone


def report_progress(commitment: Commitment, report: Report, by: Account, seen: str = "") -> ProgressUpdate:
    """Say how a commitment, or one of its steps, is going. Public at once; it is never changed or taken back.

    `seen` is the fingerprint of the state that the officer began from. Returns the update. Raises Refused for a delay
    without a reason and a later date, for "delivered" without a link or a file as evidence, for "stopped" without a
    reason, for any report after the end, and where a colleague has reported meanwhile.
    """
    state = state_now(commitment, seen)
    course = state.of(report.milestone_id)
    if course.has_ended:
        raise WrongField("about", gettext("This step has ended. Nothing more can be reported on it."))
    sound(problems_of_report(report, course))
    update = new_update(commitment, report, by)
    db.session.add(update)
    audit.record("reported", update, actor_id=by.id, **codes_of(update))
    tell_of(current_state(commitment))
    events.announce(ProgressReported(update.id))
    return update


def new_update(commitment: Commitment, report: Report, by: Account) -> ProgressUpdate:
    """A row that says what a report says, with its file kept. The caller adds it."""
    assembly, received = commitment.recommendation.assembly, report.evidence_file
    return ProgressUpdate(
        assembly_id=assembly.id,
        commitment=commitment,
        milestone_id=report.milestone_id,
        status=report.status.value,
        text=report.text,
        reason=report.reason or None,
        new_due_on=report.new_due_on or None,
        evidence_url=report.evidence_url or None,
        evidence_title=report.evidence_title or None,
        evidence_file=keep(received, by.id) if received else None,
        evidence_file_name=received.safe_name if received else None,
        reported_on=clock.today().isoformat(),
        reported_by=assembly.organisation.name,
        created_at=clock.now(),
        created_by_id=by.id,
    )


def codes_of(update: ProgressUpdate) -> dict[str, str | int | None]:
    """What the log keeps of an update."""
    return {"status": update.status, "new_due_on": update.new_due_on, "milestone": update.milestone_id}


def current_state(commitment: Commitment) -> CommitmentState:
    """The state of a commitment as the database has it now."""
    db.session.flush()
    db.session.refresh(commitment, ["updates", "milestones", "corrections"])
    return state_of(commitment, standstills_of(commitment.recommendation.assembly))


def state_now(commitment: Commitment, seen: str = "", may_have_ended: bool = False) -> CommitmentState:
    """Read a commitment anew, now that nobody else can write.

    Raises Refused where it has ended (unless it may have), and Overtaken where it is not what was looked at.
    """
    one_at_a_time(commitment.recommendation.assembly_id)
    state = current_state(commitment)
    if state.has_ended and not may_have_ended:
        refuse(gettext("This commitment has ended. Nothing more can be reported on it."))
    if seen and seen != fingerprint(state):
        raise Overtaken(
            gettext("A colleague reported on this while you had it open. Read what they wrote first.")
        )
    return state


def tell_of(state: CommitmentState) -> None:
    """Say that the assembly's pages change, now and whenever something falls due."""
    revisions.touch(state.commitment.recommendation.assembly.slug, *state.turning_moments)
