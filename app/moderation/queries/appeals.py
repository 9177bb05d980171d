"""Reading appeals: what an author may appeal against, and what waits for another moderator."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import aliased, joinedload

from app.comments.models import Comment, CommentState
from app.core.db import db
from app.moderation.models import Action, Appeal, ModerationDecision, QueueEntry
from app.moderation.queries.policy import CITED
from app.moderation.queries.standing import stands
from app.subjects.models import Subject

# What an author appeals against whose comment is on no page.
_TAKEN_BY = {CommentState.REJECTED: Action.REJECT, CommentState.HIDDEN: Action.HIDE}


def standing_decisions(comment_id: int) -> Sequence[ModerationDecision]:
    """The decisions on a comment that were not undone, the first one first."""
    return db.session.scalars(
        select(ModerationDecision)
        .where(ModerationDecision.comment_id == comment_id, stands())
        .order_by(ModerationDecision.id)
    ).all()


def decision_to_appeal(comment: Comment) -> ModerationDecision | None:
    """The decision that keeps a comment, or words of it, from readers now: what its author may appeal against."""
    if comment.state in _TAKEN_BY:
        taken_by = _TAKEN_BY[CommentState(comment.state)]
        found = [decision for decision in standing_decisions(comment.id) if decision.action == taken_by]
        return found[-1] if found else None
    redacted = last_redaction(comment.id) if comment.state == CommentState.PUBLISHED else None
    if redacted is None:
        return None
    was_changed = comment.edited_at is not None and comment.edited_at > redacted.decided_at
    return None if was_changed else redacted


def redactions_that_stand(comment_id: int) -> Sequence[ModerationDecision]:
    """The decisions by which words of a comment are out now, the first one first; one query.

    Not among them is what was undone, what an appeal overturned, and all that a moderator put back at once.
    """
    rows = db.session.execute(
        select(ModerationDecision, Appeal.decision_id)
        .outerjoin(Appeal, Appeal.outcome_decision_id == ModerationDecision.id)
        .where(
            ModerationDecision.comment_id == comment_id,
            ModerationDecision.action.in_((Action.REDACT, Action.UNREDACT)),
            stands(),
        )
        .order_by(ModerationDecision.id)
    )
    standing: dict[int, ModerationDecision] = {}
    for decision, overturned in rows:
        if decision.action == Action.REDACT:
            standing[decision.id] = decision
        elif overturned:
            standing.pop(overturned, None)
        else:
            standing.clear()
    return list(standing.values())


def last_redaction(comment_id: int) -> ModerationDecision | None:
    """The last decision by which words of a comment are out now, or None where none are."""
    return next(reversed(redactions_that_stand(comment_id)), None)


def appeal_against(decision_id: int) -> Appeal | None:
    """The appeal against a decision, if its author made one."""
    return db.session.scalar(select(Appeal).where(Appeal.decision_id == decision_id))


def open_appeal(comment_id: int) -> Appeal | None:
    """The appeal about a comment that waits for its answer, with the decision and who made it.

    None waits once the decision was undone, or the comment withdrawn.
    """
    return db.session.scalar(
        select(Appeal)
        .join(Appeal.decision)
        .join(Appeal.comment)
        .where(
            Appeal.comment_id == comment_id,
            Appeal.outcome.is_(None),
            Comment.state != CommentState.WITHDRAWN,
            stands(),
        )
        .options(joinedload(Appeal.decision).options(joinedload(ModerationDecision.decided_by), CITED))
        .order_by(Appeal.id.desc())
        .limit(1)
    )


def appeal_by_id(appeal_id: int) -> Appeal | None:
    """One appeal with its comment, or None if there is none."""
    return db.session.scalar(select(Appeal).where(Appeal.id == appeal_id).options(joinedload(Appeal.comment)))


def appeal_for_letter(decision_id: int) -> Appeal | None:
    """The appeal that this decision answers, with its comment, the author's contact and the assembly; None where it
    answers none, or was taken back."""
    comment = joinedload(Appeal.comment)
    return db.session.scalar(
        select(Appeal)
        .where(Appeal.outcome_decision_id == decision_id)
        .options(
            comment.joinedload(Comment.contact),
            comment.joinedload(Comment.subject).joinedload(Subject.assembly),
            joinedload(Appeal.outcome_decision),
            joinedload(Appeal.decision).options(CITED),
        )
    )


def appeals_against(person_id: int) -> ColumnElement[bool]:
    """The condition under which an entry of the queue waits for an appeal against a decision of this person's."""
    theirs = (
        select(Appeal.id)
        .join(Appeal.decision)
        .where(
            Appeal.comment_id == QueueEntry.comment_id,
            Appeal.outcome.is_(None),
            ModerationDecision.decided_by_id == person_id,
            stands(),
        )
        .correlate(QueueEntry)
    )
    return and_(QueueEntry.is_appealed, theirs.exists())


def is_own_case(batch_id: int, person_id: int) -> bool:
    """Whether a press answered an appeal against a decision that this person had made."""
    outcome = aliased(ModerationDecision)
    query = (
        select(Appeal.id)
        .join(outcome, Appeal.outcome_decision_id == outcome.id)
        .join(Appeal.decision)
        .where(outcome.batch_id == batch_id, ModerationDecision.decided_by_id == person_id)
    )
    return db.session.scalar(query.limit(1)) is not None


def appeals_of(comment_id: int) -> Sequence[Appeal]:
    """Every appeal about a comment, the first one first; one query."""
    return db.session.scalars(select(Appeal).where(Appeal.comment_id == comment_id).order_by(Appeal.id)).all()
