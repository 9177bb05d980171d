"""Clauses of former versions that the present one has no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.recommendations.models import Clause, Version


@dataclass(frozen=True)
class FormerClause:
    """A clause that was taken out: the last version that had it, and the keys that stood before it there."""

    key: str
    version: int
    before: Sequence[str]


def former_clauses(version: Version, keys: Sequence[str]) -> list[FormerClause]:
    """The clauses of these keys as the published versions before one had them last, in their order; one query."""
    rows = db.session.execute(
        select(Version.number, Clause.key)
        .join(Version, Version.id == Clause.version_id)
        .where(
            Version.recommendation_id == version.recommendation_id,
            Version.number < version.number,
            Version.published_at.is_not(None),
        )
        .order_by(Version.number, Clause.position)
    )
    before: dict[int, list[str]] = {}
    found: dict[str, FormerClause] = {}
    for number, key in rows:
        if key in keys:
            found.pop(key, None)
            found[key] = FormerClause(key, number, list(before.get(number, ())))
        before.setdefault(number, []).append(key)
    return list(found.values())


def last_text_after(version_id: int) -> Version | None:
    """The text that readers see now, of the recommendation that a version belongs to; one query."""
    of = select(Version.recommendation_id).where(Version.id == version_id).scalar_subquery()
    return db.session.scalar(
        select(Version)
        .where(Version.recommendation_id == of, Version.published_at <= clock.now())
        .order_by(Version.number.desc())
        .limit(1)
    )
