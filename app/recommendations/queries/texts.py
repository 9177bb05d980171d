"""Reading published texts of many recommendations at once, with their clauses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.recommendations.models import Recommendation, Version


def published_texts(recommendation_ids: Iterable[int]) -> Mapping[int, Sequence[Version]]:
    """Every published version of some recommendations, by recommendation, the first one first.

    Each comes with its clauses, where they come from and why some went; two queries for them all, none for no
    recommendations.
    """
    ids = list(recommendation_ids)
    texts: dict[int, list[Version]] = defaultdict(list)
    if not ids:
        return texts
    query = (
        select(Version)
        .where(Version.recommendation_id.in_(ids), Version.published_at <= clock.now())
        .options(joinedload(Version.origins), joinedload(Version.departures), selectinload(Version.clauses))
        .order_by(Version.recommendation_id, Version.number)
    )
    for version in db.session.scalars(query).unique():
        texts[version.recommendation_id].append(version)
    return texts


def published_text(recommendation_id: int, number: int) -> Version | None:
    """One published version of a recommendation by its number, with its clauses; two queries."""
    query = (
        select(Version)
        .where(
            Version.recommendation_id == recommendation_id,
            Version.number == number,
            Version.published_at <= clock.now(),
        )
        .options(selectinload(Version.clauses))
    )
    return db.session.scalar(query)


def texts_by_id(version_ids: Iterable[int]) -> Mapping[int, Version]:
    """Published versions by their ids, each with its clauses, its recommendation and the address; two queries."""
    ids = list(version_ids)
    if not ids:
        return {}
    query = (
        select(Version)
        .where(Version.id.in_(ids), Version.published_at <= clock.now())
        .options(
            selectinload(Version.clauses),
            joinedload(Version.recommendation).joinedload(Recommendation.subject),
        )
    )
    return {version.id: version for version in db.session.scalars(query)}
