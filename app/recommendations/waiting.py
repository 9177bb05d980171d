"""How much of the recommendations waits for officers, counted for several assemblies at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import distinct, func, select

from app.core import clock
from app.core.db import db
from app.recommendations.models import Recommendation, Version


def drafts_waiting(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """Texts that are written and not published, by assembly. Assemblies without one are left out."""
    query = (
        select(Recommendation.assembly_id, func.count())
        .join(Version.recommendation)
        .where(Recommendation.assembly_id.in_(assembly_ids), Version.published_at.is_(None))
        .group_by(Recommendation.assembly_id)
    )
    return dict(db.session.execute(query).all())


def published(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """Recommendations that the public can read, by assembly. Assemblies without one are left out."""
    query = (
        select(Recommendation.assembly_id, func.count(distinct(Recommendation.id)))
        .join(Version.recommendation)
        .where(Recommendation.assembly_id.in_(assembly_ids), Version.published_at <= clock.now())
        .group_by(Recommendation.assembly_id)
    )
    return dict(db.session.execute(query).all())
