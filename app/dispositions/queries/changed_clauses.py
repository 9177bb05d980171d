"""Which clauses a published version changed: what an answer that says "changed the text" may point at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.recommendations.changes import Change, changes_between
from app.recommendations.models import OriginKind, Recommendation, Version


class ClauseFate(StrEnum):
    """What a version did to a clause."""

    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    DELETED = "deleted"


@dataclass(frozen=True)
class ChangedClause:
    """A clause that differs between a published version and the published one before it."""

    former: Version
    version: Version
    key: str
    fate: ClauseFate
    # The words now or, of a clause that is gone, the words then.
    text: str


_FATES = {Change.NEW: ClauseFate.NEW, Change.DELETED: ClauseFate.DELETED, Change.CHANGED: ClauseFate.CHANGED}
_ORIGINS = {OriginKind.SPLIT.value: ClauseFate.SPLIT, OriginKind.MERGE.value: ClauseFate.MERGED}


def changes_in(former: Version, version: Version) -> list[ChangedClause]:
    """What a version changed against the former one, clause by clause. Both with their clauses and origins loaded."""
    origins = {
        key: _ORIGINS[origin.kind]
        for origin in version.origins
        for key in (origin.from_key, origin.clause_key)
    }
    changed = []
    for each in changes_between(former.texts, version.texts):
        moved = ClauseFate.MOVED if each.is_moved else None
        fate = origins.get(each.key) or _FATES.get(each.change) or moved
        if fate is not None:
            text = each.before if each.now is None else each.now
            changed.append(ChangedClause(former, version, each.key, fate, text or ""))
    return changed


def _published() -> Select[Version]:
    return (
        select(Version)
        .where(Version.published_at <= clock.now())
        .options(selectinload(Version.clauses), selectinload(Version.origins))
    )


def changed_clauses(assembly_id: int) -> list[ChangedClause]:
    """Every clause that a published version of an assembly's recommendations changed; three queries.

    In the recommendations' order, the latest version of each first.
    """
    query = (
        _published()
        .join(Version.recommendation)
        .where(Recommendation.assembly_id == assembly_id)
        .options(contains_eager(Version.recommendation).joinedload(Recommendation.subject))
        .order_by(Recommendation.position, Recommendation.id, Version.number.desc())
    )
    return [change for pair in _neighbours(db.session.scalars(query).all()) for change in changes_in(*pair)]


def _neighbours(versions: Sequence[Version]) -> list[tuple[Version, Version]]:
    """Each version with the published one before it, of versions sorted by recommendation, the latest first."""
    return [
        (former, version)
        for version, former in pairwise(versions)
        if former.recommendation_id == version.recommendation_id
    ]


def change_of(version_id: int, clause_key: str) -> ChangedClause | None:
    """What a published version did to a clause; None where the version is not public, or left the clause alone."""
    one = _published().options(joinedload(Version.recommendation).joinedload(Recommendation.subject))
    version = db.session.scalar(one.where(Version.id == version_id))
    if version is None:
        return None
    former = db.session.scalar(
        _published()
        .where(Version.recommendation_id == version.recommendation_id, Version.number < version.number)
        .order_by(Version.number.desc())
        .limit(1)
    )
    changes = changes_in(former, version) if former is not None else []
    return next((change for change in changes if change.key == clause_key), None)
