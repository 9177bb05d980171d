"""Reading assemblies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.assemblies.models import Assembly, CommentPause, OpennessStatement, Phase, PhaseKind
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


def _paused_now() -> ColumnElement[bool]:
    """The same as `phases.is_paused`, in SQL. Never null, so that it can be negated."""
    return func.coalesce(and_(Assembly.paused_at <= NOW, Assembly.paused_until > NOW), false())


def _consulting_now() -> ColumnElement[bool]:
    """The consultation lasts: the same as `phases.comments_are_due`, in SQL."""
    return Assembly.is_compiled.is_(False) & Assembly.phases.any(
        and_(
            Phase.kind == PhaseKind.CONSULTING,
            Phase.opens_at <= NOW,
            or_(Phase.closes_at.is_(None), Phase.closes_at > NOW),
        )
    )


@cache
def _consultations() -> Select[Assembly]:
    closes = (
        select(func.min(Phase.closes_at))
        .where(Phase.assembly_id == Assembly.id, Phase.kind == PhaseKind.CONSULTING)
        .correlate(Assembly)
        .scalar_subquery()
    )
    first = (
        select(Assembly.id, closes.label("closes"))
        .where(Assembly.published_at <= NOW, _consulting_now())
        .order_by(_paused_now(), closes.asc().nulls_last(), Assembly.id)
        .limit(bindparam("most", type_=Integer))
        .subquery()
    )
    return (
        select(Assembly)
        .join(first, first.c.id == Assembly.id)
        .options(joinedload(Assembly.phases))
        .order_by(_paused_now(), first.c.closes.asc().nulls_last(), Assembly.id)
    )


def assemblies_in_consultation(limit: int) -> Sequence[Assembly]:
    """The public assemblies whose consultation lasts, with phases; one query.

    Those that are open for comment come first, the first to close before the others; then those that are paused.
    """
    return db.session.scalars(_consultations(), {"most": limit}).unique().all()


def _filters(wanted: Wanted) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if wanted.organisation:
        filters.append(Organisation.slug == wanted.organisation)
    if wanted.region:
        filters.append(Assembly.region == wanted.region)
    if wanted.topic:
        filters.append(Assembly.topic == wanted.topic)
    if wanted.standing is Standing.OPEN:
        filters.append(_consulting_now() & ~_paused_now())
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


_WITH_RECORDS = (
    _public()
    .options(selectinload(Assembly.phases), selectinload(Assembly.sources))
    .order_by(Assembly.name, Assembly.id)
)


def public_assemblies_with_records() -> Sequence[Assembly]:
    """Every public assembly with its phases and the sources of its record, by name; three queries."""
    return db.session.scalars(_WITH_RECORDS).all()


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


def pause_in_force(assembly_id: int) -> CommentPause | None:
    """The pause of comments and questions that lasts now, as the database has it; None where none does."""
    return db.session.scalar(
        select(CommentPause)
        .where(
            CommentPause.assembly_id == assembly_id,
            CommentPause.starts_at <= NOW,
            CommentPause.ends_at > NOW,
            CommentPause.ended_at.is_(None),
        )
        .order_by(CommentPause.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


_PAUSES = (
    select(CommentPause)
    .where(CommentPause.assembly_id == bindparam("assembly_id"))
    .order_by(CommentPause.id.desc())
)


def pauses_of(assembly_id: int) -> Sequence[CommentPause]:
    """Every pause of comments and questions that an assembly had, the newest first. Each change of one is a row."""
    return db.session.scalars(_PAUSES, {"assembly_id": assembly_id}).all()


def pauses_at_desk(assembly_id: int) -> Sequence[CommentPause]:
    """The same with the people who paused and who ended them, for staff."""
    named = (joinedload(CommentPause.paused_by), joinedload(CommentPause.ended_by))
    return db.session.scalars(_PAUSES.options(*named), {"assembly_id": assembly_id}).all()


def assemblies_to_pause(organisation_ids: Sequence[int] | None) -> Sequence[Assembly]:
    """The assemblies of these organisations (None: of all) in which comments or questions are open or paused now."""
    query = _public().where(
        Assembly.is_compiled.is_(False),
        Assembly.phases.any(
            and_(
                Phase.kind.in_((PhaseKind.CONSULTING, PhaseKind.LEARNING)),
                Phase.opens_at <= NOW,
                or_(Phase.closes_at.is_(None), Phase.closes_at > NOW),
            )
        ),
    )
    if organisation_ids is not None:
        query = query.where(Assembly.organisation_id.in_(organisation_ids))
    return db.session.scalars(
        query.options(selectinload(Assembly.phases)).order_by(Assembly.name, Assembly.id)
    ).all()


def own_public_assemblies() -> Sequence[Assembly]:
    """The assemblies that are run here and that everybody may see, by name."""
    return db.session.scalars(
        select(Assembly)
        .where(Assembly.is_compiled.is_(False), Assembly.published_at <= NOW)
        .order_by(Assembly.name, Assembly.id)
    ).all()
