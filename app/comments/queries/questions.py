"""Reading questions and their answers. They are comments of a kind of their own and never count as comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.comments.figures import QuestionCounts, Reply
from app.comments.models import Comment, CommentKind, CommentState
from app.comments.queries import ON_SHOW, PAGE
from app.core.db import db
from app.core.pagination import Slice, slice_after
from app.subjects.models import Subject

_ANSWER = aliased(Comment)
# A hidden answer is none: the question waits again.
_HAS_ANSWER = (
    select(_ANSWER.id)
    .where(_ANSWER.parent_id == Comment.id, _ANSWER.state == CommentState.PUBLISHED)
    .correlate(Comment)
    .exists()
)
_IS_QUESTION = and_(Comment.kind == CommentKind.QUESTION, Comment.parent_id.is_(None))
# What somebody should answer.
_WAITS = and_(_IS_QUESTION, Comment.state == CommentState.PUBLISHED, ~_HAS_ANSWER)
_ANSWERED = and_(_IS_QUESTION, ON_SHOW, _HAS_ANSWER)


def _wanted_questions(reply: Reply | None) -> ColumnElement[bool]:
    if reply is None:
        return and_(_IS_QUESTION, ON_SHOW)
    return _WAITS if reply is Reply.WAITING else _ANSWERED


def _with_answers() -> Select[Comment]:
    return select(Comment).options(joinedload(Comment.replies.and_(ON_SHOW)))


def questions_about(
    subject_id: int, reply: Reply | None = None, after: str | None = None, size: int = PAGE
) -> tuple[QuestionCounts, Slice[Comment]]:
    """A page of the questions about a session or an item, newest first, with their answers, in two queries."""
    counts = _count_questions(Comment.subject_id == subject_id)
    query = _with_answers().where(Comment.subject_id == subject_id, _wanted_questions(reply))
    order = [Comment.id.expression]
    page = slice_after(query, order, lambda c: (c.id,), after, size, counts.listed(reply))
    return counts, page


def first_questions(subject_id: int, size: int) -> tuple[QuestionCounts, Sequence[Comment]]:
    """The newest questions about a session or an item with their answers, and how many there are: one query."""
    here = Comment.subject_id == subject_id
    figures = _question_figures(here)
    rows = (
        db.session.execute(
            _with_answers()
            .add_columns(figures)
            .join(figures, true())
            .where(here, _wanted_questions(None))
            .order_by(Comment.id.desc())
            .limit(size)
        )
        .unique()
        .all()
    )
    return QuestionCounts(*rows[0][1:]) if rows else QuestionCounts(), [row[0] for row in rows]


def count_questions(subject_id: int) -> QuestionCounts:
    """How many questions were asked about a session or an item, public or not."""
    return _count_questions(Comment.subject_id == subject_id)


def _question_figures(where: ColumnElement[bool]) -> Subquery:
    """One row with the figures of `QuestionCounts`, in their order."""
    each = (
        select(Comment.state.label("state"), _HAS_ANSWER.label("answered"))
        .join(Subject, Subject.id == Comment.subject_id)
        .where(_IS_QUESTION, ON_SHOW, where)
        .subquery()
    )
    published, hidden = each.c.state == CommentState.PUBLISHED, each.c.state == CommentState.HIDDEN
    withdrawn = each.c.state == CommentState.WITHDRAWN
    return (
        select(
            func.count().filter(published).label("published"),
            func.count().filter(published, ~each.c.answered).label("waiting"),
            func.count().filter(hidden).label("hidden"),
            func.count().filter(hidden, each.c.answered).label("hidden_answered"),
            func.count().filter(withdrawn).label("withdrawn"),
            func.count().filter(withdrawn, each.c.answered).label("withdrawn_answered"),
        )
        .select_from(each)
        .subquery()
    )


def _count_questions(where: ColumnElement[bool]) -> QuestionCounts:
    return QuestionCounts(*db.session.execute(select(_question_figures(where))).one())


def questions_at_desk(
    assembly_id: int, reply: Reply, after: str | None = None, size: int = PAGE
) -> tuple[QuestionCounts, Slice[Comment]]:
    """A page of an assembly's questions for its officers, with subjects and answers, in two queries.

    Those that wait come oldest first, since they are worked off; those with an answer newest first.
    """
    here = and_(Subject.assembly_id == assembly_id, Subject.is_public)
    counts = _count_questions(here)
    query = (
        _with_answers()
        .join(Comment.subject)
        .where(here, _wanted_questions(reply))
        .options(contains_eager(Comment.subject))
    )
    order, newest_first = [Comment.id.expression], reply is Reply.ANSWERED
    total = counts.listed(reply)
    return counts, slice_after(query, order, lambda c: (c.id,), after, size, total, descending=newest_first)


def questions_waiting(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """How many published questions of each of these assemblies wait for an answer; those without any are left out."""
    query = (
        select(Subject.assembly_id, func.count(Comment.id))
        .join(Comment, Comment.subject_id == Subject.id)
        .where(Subject.assembly_id.in_(assembly_ids), Subject.is_public, _WAITS)
        .group_by(Subject.assembly_id)
    )
    return {assembly_id: waiting for assembly_id, waiting in db.session.execute(query) if assembly_id}


def question_at_desk(assembly_id: int, question_id: int) -> Comment | None:
    """One question of an assembly, published or hidden, with its subject, its author's contact and its answers."""
    return (
        db.session.scalars(
            _with_answers()
            .join(Comment.subject)
            .where(Comment.id == question_id, Subject.assembly_id == assembly_id, Subject.is_public)
            .where(_IS_QUESTION, ON_SHOW)
            .options(
                contains_eager(Comment.subject).joinedload(Subject.assembly), joinedload(Comment.contact)
            )
        )
        .unique()
        .one_or_none()
    )


def latest_answer(question_id: int) -> Comment | None:
    """The last answer to a question, whatever became of it."""
    return db.session.scalar(
        select(Comment).where(Comment.parent_id == question_id).order_by(Comment.id.desc()).limit(1)
    )


def answer_for_letter(answer_id: int) -> Comment | None:
    """An answer with its question, who asked it, and where it stands, for the letter to who asked."""
    return db.session.scalar(
        select(Comment)
        .where(Comment.id == answer_id)
        .options(
            joinedload(Comment.parent).joinedload(Comment.contact),
            joinedload(Comment.parent).joinedload(Comment.subject).joinedload(Subject.assembly),
        )
    )
