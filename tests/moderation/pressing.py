"""Many comments that wait, and a press on all of them, as tests of batches and of undoing need them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.core.db import db
from app.moderation.models import Action, DecisionBatch, ModerationDecision
from app.moderation.services import BatchOutcome, Chosen, decide_all
from app.subjects.models import Subject
from tests.factories.comments import make_comment
from tests.factories.moderation import mark_of


def many_waiting(number: int, subject: Subject | None = None, **columns: object) -> list[Comment]:
    """So many comments that wait, about one subject."""
    first = make_comment(subject, state=CommentState.AWAITING_MODERATION, **columns)  # type: ignore[arg-type]
    others = [
        make_comment(first.subject, state=CommentState.AWAITING_MODERATION, **columns)  # type: ignore[arg-type]
        for _ in range(number - 1)
    ]
    return [first, *others]


def chosen(comments: Iterable[Comment]) -> list[Chosen]:
    """These comments, each with the mark of what it looks like now."""
    return [Chosen(comment.id, mark_of(comment)) for comment in comments]


def press(by: Account, action: Action, comments: Iterable[Comment], reason: str = "abuse") -> BatchOutcome:
    """Decide the same on these comments, for somebody who has just looked at them."""
    return decide_all(chosen(comments), action, by=by, reason_code=reason)


def batch_of(decision: ModerationDecision) -> DecisionBatch:
    """The press by which something was decided."""
    return db.session.scalars(select(DecisionBatch).where(DecisionBatch.id == decision.batch_id)).one()


def states(comments: Sequence[Comment]) -> list[str]:
    """How these comments stand in the database."""
    rows = db.session.execute(
        select(Comment.id, Comment.state).where(Comment.id.in_([comment.id for comment in comments]))
    )
    by_id = dict(rows.all())
    return [by_id[comment.id] for comment in comments]
