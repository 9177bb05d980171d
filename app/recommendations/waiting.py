"""How the recommendations of several assemblies stand, counted at once for the officers' desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case, distinct, func, select

from app.core import clock
from app.core.db import db
from app.recommendations.models import Recommendation, Version


@dataclass(frozen=True)
class Standing:
    """Texts that are written and not published, and recommendations that the public can read."""

    drafts: int = 0
    published: int = 0


def standing_of(assembly_ids: Sequence[int]) -> Mapping[int, Standing]:
    """How each of these assemblies stands, in one query. Assemblies without recommendations are left out."""
    is_public = Version.published_at <= clock.now()
    query = (
        select(
            Recommendation.assembly_id,
            func.count(case((Version.published_at.is_(None), Version.id))),
            func.count(distinct(case((is_public, Recommendation.id)))),
        )
        .join(Version.recommendation)
        .where(Recommendation.assembly_id.in_(assembly_ids))
        .group_by(Recommendation.assembly_id)
    )
    return {key: Standing(drafts, published) for key, drafts, published in db.session.execute(query)}
