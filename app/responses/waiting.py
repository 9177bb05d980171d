"""How many answers wait for officers, counted for several assemblies at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import distinct, exists, func, or_, select

from app.core import clock
from app.core.db import db
from app.recommendations.models import Recommendation, Version, VersionStage
from app.responses.models import Response, ResponseTarget


def to_publish(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """Answers that are drafted and wait for a second officer, by assembly. Assemblies without one are left out."""
    query = (
        select(Response.assembly_id, func.count())
        .where(Response.assembly_id.in_(assembly_ids), Response.published_at.is_(None))
        .group_by(Response.assembly_id)
    )
    return dict(db.session.execute(query).all())


def unanswered(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """Recommendations whose final text is published and that no published answer covers, by assembly."""
    answered = exists().where(
        Response.assembly_id == Recommendation.assembly_id,
        Response.published_at <= clock.now(),
        or_(
            Response.covers_all,
            exists().where(
                ResponseTarget.response_id == Response.id,
                ResponseTarget.recommendation_id == Recommendation.id,
            ),
        ),
    )
    query = (
        select(Recommendation.assembly_id, func.count(distinct(Recommendation.id)))
        .join(Version.recommendation)
        .where(
            Recommendation.assembly_id.in_(assembly_ids),
            Version.stage == VersionStage.FINAL.value,
            Version.published_at <= clock.now(),
            ~answered,
        )
        .group_by(Recommendation.assembly_id)
    )
    return dict(db.session.execute(query).all())
