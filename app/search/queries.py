"""Searching: what holds every term of a query and is public by now, the best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.core.pagination import decode, encode
from app.search.excerpts import Excerpt, excerpt
from app.search.index import engine
from app.search.matching import INDEX, ROWID
from app.search.models import Kind, SearchDocument
from app.search.typed import Terms, read, without_beginnings

PAGE = 20
# Short texts beat long ones too easily, and each is one voice among many: what stands for more comes first.
VOICES = (Kind.TRANSCRIPT, Kind.QUESTION, Kind.ANSWER, Kind.COMMENT)
WORTH_OF_A_VOICE = 0.6
# Whoever types "bus" wants buses; a text that is found by "business" alone comes after them.
WORTH_OF_A_BEGINNING = 0.01
_KINDS = frozenset(Kind)


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
    language: str
    score: float


@dataclass(frozen=True)
class Results:
    """A page of results. `total` is how many there are under the filters in force.

    `by_kind` and `by_assembly` say how many each choice of that filter would leave, with the other filter in force.
    `passed_over` holds what was asked for that there is not, by "assembly", "kind" and "after".
    """

    items: Sequence[Found] = ()
    after: str | None = None
    total: int = 0
    terms: Terms = ()
    by_kind: dict[Kind, int] = field(default_factory=dict)
    by_assembly: dict[tuple[str, str], int] = field(default_factory=dict)
    passed_over: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Wanted:
    """What narrows the results, and which page of them it is."""

    assembly: int | None
    kinds: Collection[Kind]
    # The last document that was shown, and how many were.
    last_id: int
    shown: int
    size: int


def search(
    query: str,
    assembly: str | None = None,
    kinds: Collection[str] = (),
    after: str | None = None,
    size: int = PAGE,
) -> Results:
    """A page of what holds every term of the query, the best first.

    Takes what was typed, the slug of one assembly and some kinds to keep to, and the cursor of the page. Where there
    is no such assembly, kind or cursor, it is passed over, and the results say so. Three queries; none for a query
    without a word. The cursor names the last result shown, so a page goes on after it even when texts were added
    meanwhile; where that one has been taken down, after as many as were shown.
    """
    terms = read(query)
    if not terms:
        return Results()
    public = public_assemblies()
    wanted, passed_over = _wanted(public, assembly, kinds, after, size)
    found = db.session.execute(_counts_and_page(terms, public, wanted)).all()
    results = _counted([row for row in found if row.id is None], public, wanted)
    best = [row for row in found if row.id is not None]
    if not best and wanted.last_id and results.total > wanted.shown:
        best = list(db.session.execute(_page(_held(terms, public), wanted, by_number=True)))
    best.sort(key=lambda row: (-row.score, -row.id))
    following = encode([best[size - 1].id, wanted.shown + size]) if len(best) > size else None
    items = _found(best[:size], terms, public)
    return replace(results, items=items, after=following, terms=terms, passed_over=passed_over)


def search_some(
    terms: Terms, assembly: str | None = None, kinds: Collection[str] = (), size: int = PAGE
) -> list[Found]:
    """The texts that hold at least one of the terms, the best first: for where none holds them all."""
    public = public_assemblies()
    wanted, _ = _wanted(public, assembly, kinds, None, size)
    best = db.session.execute(_page(_held(terms, public, some=True), wanted)).all()
    return _found(best[:size], terms, public)


def public_assemblies() -> Mapping[int, Row[Any]]:
    """The assemblies that everybody may see by now, with slug and name, by name."""
    columns = select(Assembly.id, Assembly.slug, Assembly.name).where(Assembly.published_at <= clock.now())
    rows: Any = db.session.execute(columns.order_by(Assembly.name, Assembly.id))
    return {row.id: row for row in rows}


def _wanted(
    public: Mapping[int, Row[Any]],
    assembly: str | None,
    kinds: Collection[str],
    after: str | None,
    size: int,
) -> tuple[_Wanted, dict[str, str]]:
    """What was asked for, and what of it there is not."""
    chosen = next((row.id for row in public.values() if row.slug == assembly), None)
    last_id, shown = decode(after, 2) or (0, 0)
    is_place = last_id > 0 and shown > 0
    unknown = {
        "assembly": assembly if chosen is None else None,
        "kind": next((kind for kind in kinds if kind not in _KINDS), None),
        "after": None if is_place else after,
    }
    known = [Kind(kind) for kind in kinds if kind in _KINDS]
    wanted = _Wanted(chosen, known, last_id if is_place else 0, shown if is_place else 0, size)
    return wanted, {name: value for name, value in unknown.items() if value}


def _held(terms: Terms, public: Mapping[int, Row[Any]], some: bool = False) -> CTE:
    """Every visible document that holds every term, or some of them, with its score.

    The engine's rows are gathered first, for no filter could make looking them up one by one faster; and then once
    for both counting and choosing.
    """
    score = engine().score(terms, some).label("score")
    rows = select(ROWID, score).select_from(INDEX).where(engine().holds(terms, some))
    holding = rows.cte("holding").prefix_with("MATERIALIZED")
    worth: ColumnElement[Any] = case((SearchDocument.kind.in_(VOICES), WORTH_OF_A_VOICE), else_=1.0)
    whole_words = without_beginnings(terms)
    if whole_words != list(terms) and not some:
        whole = select(ROWID).select_from(INDEX).where(engine().holds(whole_words)).cte("whole")
        is_whole = SearchDocument.id.in_(select(whole.c.rowid))
        worth = worth * case((is_whole, 1.0), else_=WORTH_OF_A_BEGINNING)
    held = (
        select(
            SearchDocument.id,
            SearchDocument.kind,
            SearchDocument.assembly_id,
            (holding.c.score * worth).label("score"),
        )
        .join(holding, holding.c.rowid == SearchDocument.id)
        .where(SearchDocument.visible_from <= clock.now(), SearchDocument.assembly_id.in_(public))
    )
    return held.cte("held").prefix_with("MATERIALIZED")


def most_used(words: Sequence[str]) -> str | None:
    """The one of these words, of small letters a to z, that most visible texts hold, or None where none does."""
    there = engine().occurrences(words).cte("there").prefix_with("MATERIALIZED")
    used = select(there.c.word).join(SearchDocument, SearchDocument.id == there.c.rowid).where(_is_visible())
    most = used.group_by(there.c.word).order_by(func.count().desc(), there.c.word).limit(1)
    return db.session.scalar(most)


def _is_visible() -> ColumnElement[bool]:
    document = SearchDocument
    return and_(document.visible_from <= clock.now(), document.assembly_id.in_(public_assemblies()))


def _counts_and_page(terms: Terms, public: Mapping[int, Row[Any]], wanted: _Wanted) -> Any:
    """How many documents of each kind and assembly there are, and the best of those wanted; these have an id."""
    held = _held(terms, public)
    counts = select(
        held.c.kind,
        held.c.assembly_id,
        func.count().label("number"),
        null().label("score"),
        null().label("id"),
    ).group_by(held.c.kind, held.c.assembly_id)
    return union_all(counts, select(_page(held, wanted).subquery()))


def _page(held: CTE, wanted: _Wanted, by_number: bool = False) -> Select[*tuple[Any, ...]]:
    """The best, and one more than a page holds, after the last one shown or after as many as were."""
    page = select(held.c.kind, held.c.assembly_id, literal(1).label("number"), held.c.score, held.c.id)
    if wanted.assembly is not None:
        page = page.where(held.c.assembly_id == wanted.assembly)
    if wanted.kinds:
        page = page.where(held.c.kind.in_(sorted(wanted.kinds)))
    if by_number:
        page = page.offset(wanted.shown)
    elif wanted.last_id:
        last = select(held.c.score).where(held.c.id == wanted.last_id).scalar_subquery()
        same = and_(held.c.score == last, held.c.id < wanted.last_id)
        page = page.where(or_(held.c.score < last, same))
    return page.order_by(held.c.score.desc(), held.c.id.desc()).limit(wanted.size + 1)


def _counted(rows: Sequence[Row[Any]], public: Mapping[int, Row[Any]], wanted: _Wanted) -> Results:
    """The numbers for the filters, each with the other one in force."""
    by_kind: Counter[Kind] = Counter()
    by_assembly: Counter[int] = Counter()
    total = 0
    for row in rows:
        of_kind = not wanted.kinds or row.kind in wanted.kinds
        of_assembly = wanted.assembly in (None, row.assembly_id)
        by_kind[Kind(row.kind)] += row.number if of_assembly else 0
        by_assembly[row.assembly_id] += row.number if of_kind else 0
        total += row.number if of_kind and of_assembly else 0
    names: dict[tuple[str, str], int] = {
        (assembly.slug, assembly.name): by_assembly[key]
        for key, assembly in public.items()
        if key in by_assembly
    }
    return Results(total=total, by_kind=dict(by_kind), by_assembly=names)


def _found(best: Sequence[Row[Any]], terms: Terms, public: Mapping[int, Row[Any]]) -> list[Found]:
    columns = SearchDocument.__table__.columns
    texts = select(*columns).where(SearchDocument.id.in_([row.id for row in best]))
    by_id = {row.id: row for row in db.session.execute(texts)} if best else {}
    return [
        _result(by_id[row.id], row.score, public[row.assembly_id], terms) for row in best if row.id in by_id
    ]


def _result(row: Row[Any], score: float, assembly: Row[Any], terms: Terms) -> Found:
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
        assembly=assembly.slug,
        assembly_name=assembly.name,
        language=row.language,
        score=score,
    )
