"""Which recommendations a public answer covers, by name or with all others, and which still wait for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, distinct, exists, func, or_, select

from app.core.db import NOW, db
from app.recommendations.models import Recommendation, Version, VersionStage
from app.responses.models import Response, ResponseTarget
from app.responses.queries.answers import is_public


@cache
def _answered() -> Select[int]:
    names_it = exists().where(
        ResponseTarget.response_id == Response.id, ResponseTarget.recommendation_id == Recommendation.id
    )
    return (
        select(Response.id)
        .join(Recommendation, Recommendation.assembly_id == Response.assembly_id)
        .where(Recommendation.subject_id == bindparam("subject_id"), is_public())
        .where(Response.vanished_at.is_(None), or_(Response.covers_all, names_it))
        .limit(1)
    )


def is_answered(subject_id: int) -> bool:
    """Whether the council has answered in public the recommendation that owns a subject, by name or with all others.

    False where another noun owns it. One query.
    """
    return db.session.scalar(_answered(), {"subject_id": subject_id}) is not None


def unanswered_recommendations(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """Recommendations whose final text is published and that no published answer covers, by assembly."""
    answered = exists().where(
        Response.assembly_id == Recommendation.assembly_id,
        is_public(),
        or_(
            Response.covers_all,
            # Of itself it would take any recommendation for the one two queries further out.
            exists()
            .where(
                ResponseTarget.response_id == Response.id,
                ResponseTarget.recommendation_id == Recommendation.id,
            )
            .correlate(Response, Recommendation),
        ),
    )
    query = (
        select(Recommendation.assembly_id, func.count(distinct(Recommendation.id)))
        .join(Version.recommendation)
        .where(
            Recommendation.assembly_id.in_(assembly_ids),
            Version.stage == VersionStage.FINAL.value,
            Version.published_at <= NOW,
            ~answered,
        )
        .group_by(Recommendation.assembly_id)
    )
    return dict(db.session.execute(query).all())
