"""What each public text becomes in the index: one document, or several where it has parts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentKind, CommentState
from app.comments.queries import place_in_list
from app.core import clock
from app.core.db import db
from app.core.text import markdown
from app.recommendations.models import Clause, Recommendation, Version
from app.responses.models import Response, ResponseTarget
from app.search.models import Kind
from app.subjects.models import Subject

ENGLISH = "en"
# What has the title of another thing is not found by it, or every comment on a text would be found with the text.
NOT_BY_TITLE = frozenset({Kind.TRANSCRIPT, Kind.QUESTION, Kind.ANSWER, Kind.COMMENT})

_BLOCK_END = re.compile(r"</(?:h[1-6]|p|li|tr|blockquote|pre)>|<[bh]r ?/?>")
_CELL_END = re.compile(r"</t[hd]>\s*(?=<t[hd])")
_STOP = re.compile(r"[.,:;!?…][\"'”’»)\]]*$")


@dataclass(frozen=True)
class Document:
    """A text as it should stand in the index. Its fields are the columns of `SearchDocument`, but for `names`.

    Who gave it stands in the text, and counts as much as the title: whoever types a name wants what that person gave.
    """

    kind: str
    source_id: int
    assembly_id: int
    title: str
    text: str
    path: str
    visible_from: datetime
    part: int = 0
    language: str = ENGLISH
    moments: tuple[tuple[int, str], ...] = ()
    names: str = ""

    @property
    def key(self) -> tuple[str, int, int]:
        """What it is known by."""
        return self.kind, self.source_id, self.part


@dataclass(frozen=True)
class Source:
    """A table whose rows become documents: of which kinds, which rows an assembly has, and what becomes of them."""

    kinds: tuple[Kind, ...]
    ids: Callable[[int], Select[int]]
    documents: Callable[[Sequence[int]], Iterator[Document]]


def plain(written: str | None) -> str:
    """Markdown as its words alone. A heading, a paragraph or an item of a list ends as a sentence does."""
    html = _CELL_END.sub(", ", markdown(written)) if written else ""
    return text_of(*(str(Markup(block).striptags()) for block in _BLOCK_END.split(html)))  # noqa: S704 - only to strip


def text_of(*parts: str | None) -> str:
    """The parts of a text that are there, each on a line and with a stop at its end.

    An excerpt shows several parts on one line, where nothing else would say that another thing begins.
    """
    there = (part.strip() for part in parts if part)
    return "\n".join(part if _STOP.search(part) else f"{part}." for part in there if part)


# ---- Assemblies ----


def _assembly_ids(assembly_id: int) -> Select[int]:
    return select(Assembly.id).where(Assembly.id == assembly_id)


def _assemblies(ids: Sequence[int]) -> Iterator[Document]:
    columns = select(
        Assembly.id,
        Assembly.slug,
        Assembly.name,
        Assembly.question,
        Assembly.summary,
        Assembly.remit,
        Assembly.published_at,
    )
    for row in db.session.execute(
        columns.where(Assembly.id.in_(ids), Assembly.published_at.is_not(None)).order_by(Assembly.id)
    ):
        yield Document(
            kind=Kind.ASSEMBLY,
            source_id=row.id,
            assembly_id=row.id,
            title=row.name,
            text=text_of(row.question, row.summary, plain(row.remit)),
            path=f"/assemblies/{row.slug}/",
            visible_from=row.published_at,
        )


# ---- Recommendations ----


def _recommendation_ids(assembly_id: int) -> Select[int]:
    return select(Recommendation.id).where(Recommendation.assembly_id == assembly_id)


def _recommendations(ids: Sequence[int]) -> Iterator[Document]:
    """The current published text; wordings that were replaced stay readable but are not found."""
    other = aliased(Version)
    current = (
        select(func.max(other.number))
        .where(other.recommendation_id == Recommendation.id, other.published_at <= clock.now())
        .correlate(Recommendation)
        .scalar_subquery()
    )
    versions = (
        select(
            Recommendation.id,
            Recommendation.assembly_id,
            Version.id.label("version_id"),
            Version.title,
            Version.published_at,
            Subject.path,
        )
        .join(Subject, Subject.id == Recommendation.subject_id)
        .join(Version, Version.recommendation_id == Recommendation.id)
        .where(Recommendation.id.in_(ids), Version.number == current)
        .order_by(Recommendation.id)
    )
    rows = db.session.execute(versions).all()
    texts = select(Clause.version_id, Clause.text).where(
        Clause.version_id.in_(row.version_id for row in rows)
    )
    clauses = _gathered(texts.order_by(Clause.position))
    for row in rows:
        yield Document(
            kind=Kind.RECOMMENDATION,
            source_id=row.id,
            assembly_id=row.assembly_id,
            title=row.title,
            text=text_of(*clauses[row.version_id]),
            path=row.path,
            visible_from=row.published_at,
        )


def _gathered(query: Select[int, str]) -> dict[int, list[str]]:
    """The second column by the first, in the query's order."""
    gathered: dict[int, list[str]] = defaultdict(list)
    for key, text in db.session.execute(query):
        gathered[key].append(text)
    return gathered


# ---- Responses ----


def _response_ids(assembly_id: int) -> Select[int]:
    return select(Response.id).where(Response.assembly_id == assembly_id)


def _responses(ids: Sequence[int]) -> Iterator[Document]:
    """Answers that count now. Corrected wordings and what a record no longer holds are not found."""
    later = aliased(Response)
    superseded = (
        select(later.id).where(later.follows_id == Response.id, later.published_at <= clock.now()).exists()
    )
    answers = (
        select(
            Response.id,
            Response.assembly_id,
            Response.reasons,
            Response.not_taken_up,
            Response.published_at,
            Assembly.name,
            Assembly.slug,
        )
        .join(Assembly, Assembly.id == Response.assembly_id)
        .where(Response.id.in_(ids), Response.published_at.is_not(None), Response.vanished_at.is_(None))
        .where(~superseded)
        .order_by(Response.id)
    )
    titles = _gathered(
        select(ResponseTarget.response_id, Recommendation.title)
        .join(Recommendation, Recommendation.id == ResponseTarget.recommendation_id)
        .where(ResponseTarget.response_id.in_(ids))
        .order_by(Recommendation.position, Recommendation.id)
    )
    for row in db.session.execute(answers):
        yield Document(
            kind=Kind.RESPONSE,
            source_id=row.id,
            assembly_id=row.assembly_id,
            title=(titles[row.id] or [row.name])[0],
            text=text_of(row.reasons, row.not_taken_up),
            path=f"/assemblies/{row.slug}/responses/#answer-{row.id}",
            visible_from=row.published_at,
        )


# ---- Comments and questions ----


# The reason of a counter-check says nothing without the answer that it is about, beside which it stands.
FOUND_BY_ITSELF = and_(
    Comment.state == CommentState.PUBLISHED, Comment.kind.in_((CommentKind.COMMENT, CommentKind.QUESTION))
)


def _comment_ids(assembly_id: int) -> Select[int]:
    here = Subject.assembly_id == assembly_id
    return select(Comment.id).join(Comment.subject).where(here, FOUND_BY_ITSELF)


def _comments(ids: Sequence[int]) -> Iterator[Document]:
    """Published comments on what is public, each by itself. The name that an author chose to show stands before."""
    columns = (
        select(
            Comment.id,
            Comment.kind,
            Comment.parent_id,
            Comment.body,
            Comment.author_name,
            Comment.asked_of,
            Comment.published_at,
            Subject.assembly_id,
            Subject.title,
            Subject.path,
            Subject.public_from,
        )
        .join(Comment.subject)
        .where(
            Comment.id.in_(ids),
            FOUND_BY_ITSELF,
            Subject.public_from.is_not(None),
            Subject.assembly_id.is_not(None),
        )
        .order_by(Comment.id)
    )
    for row in db.session.execute(columns):
        yield Document(
            kind=_kind_of(row),
            source_id=row.id,
            assembly_id=row.assembly_id,
            title=row.title,
            text=_said(row),
            path=place_in_list(row.path, row.parent_id or row.id, row.id, row.kind),
            visible_from=max(row.public_from, row.published_at or row.public_from),
        )


def _kind_of(row: Any) -> Kind:
    if row.kind != CommentKind.QUESTION:
        return Kind.COMMENT
    return Kind.ANSWER if row.parent_id else Kind.QUESTION


def _said(row: Any) -> str:
    names = " → ".join(name for name in (row.author_name, row.asked_of) if name)
    return f"{names}: {row.body}" if names else str(row.body)


ASSEMBLIES = Source((Kind.ASSEMBLY,), _assembly_ids, _assemblies)
RECOMMENDATIONS = Source((Kind.RECOMMENDATION,), _recommendation_ids, _recommendations)
RESPONSES = Source((Kind.RESPONSE,), _response_ids, _responses)
COMMENTS = Source((Kind.QUESTION, Kind.ANSWER, Kind.COMMENT), _comment_ids, _comments)
