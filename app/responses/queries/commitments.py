"""What councils do about recommendations: commitments, and how they go.

Pages of many recommendations take the same few queries as of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.assemblies.models import Assembly
from app.core.db import db
from app.recommendations.models import Recommendation
from app.responses.models import Commitment, ProgressTarget, ProgressUpdate
from app.responses.standing import CommitmentState, Delivery, delivery_of, state_of


@dataclass(frozen=True)
class Progress:
    """How the delivery of one recommendation goes, apart from the answer."""

    commitments: tuple[CommitmentState, ...]
    updates: tuple[ProgressUpdate, ...]

    @property
    def delivery(self) -> Delivery | None:
        return delivery_of(self.commitments, self.updates)


def in_question(assembly: Assembly, recommendation: Recommendation | None) -> dict[str, int]:
    """What a query of a whole assembly, or of one of its recommendations, is asked with."""
    one = {} if recommendation is None else {"recommendation_id": recommendation.id}
    return {"assembly_id": assembly.id, **one}


@cache
def _made_in_assembly() -> Select[Commitment]:
    return (
        select(Commitment)
        .join(Recommendation, Recommendation.id == Commitment.recommendation_id)
        .where(Recommendation.assembly_id == bindparam("assembly_id"))
        .options(joinedload(Commitment.updates))
        .order_by(Commitment.position, Commitment.id)
    )


@cache
def _made_on_one() -> Select[Commitment]:
    return _made_in_assembly().where(Recommendation.id == bindparam("recommendation_id"))


def commitments_of(assembly: Assembly, recommendation: Recommendation | None) -> dict[int, list[Commitment]]:
    """Commitments by recommendation, each with its updates; one query."""
    by_recommendation: dict[int, list[Commitment]] = defaultdict(list)
    query = _made_in_assembly() if recommendation is None else _made_on_one()
    for commitment in db.session.scalars(query, in_question(assembly, recommendation)).unique():
        by_recommendation[commitment.recommendation_id].append(commitment)
    return by_recommendation


def compiled_updates(
    assembly: Assembly, recommendation: Recommendation | None
) -> tuple[dict[int, list[ProgressUpdate]], list[ProgressUpdate]]:
    """A record's updates by recommendation, and those on all as a whole; one query, none for our own assemblies."""
    named: dict[int, list[ProgressUpdate]] = defaultdict(list)
    whole: list[ProgressUpdate] = []
    if not assembly.is_compiled:
        return named, whole
    query = (
        select(ProgressUpdate, ProgressTarget.recommendation_id)
        .outerjoin(ProgressTarget, ProgressTarget.update_id == ProgressUpdate.id)
        .where(
            ProgressUpdate.assembly_id == assembly.id,
            ProgressUpdate.commitment_id.is_(None),
            ProgressUpdate.vanished_at.is_(None),
        )
        .order_by(ProgressUpdate.reported_on.nulls_first(), ProgressUpdate.id)
    )
    if recommendation is not None:
        query = query.where(
            ProgressUpdate.covers_all | (ProgressTarget.recommendation_id == recommendation.id)
        )
    for update, recommendation_id in db.session.execute(query):
        if update.covers_all:
            whole.append(update)
        else:
            named[recommendation_id].append(update)
    return named, whole


_ON_SOME = (
    select(Commitment)
    .where(Commitment.recommendation_id.in_(bindparam("ids", expanding=True)))
    .options(joinedload(Commitment.updates))
    .order_by(Commitment.position, Commitment.id)
)
_UPDATES_ON_SOME = (
    select(ProgressUpdate, ProgressTarget.recommendation_id)
    .join(ProgressTarget, ProgressTarget.update_id == ProgressUpdate.id)
    .where(
        ProgressTarget.recommendation_id.in_(bindparam("ids", expanding=True)),
        ProgressUpdate.vanished_at.is_(None),
    )
    .order_by(ProgressUpdate.reported_on.nulls_first(), ProgressUpdate.id)
)


def progress_on(recommendation_ids: Sequence[int]) -> Mapping[int, Progress]:
    """How delivery goes for some recommendations of any assemblies; two queries. Silence has no entry."""
    which = {"ids": list(recommendation_ids)}
    commitments: dict[int, list[CommitmentState]] = defaultdict(list)
    for commitment in db.session.scalars(_ON_SOME, which).unique():
        commitments[commitment.recommendation_id].append(state_of(commitment))
    updates: dict[int, list[ProgressUpdate]] = defaultdict(list)
    for update, recommendation_id in db.session.execute(_UPDATES_ON_SOME, which):
        updates[recommendation_id].append(update)
    return {key: Progress(tuple(commitments[key]), tuple(updates[key])) for key in {*commitments, *updates}}


def commitment_at_desk(assembly: Assembly, commitment_id: int) -> CommitmentState | None:
    """One commitment of an assembly with its updates and how it is going, or None."""
    commitment = db.session.scalars(
        select(Commitment)
        .join(Commitment.recommendation)
        .where(Recommendation.assembly_id == assembly.id, Commitment.id == commitment_id)
        .options(
            contains_eager(Commitment.recommendation).joinedload(Recommendation.subject),
            selectinload(Commitment.updates),
        )
    ).one_or_none()
    return state_of(commitment) if commitment else None
