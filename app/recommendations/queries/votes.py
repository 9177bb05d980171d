"""Votes that officers entered: the one that waits to be checked, the one that counts, and those that were corrected."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.recommendations.models import Recommendation, Version, Vote, VoteEntry
from app.recommendations.queries import counts


def _whole() -> Select[Vote]:
    return select(Vote).options(
        selectinload(Vote.counts),
        selectinload(Vote.minority_statements),
        joinedload(Vote.entry).joinedload(VoteEntry.entered_by),
        joinedload(Vote.entry).joinedload(VoteEntry.replaces),
    )


def open_entry(recommendation: Recommendation) -> Vote | None:
    """The vote that was entered and not checked yet, as it stands now; None if there is none."""
    return db.session.scalar(
        _whole()
        .where(
            Vote.recommendation_id == recommendation.id,
            Vote.entered_at.is_not(None),
            Vote.checked_at.is_(None),
        )
        .order_by(Vote.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def counted_vote(version: Version) -> Vote | None:
    """The vote on this text that counts now, or None."""
    query = _whole().where(Vote.version_id == version.id, counts(Vote)).order_by(Vote.id.desc())
    return db.session.scalar(query.limit(1))


def corrected_votes(recommendation: Recommendation) -> Sequence[Vote]:
    """Checked votes that a correction took the place of, the latest first; they stay readable."""
    query = _whole().where(Vote.recommendation_id == recommendation.id, Vote.replaced_at.is_not(None))
    return db.session.scalars(query.order_by(Vote.id.desc())).all()
