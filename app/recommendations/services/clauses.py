"""The rows of a draft's clauses: read as what is said of them, and written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.core.db import db
from app.recommendations.models import (
    Citation,
    Clause,
    ClauseDeparture,
    ClauseOrigin,
    OriginKind,
    Recommendation,
    Version,
)
from app.recommendations.redrafting import Drafted, Origin


def used_keys(recommendation: Recommendation, draft: Version) -> set[str]:
    """Every key that a version other than the open draft has used, and so may be known by to readers."""
    query = select(Clause.key).join(Clause.version)
    return set(
        db.session.scalars(
            query.where(Version.recommendation_id == recommendation.id, Version.id != draft.id)
        )
    )


def cited_keys(recommendation: Recommendation) -> set[str]:
    """The keys at which evidence is cited. Each points at its paragraph, and at no other one that comes later."""
    query = select(Citation.clause_key).where(
        Citation.recommendation_id == recommendation.id, Citation.clause_key.is_not(None)
    )
    return {key for key in db.session.scalars(query) if key is not None}


def drafted_clauses(draft: Version) -> list[Drafted]:
    """The clauses of a draft as it was saved last, with what was said of them."""
    origins = [Origin(each.clause_key, each.from_key, OriginKind(each.kind)) for each in draft.origins]
    return [
        Drafted(
            clause.key,
            clause.text,
            clause.change_note,
            clause.is_matched_by_hand,
            tuple(each for each in origins if each.clause_key == clause.key),
        )
        for clause in draft.clauses
    ]


def why_gone(draft: Version) -> dict[str, str]:
    """What was said for readers of clauses that go, by their keys."""
    return {each.clause_key: each.note for each in draft.departures}


def keep_clauses(draft: Version, rows: Sequence[Drafted], why: Mapping[str, str]) -> None:
    """Write these in place of the clauses of a draft; and why others go, unless they are among these."""
    stay = {row.key for row in rows}
    draft.clauses.clear()
    draft.origins.clear()
    draft.departures.clear()
    # The old rows must be gone before new ones may take their keys and places.
    db.session.flush()
    draft.clauses.extend(
        Clause(
            key=row.key,
            position=place,
            text=row.text,
            change_note=row.note,
            is_matched_by_hand=row.is_by_hand,
        )
        for place, row in enumerate(rows, 1)
    )
    draft.origins.extend(
        ClauseOrigin(clause_key=origin.clause_key, from_key=origin.from_key, kind=origin.kind.value)
        for row in rows
        for origin in row.origins
    )
    draft.departures.extend(
        ClauseDeparture(clause_key=key, note=note) for key, note in why.items() if note and key not in stay
    )
