"""What is made of the comments on some subjects: their themes, and what became of them. For whoever answers them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.comments.models import Comment
from app.comments.queries import COUNTED
from app.core.db import db
from app.dispositions.models import CommentAnswer, CommentTheme, Disposition, DispositionOutcome, Theme
from app.dispositions.queries.themes import LIVE


@dataclass(frozen=True)
class ThemeOn:
    """A theme, and how many published comments on one subject belong to it."""

    theme: Theme
    comments: int


def themes_on(subject_ids: Collection[int]) -> Mapping[int, Sequence[ThemeOn]]:
    """The live themes of the published comments on some subjects, the largest first; one query."""
    rows = db.session.execute(
        select(Comment.subject_id, Theme, func.count())
        .join(CommentTheme, CommentTheme.comment_id == Comment.id)
        .join(Theme, Theme.id == CommentTheme.theme_id)
        .where(Comment.subject_id.in_(subject_ids), COUNTED, LIVE)
        .group_by(Comment.subject_id, Theme.id)
        .order_by(func.count().desc(), Theme.position, Theme.id)
    )
    found: dict[int, list[ThemeOn]] = defaultdict(list)
    for subject_id, theme, comments in rows:
        found[subject_id].append(ThemeOn(theme, comments))
    return found


def outcomes_on(subject_ids: Collection[int]) -> Mapping[int, Counter[DispositionOutcome]]:
    """How many published comments on some subjects have which answer; one query."""
    rows = db.session.execute(
        select(Comment.subject_id, Disposition.outcome, func.count())
        .join(CommentAnswer, CommentAnswer.comment_id == Comment.id)
        .join(Disposition, Disposition.id == CommentAnswer.disposition_id)
        .where(Comment.subject_id.in_(subject_ids), COUNTED)
        .group_by(Comment.subject_id, Disposition.outcome)
    )
    found: dict[int, Counter[DispositionOutcome]] = defaultdict(Counter)
    for subject_id, outcome, comments in rows:
        found[subject_id][DispositionOutcome(outcome)] = comments
    return found
