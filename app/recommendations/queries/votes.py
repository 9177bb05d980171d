"""Votes that officers entered: the one that waits to be checked, the one that counts, and those that were corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.assemblies.models import Assembly, PhaseKind
from app.core import clock
from app.core.audit import AuditEntry
from app.core.db import db
from app.evidence.models import AssemblySession
from app.recommendations.counting import Known
from app.recommendations.models import Recommendation, Version, Vote, VoteEntry
from app.recommendations.queries import counts


def _whole() -> Select[Vote]:
    return select(Vote).options(
        selectinload(Vote.counts),
        selectinload(Vote.minority_statements),
        joinedload(Vote.version),
        joinedload(Vote.entry).joinedload(VoteEntry.entered_by),
        joinedload(Vote.entry).joinedload(VoteEntry.replaces),
    )


def open_entry(recommendation: Recommendation) -> Vote | None:
    """The vote that was entered and neither checked yet nor taken away, as it stands now; None if there is none."""
    return db.session.scalar(
        _whole()
        .where(
            Vote.recommendation_id == recommendation.id,
            Vote.entered_at.is_not(None),
            Vote.checked_at.is_(None),
            Vote.vanished_at.is_(None),
        )
        .order_by(Vote.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def who_entered(vote: Vote) -> frozenset[int]:
    """The accounts that entered or changed a vote, by its log: its row keeps the last of them alone. One query."""
    logged = select(AuditEntry.actor_id).where(
        AuditEntry.kind == Vote.__tablename__,
        AuditEntry.thing_id == vote.id,
        AuditEntry.action.in_(("entered", "changed")),
    )
    last = [vote.entry.entered_by_id] if vote.entry else []
    return frozenset(key for key in [*db.session.scalars(logged), *last] if key is not None)


def counted_vote(version: Version) -> Vote | None:
    """The vote on this text that counts now, or None."""
    query = _whole().where(Vote.version_id == version.id, counts(Vote)).order_by(Vote.id.desc())
    return db.session.scalar(query.limit(1))


def corrected_votes(recommendation: Recommendation) -> Sequence[Vote]:
    """Checked votes that a correction took the place of, the latest first; they stay readable."""
    query = _whole().where(Vote.recommendation_id == recommendation.id, Vote.replaced_at.is_not(None))
    return db.session.scalars(query.order_by(Vote.id.desc())).all()


# Before these there are no members yet who could vote.
_WITHOUT_MEMBERS = (PhaseKind.PREPARING, PhaseKind.RECRUITING)


def known_of(assembly: Assembly) -> Known:
    """What the figures of a vote are held against; the day on which the assembly began takes one query.

    It began with its first meeting, or with the first phase in which it has members, whichever came first.
    """
    meetings = select(AssemblySession.held_on, AssemblySession.starts_at).where(
        AssemblySession.assembly_id == assembly.id, AssemblySession.vanished_at.is_(None)
    )
    spans = [(each.starts_on, each.opens_at) for each in assembly.phases if each.kind not in _WITHOUT_MEMBERS]
    spans += [(held_on, starts_at) for held_on, starts_at in db.session.execute(meetings)]
    days = [_day_of(starts_at) if starts_at else on for on, starts_at in spans]
    return Known(assembly.members, min((day for day in [*days, assembly.started_on] if day), default=None))


def _day_of(moment: datetime) -> str:
    return moment.astimezone(clock.LONDON).date().isoformat()
