"""Which answers comments get by coming under a theme that was answered: public at once, and sent to their authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select

from app.comments.models import Comment
from app.comments.queries import COUNTED
from app.core.db import db
from app.dispositions.models import Disposition, Theme
from app.dispositions.queries.dispositions import LOADED, answer_to_come, in_force
from app.dispositions.queries.themes import in_theme
from app.dispositions.queries.unanswered import replies_taking


@dataclass(frozen=True)
class AnswerToCome:
    """An answer, and how many comments would get it."""

    answer: Disposition
    comments: int


@dataclass(frozen=True)
class AnswersToCome:
    """What comments would get by coming under a theme: mostly its last answer, a former one where that alone reaches
    them; and how many replies to them would have it too."""

    given: Sequence[AnswerToCome] = ()
    replies: int = 0
    # Whether the theme has an answer at all, be it one that reaches none of them.
    is_answered: bool = False

    @property
    def comments(self) -> int:
        return sum(each.comments for each in self.given)

    @property
    def mark(self) -> str:
        """What an officer saw of it, for the mark of the whole."""
        return "-".join([*(f"{each.answer.id}:{each.comments}" for each in self.given), str(self.replies)])


def answers_to_come(
    theme: Theme, coming: ColumnElement[bool], leaving_id: int | None = None
) -> AnswersToCome:
    """What these comments would get; three queries, one where the theme has no answer.

    Takes the theme, the condition on `Comment` that says which come, and the theme that they leave for it, if they do:
    an answer that they have through that one stays theirs.
    """
    answered = select(Disposition.id).where(Disposition.theme_id == theme.id).limit(1)
    if db.session.scalar(answered) is None:
        return AnswersToCome()
    wanted = [COUNTED, coming, ~in_theme(theme.id)]
    if leaving_id is not None:
        kept = select(Disposition.id).where(Disposition.theme_id == leaving_id, Disposition.id == in_force())
        wanted += [in_theme(leaving_id), ~kept.correlate(Comment).exists()]
    found = (
        select(Comment.id, answer_to_come(theme.id).label("answer_id")).where(and_(*wanted)).subquery("found")
    )
    gets_one = found.c.answer_id.is_not(None)
    counted = (
        select(found.c.answer_id, func.count().label("comments"))
        .where(gets_one)
        .group_by(found.c.answer_id)
        .subquery("counted")
    )
    rows = db.session.execute(
        select(Disposition, counted.c.comments)
        .join(counted, counted.c.answer_id == Disposition.id)
        .options(*LOADED)
        .order_by(Disposition.id.desc())
    )
    given = [AnswerToCome(answer, comments) for answer, comments in rows]
    would_be = select(found.c.id).where(gets_one)
    replies = replies_taking(would_be, answer_to_come(theme.id).is_not(None)) if given else 0
    return AnswersToCome(given, replies, is_answered=True)
