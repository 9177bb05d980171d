"""Reading assemblies."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db


def _public() -> Select[Assembly]:
    return select(Assembly).where(Assembly.published_at <= clock.now())


def public_assembly(slug: str) -> Assembly | None:
    """A public assembly with its organisation and phases, in two queries; None if there is none to see."""
    return db.session.scalar(_public().where(Assembly.slug == slug).options(selectinload(Assembly.phases)))


def public_assemblies() -> Sequence[Assembly]:
    """All public assemblies with organisations and phases: those run here first, then the latest first."""
    query = _public().options(selectinload(Assembly.phases))
    order = (Assembly.is_compiled, Assembly.started_on.desc().nulls_last(), Assembly.name)
    return db.session.scalars(query.order_by(*order)).all()


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
