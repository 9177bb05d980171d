"""Searching: what holds every term of a query and is public by now, the best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, and_, case, func, or_, select

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.core.pagination import decode, encode
from app.search.excerpts import Excerpt, excerpt
from app.search.index import engine
from app.search.matching import INDEX, ROWID
from app.search.models import Kind, SearchDocument
from app.search.typed import Terms, read

PAGE = 20
# Short texts beat long ones too easily, and each is one voice among many: what stands for more comes first.
VOICES = (Kind.TRANSCRIPT, Kind.QUESTION, Kind.COMMENT)
WORTH_OF_A_VOICE = 0.6


@dataclass(frozen=True)
class Found:
    """One result: what it is, its title, the part of its text that shows the words, where it leads, its assembly."""

    kind: Kind
    id: int
    title: str
    excerpt: Excerpt
    path: str
    assembly: str
    assembly_name: str
    score: float


@dataclass(frozen=True)
class Results:
    """A page of results. `total` is how many there are under the filters in force.

    `by_kind` and `by_assembly` say how many each choice of that filter would leave, with the other filter in force.
    """

    items: Sequence[Found] = ()
    after: str | None = None
    total: int = 0
    terms: Terms = ()
    by_kind: dict[Kind, int] = field(default_factory=dict)
    by_assembly: dict[tuple[str, str], int] = field(default_factory=dict)


def search(
    query: str,
    assembly: str | None = None,
    kinds: Collection[Kind] = (),
    after: str | None = None,
    size: int = PAGE,
) -> Results:
    """A page of what holds every term of the query, the best first.

    Takes what was typed, the slug of one assembly and some kinds to keep to, and the cursor of the page. Two queries,
    three on further pages; none for a query without a word. The cursor names the last result shown, so a page goes on
    after it even when texts were added meanwhile; where that one has been taken down, after as many as were shown.
    """
    terms = read(query)
    if not terms:
        return Results()
    by_kind: Counter[Kind] = Counter()
    by_assembly: Counter[tuple[str, str]] = Counter()
    total = 0
    for row in _counts(terms):
        kind = Kind(row.kind)
        of_kind, of_assembly = not kinds or kind in kinds, assembly in (None, row.slug)
        by_kind[kind] += row.number if of_assembly else 0
        by_assembly[row.slug, row.name] += row.number if of_kind else 0
        total += row.number if of_kind and of_assembly else 0
    rows, shown = _page(terms, assembly, kinds, after, size) if total else ([], 0)
    following = encode([rows[size - 1].id, shown + size]) if len(rows) > size else None
    items = [_found(row, terms) for row in rows[:size]]
    return Results(items, following, total, terms, dict(by_kind), dict(by_assembly))


def _visible() -> ColumnElement[bool]:
    now = clock.now()
    public = select(Assembly.id).where(Assembly.published_at <= now)
    return and_(SearchDocument.visible_from <= now, SearchDocument.assembly_id.in_(public))


def _holding(terms: Terms, *columns: ColumnElement[Any]) -> CTE:
    """The rows that hold every term. Gathered first, for no filter could make looking them up one by one faster."""
    rows = select(ROWID, *columns).select_from(INDEX).where(engine().holds(terms))
    return rows.cte("holding").prefix_with("MATERIALIZED")


def _counts(terms: Terms) -> Sequence[Row[Any]]:
    """How many documents of each kind and assembly there are."""
    holding = _holding(terms)
    numbers = (
        select(SearchDocument.kind, SearchDocument.assembly_id, func.count().label("number"))
        .join(holding, holding.c.rowid == SearchDocument.id)
        .where(_visible())
        .group_by(SearchDocument.kind, SearchDocument.assembly_id)
        .subquery()
    )
    return db.session.execute(
        select(numbers.c.kind, numbers.c.number, Assembly.slug, Assembly.name)
        .join(Assembly, Assembly.id == numbers.c.assembly_id)
        .order_by(Assembly.name, Assembly.id)
    ).all()


def _page(
    terms: Terms, assembly: str | None, kinds: Collection[Kind], after: str | None, size: int
) -> tuple[list[Row[Any]], int]:
    """The rows of a page and one more, and how many were shown before."""
    holding = _holding(terms, engine().score(terms).label("score"))
    score = holding.c.score * case((SearchDocument.kind.in_(VOICES), WORTH_OF_A_VOICE), else_=1.0)
    wanted = [_visible()]
    if assembly is not None:
        one = select(Assembly.id).where(Assembly.slug == assembly)
        wanted.append(SearchDocument.assembly_id.in_(one))
    if kinds:
        wanted.append(SearchDocument.kind.in_(sorted(kinds)))
    best = (
        select(SearchDocument.id, score.label("score"))
        .join(holding, holding.c.rowid == SearchDocument.id)
        .where(*wanted)
        .order_by(score.desc(), SearchDocument.id.desc())
        .limit(size + 1)
    )
    last_id, shown = decode(after, 2) or (0, 0)
    if last_id:
        last = db.session.scalar(
            select(score)
            .select_from(SearchDocument)
            .join(holding, holding.c.rowid == SearchDocument.id)
            .where(SearchDocument.id == last_id)
        )
        best = (
            best.offset(max(shown, 0))
            if last is None
            else best.where(or_(score < last, and_(score == last, SearchDocument.id < last_id)))
        )
    chosen = best.subquery()
    rows = db.session.execute(
        select(SearchDocument.__table__, chosen.c.score, Assembly.slug, Assembly.name)
        .join(chosen, chosen.c.id == SearchDocument.id)
        .join(Assembly, Assembly.id == SearchDocument.assembly_id)
        .order_by(chosen.c.score.desc(), SearchDocument.id.desc())
    )
    return list(rows), max(shown, 0)


def _found(row: Row[Any], terms: Terms) -> Found:
    part = excerpt(row.text, terms, row.language)
    moment = ""
    for offset, name in row.moments:
        if offset > part.begins:
            break
        moment = f"#{name}"
    return Found(
        kind=Kind(row.kind),
        id=row.source_id,
        title=row.title,
        excerpt=part,
        path=row.path + moment,
        assembly=row.slug,
        assembly_name=row.name,
        score=row.score,
    )
