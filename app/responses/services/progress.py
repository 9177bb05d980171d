"""Promising what the council will do, and reporting how it goes. What is said stays; a correction is a new row."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import func, select

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit, clock, events, revisions
from app.core.db import db
from app.recommendations.models import Recommendation
from app.responses.due import due_moment
from app.responses.events import ProgressReported
from app.responses.models import Commitment, ProgressUpdate
from app.responses.queries.answers import answers_of
from app.responses.services.rules import refuse, sound
from app.responses.standing import state_of
from app.responses.words.progress import Promise, Report, problems_of_promise, problems_of_report


def _current_answer_id(recommendation: Recommendation) -> int | None:
    answer = answers_of(recommendation.assembly, recommendation).to(recommendation).response
    return answer.id if answer else None


def make_commitment(recommendation: Recommendation, promise: Promise, by: Account) -> Commitment:
    """Promise something about a recommendation, by a date. Public at once.

    Returns the commitment, which begins as planned. Raises Refused where the recommendation has no public answer by
    name yet, the date is past or none, or there are no words.
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
    revisions.touch(assembly.slug, due_moment(promise.due_on))
    return commitment


def report_progress(commitment: Commitment, report: Report, by: Account) -> ProgressUpdate:
    """Say how a commitment is going. The update is public at once and is never changed or taken back.

    Returns the update. Raises Refused for a delay without a reason and a later date, for "delivered" without a link
    to evidence, for "stopped" without a reason, and for any report after the end.
    """
    assembly = commitment.recommendation.assembly
    one_at_a_time(assembly.id)
    db.session.flush()
    db.session.refresh(commitment, ["updates"])
    state = state_of(commitment)
    if state.has_ended:
        refuse(gettext("This commitment has ended. Nothing more can be reported on it."))
    sound(problems_of_report(report, state))
    update = ProgressUpdate(
        assembly_id=assembly.id,
        commitment=commitment,
        status=report.status.value,
        text=report.text,
        reason=report.reason or None,
        new_due_on=report.new_due_on or None,
        evidence_url=report.evidence_url or None,
        evidence_title=report.evidence_title or None,
        reported_on=clock.today().isoformat(),
        reported_by=assembly.organisation.name,
        created_at=clock.now(),
        created_by_id=by.id,
    )
    db.session.add(update)
    audit.record("reported", update, actor_id=by.id, status=update.status, new_due_on=update.new_due_on)
    revisions.touch(assembly.slug, due_moment(update.new_due_on))
    events.announce(ProgressReported(update.id))
    return update
