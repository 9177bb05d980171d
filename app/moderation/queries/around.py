"""What stands around a comment: its thread, and what else its author wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.core.db import db
from app.moderation.models import ModerationDecision
from app.moderation.queries.standing import stands
from app.subjects.models import Subject

# So many replies are read before the comment that is being decided, and so many from it on.
BEFORE, FROM_HERE = 10, 20
# So many of an author's earlier texts are shown.
EARLIER = 10
_CONFIRMED = Comment.state != CommentState.AWAITING_CONFIRMATION


@dataclass(frozen=True)
class Thread:
    """A thread in its order, as far as it is shown: its first comment, and replies around the one that is decided."""

    comments: Sequence[Comment]
    replies: int

    @property
    def left_out(self) -> int:
        """How many replies are not shown."""
        shown = sum(comment.parent_id is not None for comment in self.comments)
        return self.replies - shown


def thread_of(comment: Comment) -> Thread:
    """The thread that a comment stands in; three queries however long it is. Takes a comment with its parent loaded."""
    first = comment.parent or comment
    replies = select(Comment).where(Comment.parent_id == first.id, _CONFIRMED)
    here = comment.id if comment.parent else 0
    before = db.session.scalars(replies.where(Comment.id < here).order_by(Comment.id.desc()).limit(BEFORE))
    behind = db.session.scalars(replies.where(Comment.id >= here).order_by(Comment.id).limit(FROM_HERE))
    number = db.session.scalar(
        select(func.count()).select_from(Comment).where(Comment.parent_id == first.id, _CONFIRMED)
    )
    return Thread([first, *reversed(before.all()), *behind], number or 0)


@dataclass(frozen=True)
class Earlier:
    """What an author wrote before: how many texts, and the last few, the latest first, with the decision on each."""

    number: int
    last: Sequence[tuple[Comment, ModerationDecision | None]]


def earlier_of_author(comment: Comment, organisation_ids: Sequence[int] | None) -> Earlier:
    """What the author of a comment wrote before it, on assemblies of these organisations (None: of all).

    Two queries. Whoever gave no address has written nothing before, as far as anybody knows.
    """
    query = _within(
        select(Comment).where(Comment.author_key == comment.author_key, Comment.id < comment.id, _CONFIRMED),
        organisation_ids,
    )
    number = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    if not number:
        return Earlier(0, [])
    rows = db.session.execute(
        query.add_columns(ModerationDecision)
        .outerjoin(ModerationDecision, ModerationDecision.id == _last_decision())
        .options(joinedload(ModerationDecision.paragraph))
        .order_by(Comment.id.desc())
        .limit(EARLIER)
    )
    return Earlier(number, [(text, decision) for text, decision in rows])


def _last_decision() -> ScalarSelect[int]:
    return (
        select(func.max(ModerationDecision.id))
        .where(ModerationDecision.comment_id == Comment.id, stands())
        .correlate(Comment)
        .scalar_subquery()
    )


def _within(query: Select[Comment], organisation_ids: Sequence[int] | None) -> Select[Comment]:
    if organisation_ids is None:
        return query
    return (
        query.join(Comment.subject)
        .outerjoin(Assembly, Subject.assembly_id == Assembly.id)
        .where(or_(Assembly.id.is_(None), Assembly.organisation_id.in_(organisation_ids)))
    )
