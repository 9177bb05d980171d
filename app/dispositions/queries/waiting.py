"""How many comments wait for the officers of several assemblies: to be sorted into themes, and to be answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from app.comments.models import Comment
from app.comments.queries import COUNTED
from app.core.db import db
from app.dispositions.queries.dispositions import in_force
from app.dispositions.queries.themes import in_any_theme
from app.subjects.models import Subject


@dataclass(frozen=True)
class CommentsWaiting:
    """Published comments of the public that have no theme yet, and those that have no answer."""

    without_theme: int = 0
    without_answer: int = 0


def comments_waiting(assembly_ids: Collection[int]) -> Mapping[int, CommentsWaiting]:
    """The figures by assembly; one query for them all. Assemblies without comments are left out."""
    query = (
        select(
            Subject.assembly_id,
            func.count().filter(~in_any_theme()),
            func.count().filter(in_force().is_(None)),
        )
        .select_from(Comment)
        .join(Subject, Subject.id == Comment.subject_id)
        .where(COUNTED, Subject.assembly_id.in_(assembly_ids))
        .group_by(Subject.assembly_id)
    )
    return {
        key: CommentsWaiting(bare, unanswered)
        for key, bare, unanswered in db.session.execute(query)
        if key is not None
    }
