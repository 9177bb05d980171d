"""The clocks of some assemblies, in the same few queries however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import contains_eager, joinedload

from app.assemblies.models import Assembly
from app.core.db import NOW, db
from app.recommendations.models import Recommendation, Version, VersionStage
from app.recommendations.queries import ListedRecommendation
from app.responses.clocks import AssemblyClock
from app.responses.due import Standstill
from app.responses.models import Commitment, Response, ResponseTarget, Verdict
from app.responses.queries.answers import Answer, Answers, is_public
from app.responses.queries.clock import standstills
from app.responses.standing import CommitmentState, first_decision, is_decided, state_of

TAKEN_UP = (Verdict.ACCEPTED, Verdict.ACCEPTED_IN_PART)


@dataclass(frozen=True)
class _Said:
    """One public answer of a council's own to one recommendation."""

    id: int
    recommendation_id: int
    published_at: datetime
    verdict: str
    follows_id: int | None

    @property
    def is_decided(self) -> bool:
        return self.verdict != Verdict.UNDER_CONSIDERATION


def clocks_of(assemblies: Sequence[Assembly]) -> list[AssemblyClock]:
    """Where the clocks of some assemblies stand, in their order; five queries.

    Compiled ones have none and are left out.
    """
    ours = {each.id: each for each in assemblies if not each.is_compiled}
    finals, said = _final_recommendations(ours), _answers(ours)
    states, pauses = _commitments(ours), standstills()
    return [_clock(ours[key], finals[key], said[key], states[key], pauses.get(key, ())) for key in ours]


def _clock(
    assembly: Assembly,
    finals: Collection[int],
    said: Sequence[_Said],
    commitments: Sequence[Commitment],
    pauses: Sequence[Standstill],
) -> AssemblyClock:
    current = _current(said)
    decided = [each for each in said if each.is_decided]
    promised = {commitment.recommendation_id for commitment in commitments}
    states = [state_of(commitment, pauses) for commitment in commitments]
    return AssemblyClock(
        assembly=assembly,
        total=len(finals),
        missing=sum(key not in current or not current[key].is_decided for key in finals),
        pauses=pauses,
        states=states,
        first_decision_at=min((each.published_at for each in decided), default=None),
        last_report_at=_last_report_at(states),
        has_empty_promises=any(
            each.verdict in TAKEN_UP and key not in promised for key, each in current.items()
        ),
    )


def _last_report_at(states: Sequence[CommitmentState]) -> datetime | None:
    return max((moment for state in states for moment in state.reported_at), default=None)


def _current(said: Sequence[_Said]) -> Mapping[int, _Said]:
    """The answer that counts now, by recommendation: the last published that no other corrects."""
    corrected = {each.follows_id for each in said}
    in_order = sorted(said, key=lambda each: (each.published_at, each.id))
    return {each.recommendation_id: each for each in in_order if each.id not in corrected}


def _final_recommendations(assembly_ids: Collection[int]) -> Mapping[int, Sequence[int]]:
    has_final = exists().where(
        Version.recommendation_id == Recommendation.id,
        Version.stage == VersionStage.FINAL.value,
        Version.published_at <= NOW,
    )
    rows = db.session.execute(
        select(Recommendation.assembly_id, Recommendation.id).where(
            Recommendation.assembly_id.in_(assembly_ids), Recommendation.vanished_at.is_(None), has_final
        )
    )
    found: dict[int, list[int]] = defaultdict(list)
    for assembly_id, recommendation_id in rows:
        found[assembly_id].append(recommendation_id)
    return found


def _answers(assembly_ids: Collection[int]) -> Mapping[int, Sequence[_Said]]:
    rows = db.session.execute(
        select(
            Response.assembly_id,
            Response.id,
            ResponseTarget.recommendation_id,
            Response.published_at,
            Response.verdict,
            Response.follows_id,
        )
        .join(ResponseTarget, ResponseTarget.response_id == Response.id)
        .where(
            Response.assembly_id.in_(assembly_ids),
            is_public(),
            Response.is_compiled.is_(False),
            Response.verdict.is_not(None),
        )
    )
    found: dict[int, list[_Said]] = defaultdict(list)
    for assembly_id, *columns in rows:
        found[assembly_id].append(_Said(*columns))  # type: ignore[arg-type]
    return found


def _commitments(assembly_ids: Collection[int]) -> Mapping[int, Sequence[Commitment]]:
    rows = db.session.scalars(
        select(Commitment)
        .join(Commitment.recommendation)
        .where(Recommendation.assembly_id.in_(assembly_ids))
        .options(
            contains_eager(Commitment.recommendation),
            joinedload(Commitment.updates),
            joinedload(Commitment.corrections),
        )
        .order_by(Commitment.position, Commitment.id)
    ).unique()
    found: dict[int, list[Commitment]] = defaultdict(list)
    for commitment in rows:
        found[commitment.recommendation.assembly_id].append(commitment)
    return found


def clock_of(assembly: Assembly) -> AssemblyClock | None:
    """Where the clock of one assembly stands; None for a compiled record."""
    return next(iter(clocks_of([assembly])), None)


def clock_from(
    assembly: Assembly, listed: Sequence[ListedRecommendation], answers: Answers
) -> AssemblyClock | None:
    """The same of what a page has read already, without a query. None for a compiled record."""
    if assembly.is_compiled:
        return None
    finals = [each for each in listed if each.version.stage == VersionStage.FINAL]
    each_answer = [answers.to(each.recommendation) for each in listed]
    decisions = [first_decision([*answer.former, *_present(answer)]) for answer in each_answer]
    states = [state for answer in each_answer for state in answer.commitments]
    return AssemblyClock(
        assembly=assembly,
        total=len(finals),
        missing=sum(not is_decided(answers.to(each.recommendation).response) for each in finals),
        pauses=answers.pauses,
        states=states,
        first_decision_at=min(
            (each.published_at for each in decisions if each and each.published_at), default=None
        ),
        last_report_at=_last_report_at(states),
        has_empty_promises=any(
            response.verdict in TAKEN_UP and not answer.commitments
            for answer in each_answer
            for response in _present(answer)
        ),
    )


def _present(answer: Answer) -> list[Response]:
    return [answer.response] if answer.response is not None else []
