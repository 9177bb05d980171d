"""What officers read while they answer: the comments without an answer, and what stands around each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentKind, CommentState, Stance
from app.comments.queries import COUNTED
from app.core.db import db
from app.core.pagination import Slice, slice_after
from app.dispositions.models import CommentAnswer, Disposition, Theme
from app.dispositions.queries.dispositions import (
    current_dispositions,
    has_answer,
    has_own_answer,
    in_force,
    is_of_parent,
)
from app.dispositions.queries.themes import in_theme, of_assembly, themes_of
from app.recommendations.models import Clause, Version
from app.recommendations.queries import PublicRecommendation, public_recommendations
from app.subjects.models import Subject

PAGE = 30
# More than a page is answered by theme, not by ticks.
MOST_AT_ONCE = 60


@dataclass(frozen=True)
class Which:
    """Which comments an officer wants to see."""

    subject_id: int | None = None
    theme_id: int | None = None
    stance: Stance | None = None
    answered: bool = False


@dataclass(frozen=True)
class ToAnswer:
    """A comment, the paragraph that it stands on as it was then and as it is now, its themes and its answer."""

    comment: Comment
    about: PublicRecommendation | None
    then: str | None
    now: str | None
    themes: Sequence[Theme]
    answer: Disposition | None


@dataclass(frozen=True)
class CommentsOn:
    """How many published comments are about one subject, and how many of them have an answer of their own."""

    subject: Subject
    comments: int
    with_their_own: int


@dataclass(frozen=True)
class ThemeToAnswer:
    """The published comments that an answer to a theme would be about, by what they are about."""

    recommendations: Sequence[CommentsOn]

    @property
    def with_their_own(self) -> int:
        return sum(each.with_their_own for each in self.recommendations)

    @property
    def answered_by_it(self) -> int:
        return sum(each.comments - each.with_their_own for each in self.recommendations)


@dataclass(frozen=True)
class BeforeChange:
    """The published comments under a theme, and those of them that were there before a text changed."""

    comments: int
    # On the recommendation whose text changed, and on others.
    on_it: int
    on_others: int

    def reached(self, others_too: bool) -> int:
        """How many may have led to the change."""
        return self.on_it + (self.on_others if others_too else 0)


def _wanted(assembly: Assembly, which: Which) -> ColumnElement[bool]:
    filters = [of_assembly(assembly)]
    answered = has_answer()
    filters.append(answered if which.answered else ~answered)
    if which.subject_id is not None:
        filters.append(Comment.subject_id == which.subject_id)
    if which.theme_id is not None:
        filters.append(in_theme(which.theme_id))
    if which.stance is not None:
        filters.append(Comment.stance == which.stance)
    return and_(*filters)


def comments_to_answer(assembly: Assembly, which: Which, after: str | None) -> Slice[ToAnswer]:
    """A page of an assembly's comments, oldest first; the same few queries however many there are."""
    wanted = _wanted(assembly, which)
    total = db.session.scalar(select(func.count(Comment.id)).where(wanted)) or 0
    order = [Comment.id.expression]
    page = slice_after(
        _with_belongings().where(wanted), order, lambda c: (c.id,), after, PAGE, total, descending=False
    )
    return Slice(_around(assembly, page.items), page.after, page.total)


def chosen_comments(assembly: Assembly, ids: Sequence[int]) -> Sequence[ToAnswer]:
    """The published comments of an assembly among these ids, oldest first."""
    query = _with_belongings().where(of_assembly(assembly), Comment.id.in_(ids[:MOST_AT_ONCE]))
    return _around(assembly, db.session.scalars(query.order_by(Comment.id)).unique().all())


def shared_answer(rows: Sequence[ToAnswer]) -> Disposition | None:
    """The answer that all of these comments have, if they have the same one: given at once, or in the same words."""
    answers = [row.answer for row in rows]
    first = answers[0] if answers else None
    if first is None or any(each is None or each.finding != first.finding for each in answers):
        return None
    return first


def _with_belongings() -> Select[Comment]:
    return select(Comment).options(
        joinedload(Comment.anchor),
        joinedload(Comment.subject),
        joinedload(Comment.parent),
        selectinload(Comment.replies.and_(Comment.state == CommentState.PUBLISHED)),
    )


def _around(assembly: Assembly, comments: Sequence[Comment]) -> list[ToAnswer]:
    ids = [comment.id for comment in comments]
    now = {each.recommendation.subject_id: each for each in public_recommendations(assembly)}
    then = _then(comments)
    themes, answers = themes_of(ids), current_dispositions(ids)
    return [
        ToAnswer(
            comment,
            now.get(comment.subject_id),
            then.get(comment.id),
            _now(comment, now.get(comment.subject_id)),
            themes.get(comment.id, ()),
            answers.get(comment.id),
        )
        for comment in comments
    ]


def _then(comments: Sequence[Comment]) -> Mapping[int, str]:
    """The words of the paragraph that each comment was made on, by comment; one query."""
    places = {(c.anchor.version_id, c.anchor.clause_key): c.id for c in comments if c.anchor}
    if not places:
        return {}
    rows = db.session.execute(
        select(Clause.version_id, Clause.key, Clause.text).where(
            tuple_(Clause.version_id, Clause.key).in_(list(places))
        )
    )
    texts = {(version_id, key): text for version_id, key, text in rows}
    return {
        c.id: texts[c.anchor.version_id, c.anchor.clause_key]
        for c in comments
        if c.anchor and (c.anchor.version_id, c.anchor.clause_key) in texts
    }


def _now(comment: Comment, about: PublicRecommendation | None) -> str | None:
    if comment.anchor is None or about is None:
        return None
    key = comment.clause_key or comment.anchor.clause_key
    return next((clause.text for clause in about.version.clauses if clause.key == key), None)


def theme_to_answer(assembly: Assembly, theme: Theme) -> ThemeToAnswer:
    """How many published comments are under a theme, on what, and how many have an answer of their own; one query."""
    counted = (
        select(
            Comment.subject_id,
            func.count().label("comments"),
            func.count().filter(has_own_answer()).label("with_their_own"),
        )
        .where(of_assembly(assembly), in_theme(theme.id))
        .group_by(Comment.subject_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Subject, counted.c.comments, counted.c.with_their_own)
        .join(counted, counted.c.subject_id == Subject.id)
        .order_by(Subject.id)
    )
    return ThemeToAnswer([CommentsOn(*row) for row in rows])


def replies_taking(answered: Select[int], *also: ColumnElement[bool]) -> int:
    """How many published replies take the answer that these comments get, since they have none of their own.

    Takes the query of the comments' ids, and further conditions on `Comment` that a reply has to meet.
    """
    query = (
        select(func.count(Comment.id))
        .outerjoin(Disposition, Disposition.id == in_force())
        .where(
            COUNTED,
            Comment.parent_id.in_(answered),
            Comment.id.not_in(answered),
            or_(Disposition.id.is_(None), is_of_parent()),
            *also,
        )
    )
    return db.session.scalar(query) or 0


def replies_to(comment_ids: Sequence[int]) -> int:
    """How many replies an answer to these comments would be about too; one query."""
    return replies_taking(select(Comment.id).where(Comment.id.in_(comment_ids)).correlate(None))


def replies_under(theme: Theme) -> int:
    """How many replies to comments under a theme an answer to it would be about too; one query."""
    under = select(Comment.id).where(of_assembly(theme.assembly), in_theme(theme.id), ~has_own_answer())
    return replies_taking(under.correlate(None))


def replies_answered_by(made: Sequence[Disposition]) -> int:
    """How many published replies have an answer now that was given to the comments that they reply to; one query."""
    query = (
        select(func.count(Comment.id))
        .join(CommentAnswer, CommentAnswer.comment_id == Comment.id)
        .join(Disposition, Disposition.id == CommentAnswer.disposition_id)
        .where(COUNTED, Disposition.id.in_([row.id for row in made]), is_of_parent())
    )
    return db.session.scalar(query) or 0


def before_change(theme: Theme, changed: Version) -> BeforeChange:
    """How many published comments under a theme may have led to a version, by what they are about; one query."""
    early = Comment.created_at < changed.published_at
    here = Comment.subject_id == changed.recommendation.subject_id
    comments, on_it, on_others = db.session.execute(
        select(func.count(), func.count().filter(early, here), func.count().filter(early, ~here)).where(
            of_assembly(theme.assembly), in_theme(theme.id)
        )
    ).one()
    return BeforeChange(comments, on_it, on_others)


def left_under(theme: Theme) -> int:
    """How many published comments under a theme have no answer yet; one query."""
    waiting = Which(theme_id=theme.id)
    return db.session.scalar(select(func.count(Comment.id)).where(_wanted(theme.assembly, waiting))) or 0


def comments_still_coming(assembly: Assembly) -> int:
    """How many comments wait for a moderator, and may yet be published."""
    subjects = select(Comment.id).where(
        Comment.subject.has(assembly_id=assembly.id),
        Comment.kind == CommentKind.COMMENT,
        Comment.state == CommentState.AWAITING_MODERATION,
    )
    return db.session.scalar(select(func.count()).select_from(subjects.subquery())) or 0
