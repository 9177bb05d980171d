"""What became of comments, and how many of them have an answer.

An answer is a comment's own last disposition; else the last one of any of its themes that was not merged into another.
A reply with neither has the answer of the comment that it replies to. "Changed the text" is nobody's answer who wrote
after the text had changed, nor, unless the officer said so, of comments on another recommendation. What counts are
published comments of the public. See ADR 0019.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload
from sqlalchemy.orm.util import AliasedClass

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentTally
from app.comments.queries import COUNTED
from app.core.db import db
from app.dispositions.models import AnswerTally, CommentAnswer, CommentTheme, Disposition, KeptAnswer, Theme
from app.recommendations.models import Recommendation, Version
from app.subjects.models import Subject

# How many ids one statement takes: either database takes more, but not without end.
MOST_IDS = 5000


@dataclass(frozen=True)
class Progress:
    """How many published comments of the public have an answer, of how many."""

    answered: int = 0
    published: int = 0

    @property
    def unanswered(self) -> int:
        return self.published - self.answered

    def __add__(self, other: Progress) -> Progress:
        return Progress(self.answered + other.answered, self.published + other.published)


# ---- How many ----


def has_answer() -> ColumnElement[bool]:
    """The condition on `Comment`, in the query around it, that a comment has an answer."""
    return in_force().is_not(None)


def count_answered(subject_ids: Iterable[int]) -> Mapping[int, int]:
    """Count the published comments that have an answer, by subject; one query that reads all of them.

    For keeping `AnswerTally`; pages read that.
    """
    query = (
        select(Comment.subject_id, func.count())
        .where(COUNTED, Comment.subject_id.in_(list(subject_ids)), has_answer())
        .group_by(Comment.subject_id)
    )
    return dict(db.session.execute(query).all())


def progress_by_subject(assembly_id: int, subject_id: int | None = None) -> Mapping[int, Progress]:
    """The figures of each subject of an assembly that has published comments, or of one; one query."""
    query = (
        select(
            CommentTally.subject_id,
            func.coalesce(func.max(AnswerTally.answered), 0),
            func.sum(CommentTally.comments),
        )
        .join(Subject, Subject.id == CommentTally.subject_id)
        .outerjoin(AnswerTally, AnswerTally.subject_id == CommentTally.subject_id)
        .where(Subject.assembly_id == assembly_id)
        .group_by(CommentTally.subject_id)
    )
    if subject_id is not None:
        query = query.where(CommentTally.subject_id == subject_id)
    return {
        key: Progress(int(answered), int(published)) for key, answered, published in db.session.execute(query)
    }


def progress(assembly: Assembly) -> Progress:
    """The figures of a whole assembly; one query."""
    return sum(progress_by_subject(assembly.id).values(), Progress())


def progress_of(recommendation: Recommendation) -> Progress:
    """The figures of one recommendation; one query."""
    figures = progress_by_subject(recommendation.assembly_id, recommendation.subject_id)
    return figures.get(recommendation.subject_id, Progress())


# ---- Which ----


def in_force() -> ScalarSelect[int]:
    """The id of the disposition that counts for the comment of the query around it, or null, as it was settled."""
    return (
        select(CommentAnswer.disposition_id)
        .where(CommentAnswer.comment_id == Comment.id)
        .correlate(Comment)
        .scalar_subquery()
    )


def last_of() -> ColumnElement[int | None]:
    """The same, worked out anew from labels and dispositions: what answers a comment is said here, and here alone.

    For settling; whatever reads asks `in_force`.
    """
    return func.coalesce(
        _last_own(Comment.id),
        _last_by_theme(Comment.id),
        _last_own(Comment.parent_id),
        _last_by_theme(Comment.parent_id),
    )


def answer_to_come(theme_id: int) -> ColumnElement[int | None]:
    """The id of the disposition that would count for the comment of the query around it, were it under a theme too.

    Null where that would change nothing: the theme has no answer, none that reaches the comment, or no later one.
    """
    of_theme = (
        _with_text(select(func.max(Disposition.id)))
        .where(Disposition.theme_id == theme_id, _reaches(Comment))
        .correlate(Comment)
        .scalar_subquery()
    )
    # What was kept from this very theme would sleep under it: only a later answer would be another one.
    kept_from_it = select(KeptAnswer.disposition_id).where(KeptAnswer.theme_id == theme_id)
    is_new = and_(
        _last_own(Comment.id, but=kept_from_it).is_(None),
        of_theme > func.coalesce(_last_own(Comment.id), 0),
        of_theme > func.coalesce(_last_by_theme(Comment.id), 0),
        of_theme != func.coalesce(in_force(), 0),
    )
    return case((is_new, of_theme))


def _reaches(comment: type[Comment] | AliasedClass[Comment]) -> ColumnElement[bool]:
    """Whether a disposition can be this comment's answer, where its version and that one's recommendation are joined.

    Whoever wrote once the text had changed did not change it. What was said of one recommendation changed another one
    only where the officer says so.
    """
    is_about_it = or_(Disposition.others_too, Recommendation.subject_id == comment.subject_id)
    return or_(Disposition.version_id.is_(None), and_(Version.published_at > comment.created_at, is_about_it))


def _with_text(query: Select[Any]) -> Select[Any]:
    return query.outerjoin(Version, Version.id == Disposition.version_id).outerjoin(
        Recommendation, Recommendation.id == Version.recommendation_id
    )


def _is_awake() -> ColumnElement[bool]:
    """That a disposition was not kept from a theme under which its comment is again: what that one says counts then."""
    under_it_again = (
        select(KeptAnswer.disposition_id)
        .join(CommentTheme, CommentTheme.theme_id == KeptAnswer.theme_id)
        .join(Theme, Theme.id == KeptAnswer.theme_id)
        .where(
            KeptAnswer.disposition_id == Disposition.id,
            CommentTheme.comment_id == Disposition.comment_id,
            Theme.merged_into_id.is_(None),
        )
        .correlate(Disposition)
        .exists()
    )
    return ~under_it_again


def has_own_answer() -> ColumnElement[bool]:
    """The condition on `Comment`, in the query around it, that something was said of a comment itself."""
    own = select(Disposition.id).where(Disposition.comment_id == Comment.id, _is_awake())
    return own.correlate(Comment).exists()


def _last_own(
    comment_id: InstrumentedAttribute[Any], but: Select[int] | None = None
) -> ScalarSelect[int | None]:
    query = _with_text(select(func.max(Disposition.id))).where(
        Disposition.comment_id == comment_id, _is_awake(), _reaches(Comment)
    )
    if but is not None:
        query = query.where(Disposition.id.not_in(but))
    return query.correlate(Comment).scalar_subquery()


def _last_by_theme(comment_id: InstrumentedAttribute[Any]) -> ScalarSelect[int | None]:
    return (
        _with_text(select(func.max(Disposition.id)))
        .join(Theme, Theme.id == Disposition.theme_id)
        .join(CommentTheme, CommentTheme.theme_id == Theme.id)
        .where(CommentTheme.comment_id == comment_id, Theme.merged_into_id.is_(None), _reaches(Comment))
        .correlate(Comment)
        .scalar_subquery()
    )


def is_of_parent() -> ColumnElement[bool]:
    """That the answer of a comment was given to the comment that it replies to.

    For a query in which `Disposition` is joined as what counts for `Comment`.
    """
    under_its_theme = (
        select(CommentTheme.id)
        .where(CommentTheme.comment_id == Comment.id, CommentTheme.theme_id == Disposition.theme_id)
        .correlate(Comment, Disposition)
        .exists()
    )
    return and_(
        Comment.parent_id.is_not(None),
        or_(
            Disposition.comment_id == Comment.parent_id,
            and_(Disposition.theme_id.is_not(None), ~under_its_theme),
        ),
    )


def has_answer_of_parent(comment_id: int) -> bool:
    """Whether what counts for a reply is the answer to the comment that it replies to; one query."""
    query = (
        select(Comment.id)
        .join(Disposition, Disposition.id == in_force())
        .where(Comment.id == comment_id, is_of_parent())
    )
    return db.session.scalar(query) is not None


# What pages show of a disposition: the theme, and the changed version with its recommendation.
LOADED = (
    joinedload(Disposition.theme),
    joinedload(Disposition.version).joinedload(Version.recommendation).joinedload(Recommendation.subject),
)


def _loaded() -> Select[Disposition]:
    return select(Disposition).options(*LOADED)


def _current(ids: Sequence[int]) -> dict[int, int]:
    """The id of the disposition that counts for each of these comments, as far as they have one."""
    query = select(CommentAnswer.comment_id, CommentAnswer.disposition_id)
    return dict(db.session.execute(query.where(CommentAnswer.comment_id.in_(ids))).all())


def current_dispositions(comment_ids: Iterable[int]) -> Mapping[int, Disposition]:
    """The disposition that counts for each of these comments; those without one are left out.

    One query for each five thousand ids. Of a reply without an own answer it is the answer to the comment that it
    replies to. Theme, version and recommendation come loaded.
    """
    found: dict[int, Disposition] = {}
    everyone = list(dict.fromkeys(comment_ids))
    for start in range(0, len(everyone), MOST_IDS):
        query = (
            select(Comment.id, Disposition)
            .join(Disposition, Disposition.id == in_force())
            .where(Comment.id.in_(everyone[start : start + MOST_IDS]))
            .options(*LOADED)
        )
        found |= dict(db.session.execute(query).all())
    return found


def all_dispositions(comment: Comment) -> Sequence[Disposition]:
    """Every disposition of a comment, its own and its themes' as far as they reach it, the first one first; one query.

    The last of its own counts; where there is none, the last one.
    """
    itself = aliased(Comment)
    themes = (
        select(CommentTheme.theme_id)
        .join(CommentTheme.theme)
        .where(CommentTheme.comment_id == comment.id, Theme.merged_into_id.is_(None))
    )
    own = and_(Disposition.comment_id == comment.id, _is_awake())
    mine = or_(own, Disposition.theme_id.in_(themes))
    query = _with_text(_loaded()).join(itself, itself.id == comment.id).where(mine, _reaches(itself))
    return db.session.scalars(query.order_by(Disposition.id)).all()


def dispositions_of_theme(theme_id: int) -> Sequence[Disposition]:
    """Every disposition of a theme, the first one first. The last one counts."""
    return db.session.scalars(
        _loaded().where(Disposition.theme_id == theme_id).order_by(Disposition.id)
    ).all()


def last_answers(theme_ids: Iterable[int]) -> Mapping[int, Disposition]:
    """The answer in force of each of these themes; those without one are left out. One query."""
    last = (
        select(func.max(Disposition.id))
        .where(Disposition.theme_id.in_(list(theme_ids)))
        .group_by(Disposition.theme_id)
    )
    answers = db.session.scalars(_loaded().where(Disposition.id.in_(last)))
    return {answer.theme_id: answer for answer in answers if answer.theme_id is not None}


def is_outdone(answer: Disposition) -> bool:
    """Whether a published comment under the theme of an answer has a later one through another theme; one query."""
    under_it = select(CommentTheme.comment_id).where(CommentTheme.theme_id == answer.theme_id)
    query = (
        select(Comment.id)
        .join(Disposition, Disposition.id == in_force())
        .where(
            COUNTED, Comment.id.in_(under_it), Disposition.theme_id.is_not(None), Disposition.id > answer.id
        )
        .limit(1)
    )
    return db.session.scalar(query) is not None


# ---- What an officer had before their eyes ----


def mark_of_comments(comment_ids: Iterable[int]) -> str:
    """A digest of how these comments and their answers stand."""
    ids = sorted(set(comment_ids))
    counts = _current(ids)
    states = db.session.execute(select(Comment.id, Comment.state).where(Comment.id.in_(ids))).all()
    lines = sorted(f"{key}:{state}:{counts.get(key, 0)}" for key, state in states)
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=12).hexdigest()


def mark_of_theme(theme_id: int) -> str:
    """A mark of the last answer to a theme."""
    last = db.session.scalar(select(func.max(Disposition.id)).where(Disposition.theme_id == theme_id))
    return f"theme-{last or 0}"
