"""What was decided on the comments of a page: which disposition counts for each, and what hid it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.comments.models import Comment, CommentState
from app.core.db import db
from app.dispositions.models import Disposition
from app.dispositions.queries.dispositions import LOADED, in_force
from app.moderation.models import Action, ModerationDecision


@dataclass
class Decided:
    """By comment: what became of it, as far as it was answered, and what hid it, as far as it is hidden."""

    dispositions: dict[int, Disposition] = field(default_factory=dict)
    hidden_by: dict[int, ModerationDecision] = field(default_factory=dict)


def decided_on(comment_ids: Iterable[int]) -> Decided:
    """What was decided on these comments, in one query (none for no ids)."""
    ids, decided = list(comment_ids), Decided()
    if not ids:
        return decided
    last_hiding = (
        select(func.max(ModerationDecision.id))
        .where(
            ModerationDecision.comment_id == Comment.id,
            ModerationDecision.action == Action.HIDE,
            Comment.state == CommentState.HIDDEN,
        )
        .correlate(Comment)
        .scalar_subquery()
    )
    query = (
        select(Comment.id, Disposition, ModerationDecision)
        .select_from(Comment)
        .outerjoin(Disposition, Disposition.id == in_force())
        .outerjoin(ModerationDecision, ModerationDecision.id == last_hiding)
        .where(Comment.id.in_(ids))
        .options(*LOADED)
    )
    for comment_id, disposition, decision in db.session.execute(query):
        if disposition is not None:
            decided.dispositions[comment_id] = disposition
        if decision is not None:
            decided.hidden_by[comment_id] = decision
    return decided
