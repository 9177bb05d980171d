"""Reading presses of a button: one's own last ones, and what each of them decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.core.db import db
from app.moderation.models import DecisionBatch, ModerationDecision
from app.subjects.models import Subject

# So many are listed. What can still be undone is among them.
LISTED = 50


def batches_of(account: Account) -> Sequence[DecisionBatch]:
    """The last presses of a moderator, the latest first."""
    return db.session.scalars(
        select(DecisionBatch)
        .where(DecisionBatch.made_by_id == account.id)
        .order_by(DecisionBatch.id.desc())
        .limit(LISTED)
    ).all()


def sizes_of(batches: Sequence[DecisionBatch]) -> Mapping[int, int]:
    """On how many comments each of these presses decided, in one query."""
    rows = db.session.execute(
        select(ModerationDecision.batch_id, func.count())
        .where(ModerationDecision.batch_id.in_([batch.id for batch in batches]))
        .group_by(ModerationDecision.batch_id)
    )
    return {batch_id: number for batch_id, number in rows if batch_id is not None}


def only_comments_of(batches: Sequence[DecisionBatch]) -> Mapping[int, Comment]:
    """The comment of each of these presses that decided on a single one, in one query."""
    single = (
        select(ModerationDecision.batch_id, func.min(ModerationDecision.comment_id).label("comment_id"))
        .where(ModerationDecision.batch_id.in_([batch.id for batch in batches]))
        .group_by(ModerationDecision.batch_id)
        .having(func.count() == 1)
        .subquery()
    )
    rows = db.session.execute(
        select(single.c.batch_id, Comment)
        .join(Comment, Comment.id == single.c.comment_id)
        .options(joinedload(Comment.subject))
    )
    return {batch_id: comment for batch_id, comment in rows if batch_id is not None}


def batch_at_desk(batch_id: int) -> DecisionBatch | None:
    """One press, or None where there is none."""
    return db.session.get(DecisionBatch, batch_id)


def decided_in(batch: DecisionBatch) -> Sequence[ModerationDecision]:
    """The decisions of one press, each with its comment and what that is about, and with the paragraph it cites."""
    return db.session.scalars(
        select(ModerationDecision)
        .where(ModerationDecision.batch_id == batch.id)
        .options(
            joinedload(ModerationDecision.comment).joinedload(Comment.subject).joinedload(Subject.assembly),
            joinedload(ModerationDecision.paragraph),
        )
        .order_by(ModerationDecision.id)
    ).all()


def comments_to_decide(
    comment_ids: Sequence[int], organisation_ids: Sequence[int] | None
) -> Sequence[Comment]:
    """Comments that somebody chose, in the order of their coming, as far as they are of these organisations."""
    query = (
        select(Comment)
        .join(Comment.subject)
        .where(Comment.id.in_(comment_ids), Comment.state != CommentState.AWAITING_CONFIRMATION)
        .options(joinedload(Comment.subject).joinedload(Subject.assembly), joinedload(Comment.contact))
        .order_by(Comment.id)
    )
    if organisation_ids is not None:
        query = query.join(Assembly, Subject.assembly_id == Assembly.id).where(
            Assembly.organisation_id.in_(organisation_ids)
        )
    return db.session.scalars(query).all()
