"""Clauses of former versions that the present one has no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.recommendations.models import Clause, ClauseOrigin, Version, VersionStage


@dataclass(frozen=True)
class FormerClause:
    """A clause that a text has no more: the last version that had it, whether that was a final text, and the keys that
    stood before it there.

    `went_to` are the keys of the text that hold its words, as the versions since then record it; none if it was just
    taken out.
    """

    key: str
    version: int
    before: Sequence[str]
    went_to: Sequence[str] = ()
    was_final: bool = False


def former_clauses(version: Version, keys: Sequence[str]) -> list[FormerClause]:
    """The clauses of these keys as the published versions before one had them last, in their order; two queries.

    Takes the version with its clauses.
    """
    rows = db.session.execute(
        select(Version.number, Version.stage, Clause.key)
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
    for number, stage, key in rows:
        if key in keys:
            found.pop(key, None)
            stood_before = list(before.get(number, ()))
            found[key] = FormerClause(key, number, stood_before, was_final=stage == VersionStage.FINAL)
        before.setdefault(number, []).append(key)
    steps = _origins_up_to(version) if found else []
    here = [clause.key for clause in version.clauses]
    return [replace(each, went_to=_went_to(each, steps, here)) for each in found.values()]


def _origins_up_to(version: Version) -> list[tuple[int, str, str]]:
    """Which clause holds words of which one, by the published version that says so, the first one first."""
    rows = db.session.execute(
        select(Version.number, ClauseOrigin.clause_key, ClauseOrigin.from_key)
        .join(Version, Version.id == ClauseOrigin.version_id)
        .where(
            Version.recommendation_id == version.recommendation_id,
            Version.number <= version.number,
            Version.published_at.is_not(None),
        )
        .order_by(Version.number, ClauseOrigin.id)
    )
    return [(number, key, source) for number, key, source in rows]


def _went_to(former: FormerClause, steps: Sequence[tuple[int, str, str]], here: Sequence[str]) -> list[str]:
    """What was taken in by one paragraph may have gone on with that one into a third."""
    holders = {former.key}
    since = [step for step in steps if step[0] > former.version]
    for _, of_version in groupby(since, key=lambda step: step[0]):
        holders |= {key for _, key, source in list(of_version) if source in holders}
    return [key for key in here if key in holders]


def last_text_after(version_id: int) -> Version | None:
    """The text that readers see now, of the recommendation that a version belongs to; one query."""
    of = select(Version.recommendation_id).where(Version.id == version_id).scalar_subquery()
    return db.session.scalar(
        select(Version)
        .where(Version.recommendation_id == of, Version.published_at <= clock.now())
        .order_by(Version.number.desc())
        .limit(1)
    )
