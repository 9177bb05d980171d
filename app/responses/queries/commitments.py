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
from sqlalchemy.sql.base import ExecutableOption

from app.assemblies.models import Assembly
from app.core.db import db
from app.recommendations.models import Recommendation
from app.responses.due import Standstill
from app.responses.models import Commitment, ProgressTarget, ProgressUpdate
from app.responses.queries.clock import standstills, standstills_of
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
        .options(contains_eager(Commitment.recommendation), *_with_updates())
        .order_by(Commitment.position, Commitment.id)
    )


def _with_updates() -> tuple[ExecutableOption, ...]:
    """What was said of a commitment. Corrections of its words are few, so they come with the updates."""
    return (
        joinedload(Commitment.updates).joinedload(ProgressUpdate.evidence_file),
        joinedload(Commitment.corrections),
    )


@cache
def _made_on_one() -> Select[Commitment]:
    return _made_in_assembly().where(Recommendation.id == bindparam("recommendation_id"))


def commitments_of(
    assembly: Assembly,
    recommendation: Recommendation | None,
    with_steps: bool,
    pauses: Sequence[Standstill],
) -> dict[int, list[CommitmentState]]:
    """How commitments go, by recommendation: one query, and one more for their steps where there are any.

    Lists need no steps, which change nothing about the commitments.
    """
    by_recommendation: dict[int, list[CommitmentState]] = defaultdict(list)
    query = _made_in_assembly() if recommendation is None else _made_on_one()
    if with_steps:
        query = query.options(selectinload(Commitment.milestones))
    commitments = db.session.scalars(query, in_question(assembly, recommendation)).unique().all()
    for commitment in commitments:
        by_recommendation[commitment.recommendation_id].append(state_of(commitment, pauses))
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
    select(Commitment, Recommendation.assembly_id)
    .join(Recommendation, Recommendation.id == Commitment.recommendation_id)
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
    """How delivery goes for some recommendations of any assemblies; at most three queries. Silence has no entry."""
    which = {"ids": list(recommendation_ids)}
    commitments: dict[int, list[CommitmentState]] = defaultdict(list)
    made = db.session.execute(_ON_SOME, which).unique().all()
    pauses = standstills() if made else {}
    for commitment, assembly_id in made:
        state = state_of(commitment, pauses.get(assembly_id, ()))
        commitments[commitment.recommendation_id].append(state)
    updates: dict[int, list[ProgressUpdate]] = defaultdict(list)
    for update, recommendation_id in db.session.execute(_UPDATES_ON_SOME, which):
        updates[recommendation_id].append(update)
    return {key: Progress(tuple(commitments[key]), tuple(updates[key])) for key in {*commitments, *updates}}


def commitment_at_desk(assembly: Assembly, commitment_id: int) -> CommitmentState | None:
    """One commitment of an assembly with its updates and how it is going, or None; at most three queries."""
    commitment = (
        db.session.scalars(
            select(Commitment)
            .join(Commitment.recommendation)
            .where(Recommendation.assembly_id == assembly.id, Commitment.id == commitment_id)
            .options(
                contains_eager(Commitment.recommendation).joinedload(Recommendation.subject),
                *_with_updates(),
                selectinload(Commitment.milestones),
            )
        )
        .unique()
        .one_or_none()
    )
    return state_of(commitment, standstills_of(assembly)) if commitment else None


def commitment_of_report(assembly: Assembly, update_id: int) -> int | None:
    """The number of the commitment of which an officer reported this, or None."""
    return db.session.scalar(
        select(ProgressUpdate.commitment_id).where(
            ProgressUpdate.assembly_id == assembly.id, ProgressUpdate.id == update_id
        )
    )


def public_evidence(assembly: Assembly, update_id: int) -> ProgressUpdate | None:
    """A report with a file as evidence, or None. Of one that was corrected since the file stays, as its words do."""
    return db.session.scalar(
        select(ProgressUpdate)
        .where(
            ProgressUpdate.assembly_id == assembly.id,
            ProgressUpdate.id == update_id,
            ProgressUpdate.evidence_file_id.is_not(None),
        )
        .options(joinedload(ProgressUpdate.evidence_file))
    )
