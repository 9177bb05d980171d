"""Searching. Every word must occur, in the title or the text; what is not public by now is never looked at.

This is a plain search that reads the texts themselves. An index can replace it behind the same function.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    SQLColumnExpression,
    String,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.comments.queries import place_in_list
from app.core import clock
from app.core.db import db
from app.core.pagination import Slice, decode, encode
from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from app.recommendations.models import Clause, Recommendation, Version
from app.responses.models import Response, ResponseTarget
from app.search.words import words_of
from app.subjects.models import Subject

PAGE = 20
Rows = Select[*tuple[Any, ...]]
_NO_THREAD = literal(0)


class Kind(StrEnum):
    """What can be found, in the order in which results stand."""

    ASSEMBLY = "assembly"
    RECOMMENDATION = "recommendation"
    RESPONSE = "response"
    EVIDENCE = "evidence"
    SESSION = "session"
    COMMENT = "comment"


RANKS = {kind: rank for rank, kind in enumerate(Kind, start=1)}
_KINDS = {rank: kind for kind, rank in RANKS.items()}


@dataclass(frozen=True)
class Found:
    """One result: what it is, its title, the text that holds the words, its page, its assembly."""

    kind: Kind
    id: int
    title: str
    text: str
    path: str
    assembly: str


def search(query: str, after: str | None = None, size: int = PAGE) -> Slice[Found]:
    """A page of what holds every word of the query, by kind, the newest first; two queries. Nothing for no words."""
    words = words_of(query)
    if not words:
        return Slice([], None, 0)
    everything = _everything(words).subquery("found")
    total = db.session.scalar(select(func.count()).select_from(everything)) or 0
    place = decode(after, 2)
    # Ranks go up and ids go down, so the id is turned round to compare both at once.
    key = tuple_(everything.c.rank, -everything.c.id)
    chosen = select(everything).order_by(everything.c.rank, everything.c.id.desc()).limit(size + 1)
    if place is not None:
        chosen = chosen.where(key > (place[0], -place[1]))
    rows = [
        Found(_KINDS[row.rank], row.id, row.title, row.text, _path(row), row.assembly)
        for row in db.session.execute(chosen)
    ]
    last = rows[size - 1] if len(rows) > size else None
    return Slice(rows[:size], encode([RANKS[last.kind], last.id]) if last else None, total)


def _path(row: Row[Any]) -> str:
    """Where a result stands; a comment, on the page of the list that begins with its thread."""
    return place_in_list(row.path, row.thread, row.id) if row.thread else str(row.path)


def _hits(words: Sequence[str], *texts: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Each word occurs in one of the texts. `%` and `_` in a word mean themselves."""
    return and_(*(or_(*(text.icontains(word, autoescape=True) for text in texts)) for word in words))


def _assembly_is_public() -> ColumnElement[bool]:
    return Assembly.published_at <= clock.now()


def _text(*parts: SQLColumnExpression[Any]) -> ColumnElement[str]:
    joined: ColumnElement[str] = func.coalesce(parts[0], "")
    for part in parts[1:]:
        joined = joined + literal(" ") + func.coalesce(part, "")
    return joined


def _result(
    kind: Kind,
    row_id: SQLColumnExpression[int],
    title: SQLColumnExpression[Any],
    text: SQLColumnExpression[Any],
    path: SQLColumnExpression[Any],
    thread: SQLColumnExpression[Any] = _NO_THREAD,
) -> Rows:
    columns: Rows = select(
        literal(RANKS[kind]).label("rank"),
        row_id.label("id"),
        title.label("title"),
        text.label("text"),
        path.label("path"),
        Assembly.name.label("assembly"),
        thread.label("thread"),
    )
    return columns.select_from(Assembly)


def _everything(words: Sequence[str]) -> CompoundSelect[Any]:
    return union_all(
        _assemblies(words),
        _recommendations(words),
        _responses(words),
        _items(words),
        _sessions(words),
        _comments(words),
    )


def _assembly_path() -> ColumnElement[str]:
    return literal("/assemblies/") + Assembly.slug + literal("/")


def _assemblies(words: Sequence[str]) -> Rows:
    text = _text(Assembly.question, Assembly.summary, Assembly.remit)
    return _result(Kind.ASSEMBLY, Assembly.id, Assembly.name, text, _assembly_path()).where(
        _assembly_is_public(), _hits(words, Assembly.name, text)
    )


def _recommendations(words: Sequence[str]) -> Rows:
    """The current published text; wordings that were replaced stay readable but are not found."""
    other = aliased(Version)
    current = (
        select(func.max(other.number))
        .where(other.recommendation_id == Recommendation.id, other.published_at <= clock.now())
        .correlate(Recommendation)
        .scalar_subquery()
    )
    clauses = (
        select(func.aggregate_strings(Clause.text, " "))
        .where(Clause.version_id == Version.id)
        .correlate(Version)
        .scalar_subquery()
    )
    text = func.coalesce(clauses, "")
    return (
        _result(Kind.RECOMMENDATION, Recommendation.id, Version.title, text, Subject.path)
        .join(Recommendation, Recommendation.assembly_id == Assembly.id)
        .join(Subject, Subject.id == Recommendation.subject_id)
        .join(Version, Version.recommendation_id == Recommendation.id)
        .where(_assembly_is_public(), Version.number == current, _hits(words, Version.title, text))
    )


def _responses(words: Sequence[str]) -> Rows:
    """Answers that count now. Corrected wordings and what a record no longer holds are not found."""
    later = aliased(Response)
    superseded = (
        select(later.id).where(later.follows_id == Response.id, later.published_at <= clock.now()).exists()
    )
    first = (
        select(Recommendation.title)
        .join(ResponseTarget, ResponseTarget.recommendation_id == Recommendation.id)
        .where(ResponseTarget.response_id == Response.id)
        .order_by(Recommendation.position)
        .limit(1)
        .correlate(Response)
        .scalar_subquery()
    )
    title = func.coalesce(first, Assembly.name)
    text = _text(Response.reasons, Response.not_taken_up)
    path = _assembly_path() + literal("responses/#answer-") + cast(Response.id, String)
    return (
        _result(Kind.RESPONSE, Response.id, title, text, path)
        .join(Response, Response.assembly_id == Assembly.id)
        .where(
            _assembly_is_public(),
            Response.published_at <= clock.now(),
            Response.vanished_at.is_(None),
            ~superseded,
            _hits(words, title, text),
        )
    )


def _items(words: Sequence[str]) -> Rows:
    text = _text(EvidenceItem.summary, EvidenceItem.body, EvidenceItem.given_by)
    return (
        _result(Kind.EVIDENCE, EvidenceItem.id, EvidenceItem.title, text, Subject.path)
        .join(EvidenceItem, EvidenceItem.assembly_id == Assembly.id)
        .join(Subject, Subject.id == EvidenceItem.subject_id)
        .where(
            _assembly_is_public(),
            EvidenceItem.published_at <= clock.now(),
            _hits(words, EvidenceItem.title, text),
        )
    )


def _sessions(words: Sequence[str]) -> Rows:
    speakers = (
        select(func.aggregate_strings(_text(Speaker.name, Speaker.role, Speaker.organisation), ", "))
        .where(Speaker.session_id == AssemblySession.id)
        .correlate(AssemblySession)
        .scalar_subquery()
    )
    text = _text(AssemblySession.summary, AssemblySession.agenda, AssemblySession.topic, speakers)
    return (
        _result(Kind.SESSION, AssemblySession.id, AssemblySession.title, text, Subject.path)
        .join(AssemblySession, AssemblySession.assembly_id == Assembly.id)
        .join(Subject, Subject.id == AssemblySession.subject_id)
        .where(
            _assembly_is_public(),
            AssemblySession.published_at <= clock.now(),
            _hits(words, AssemblySession.title, text),
        )
    )


def _comments(words: Sequence[str]) -> Rows:
    """Published comments on what is public. The name that an author chose to show is part of the text."""
    text = _text(Comment.body, Comment.author_name)
    first = func.coalesce(Comment.parent_id, Comment.id)
    return (
        _result(Kind.COMMENT, Comment.id, Subject.title, Comment.body, Subject.path, first)
        .join(Subject, Subject.assembly_id == Assembly.id)
        .join(Comment, Comment.subject_id == Subject.id)
        .where(
            _assembly_is_public(),
            Subject.is_public,
            Comment.state == CommentState.PUBLISHED,
            _hits(words, text),
        )
    )
