"""How many comments wait for the officers of several assemblies: to be sorted into themes, and to be answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from app.comments.models import Comment, CommentTally
from app.comments.queries import COUNTED
from app.core.db import db
from app.dispositions.models import AnswerTally, CommentTheme, Theme
from app.subjects.models import Subject


@dataclass(frozen=True)
class CommentsWaiting:
    """Published comments of the public that have no theme yet, and those that have no answer."""

    without_theme: int = 0
    without_answer: int = 0


def comments_waiting(assembly_ids: Collection[int]) -> Mapping[int, CommentsWaiting]:
    """The figures by assembly; one query for them all. Assemblies without comments are left out."""
    published = (
        select(CommentTally.subject_id, func.sum(CommentTally.comments).label("comments"))
        .group_by(CommentTally.subject_id)
        .subquery()
    )
    with_theme = (
        select(func.count(CommentTheme.comment_id.distinct()))
        .join(Theme, Theme.id == CommentTheme.theme_id)
        .join(Comment, Comment.id == CommentTheme.comment_id)
        .where(Theme.assembly_id == Subject.assembly_id, COUNTED)
        .correlate(Subject)
        .scalar_subquery()
    )
    query = (
        select(
            Subject.assembly_id,
            func.sum(published.c.comments) - with_theme,
            func.sum(published.c.comments - func.coalesce(AnswerTally.answered, 0)),
        )
        .join(published, published.c.subject_id == Subject.id)
        .outerjoin(AnswerTally, AnswerTally.subject_id == Subject.id)
        .where(Subject.assembly_id.in_(assembly_ids))
        .group_by(Subject.assembly_id)
    )
    return {
        key: CommentsWaiting(int(bare), int(unanswered))
        for key, bare, unanswered in db.session.execute(query)
        if key is not None
    }
