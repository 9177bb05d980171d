"""Reading assemblies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.assemblies.models import Assembly, OpennessStatement, Phase, PhaseKind
from app.core.db import NOW, db
from app.core.pagination import Slice, dated_before, dated_key, decode, encode
from app.organisations.models import Organisation

PAGE = 25


class Standing(StrEnum):
    """What readers filter the list of assemblies by."""

    OPEN = "open"
    RUN_HERE = "here"
    COMPILED = "compiled"


@dataclass(frozen=True)
class Wanted:
    """The filters of the list of assemblies. Empty means all."""

    organisation: str = ""
    region: str = ""
    topic: str = ""
    standing: Standing | None = None


@dataclass(frozen=True)
class Place:
    """A combination of filters under which there are assemblies."""

    organisation: str
    organisation_name: str
    region: str | None
    topic: str | None


def _public() -> Select[Assembly]:
    return select(Assembly).where(Assembly.published_at <= NOW)


_ONE = _public().where(Assembly.slug == bindparam("slug")).options(joinedload(Assembly.phases))


def public_assembly(slug: str) -> Assembly | None:
    """A public assembly with its organisation and phases, in one query; None if there is none to see."""
    return db.session.scalars(_ONE, {"slug": slug}).unique().one_or_none()


def _consulting_now() -> ColumnElement[bool]:
    """Comments are open: the same as `phases.comments_open`, in SQL."""
    return Assembly.is_compiled.is_(False) & Assembly.phases.any(
        and_(
            Phase.kind == PhaseKind.CONSULTING,
            Phase.opens_at <= NOW,
            or_(Phase.closes_at.is_(None), Phase.closes_at > NOW),
        )
    )


@cache
def _open_for_comment() -> Select[Assembly]:
    closes = (
        select(func.min(Phase.closes_at))
        .where(Phase.assembly_id == Assembly.id, Phase.kind == PhaseKind.CONSULTING)
        .correlate(Assembly)
        .scalar_subquery()
    )
    first = (
        select(Assembly.id, closes.label("closes"))
        .where(Assembly.published_at <= NOW, _consulting_now())
        .order_by(closes.asc().nulls_last(), Assembly.id)
        .limit(bindparam("most", type_=Integer))
        .subquery()
    )
    return (
        select(Assembly)
        .join(first, first.c.id == Assembly.id)
        .options(joinedload(Assembly.phases))
        .order_by(first.c.closes.asc().nulls_last(), Assembly.id)
    )


def assemblies_open_for_comment(limit: int) -> Sequence[Assembly]:
    """The public assemblies whose drafts are open for comment now, with phases, the first to close first; one query."""
    return db.session.scalars(_open_for_comment(), {"most": limit}).unique().all()


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if wanted.organisation:
        filters.append(Organisation.slug == wanted.organisation)
    if wanted.region:
        filters.append(Assembly.region == wanted.region)
    if wanted.topic:
        filters.append(Assembly.topic == wanted.topic)
    if wanted.standing is Standing.OPEN:
        filters.append(_consulting_now())
    elif wanted.standing is not None:
        filters.append(Assembly.is_compiled.is_(wanted.standing is Standing.COMPILED))
    return filters


def public_assemblies_like(wanted: Wanted, after: str | None = None, size: int = PAGE) -> Slice[Assembly]:
    """A page of public assemblies with organisations and phases: those run here first, then the latest first.

    Takes the filters and a cursor. Three queries, however many there are.
    """
    query = _public().join(Assembly.organisation).where(*_filters(wanted))
    total = db.session.scalar(query.with_only_columns(func.count(Assembly.id))) or 0
    place = decode(after, 3)
    if place is not None:
        later = dated_before(Assembly.started_on, Assembly.id, place[1:])
        alike = and_(Assembly.is_compiled.is_(bool(place[0])), later)
        query = query.where(alike if place[0] else or_(alike, Assembly.is_compiled))
    rows = db.session.scalars(
        query.options(contains_eager(Assembly.organisation), selectinload(Assembly.phases))
        .order_by(Assembly.is_compiled, Assembly.started_on.desc().nulls_last(), Assembly.id.desc())
        .limit(size + 1)
    ).all()
    last = rows[size - 1] if len(rows) > size else None
    return Slice(
        rows[:size],
        encode([int(last.is_compiled), *dated_key(last.started_on, last.id)]) if last else None,
        total,
    )


def places() -> list[Place]:
    """Every combination of organisation, region and topic that public assemblies have, for the filters."""
    query = (
        _public()
        .join(Assembly.organisation)
        .with_only_columns(Organisation.slug, Organisation.name, Assembly.region, Assembly.topic)
        .distinct()
        .order_by(Organisation.name)
    )
    return [Place(*row) for row in db.session.execute(query)]


def count_councils() -> int:
    """How many councils and partnerships have a public assembly."""
    query = _public().with_only_columns(func.count(Assembly.organisation_id.distinct()))
    return db.session.scalar(query) or 0


def assembly_by_slug(slug: str) -> Assembly | None:
    """Any assembly, public or not, with its phases: for desks and imports."""
    return db.session.scalar(
        select(Assembly).where(Assembly.slug == slug).options(selectinload(Assembly.phases))
    )


def assemblies_of(organisation_ids: Sequence[int]) -> Sequence[Assembly]:
    """The assemblies of some organisations, public or not, the newest first."""
    return db.session.scalars(
        select(Assembly)
        .where(Assembly.organisation_id.in_(organisation_ids))
        .options(selectinload(Assembly.phases))
        .order_by(Assembly.is_compiled, Assembly.id.desc())
    ).all()


def openness_statement(assembly: Assembly, item: str) -> OpennessStatement | None:
    """What officers said of one item of the openness checklist, or None."""
    return db.session.scalar(
        select(OpennessStatement).where(
            OpennessStatement.assembly_id == assembly.id, OpennessStatement.item == item
        )
    )
