"""Finding and counting what was loaded or imported."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.assemblies.queries import assembly_by_slug
from app.recommendations.models import Recommendation


def count(session: Session, table: Any, *where: Any) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def the(slug: str) -> Assembly:
    assembly = assembly_by_slug(slug)
    assert assembly is not None
    return assembly


def recommendation_of(session: Session, reference: str) -> Recommendation:
    return session.scalars(select(Recommendation).where(Recommendation.reference == reference)).one()
