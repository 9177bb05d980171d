"""What the council of one assembly has said about its recommendations in public.

Pages of many recommendations take the same few queries as of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Select, bindparam, select

from app.assemblies.models import Assembly
from app.core.db import NOW, db
from app.recommendations.models import Recommendation
from app.responses.due import Standstill
from app.responses.models import ProgressUpdate, Response, ResponseTarget
from app.responses.queries.clock import standstills_of
from app.responses.queries.commitments import commitments_of, compiled_updates, in_question
from app.responses.standing import (
    CommitmentState,
    Delivery,
    counting_now,
    delivery_of,
    in_order,
    not_corrected,
)


@dataclass(frozen=True)
class Answer:
    """What a council has said about one recommendation by name."""

    # The answer that counts now. Answers to all recommendations as a whole are not here.
    response: Response | None
    # What it answered before, and wordings since corrected, the newest first.
    former: tuple[Response, ...]
    commitments: tuple[CommitmentState, ...]
    # Compiled records hang their updates on the recommendation itself; oldest first.
    updates: tuple[ProgressUpdate, ...]

    @property
    def delivery(self) -> Delivery | None:
        return delivery_of(self.commitments, self.updates)


@dataclass(frozen=True)
class Answers:
    """What a council has said about the recommendations of one assembly."""

    # Answers and updates on all recommendations as a whole, oldest first: shown apart, never as one's own answer.
    as_a_whole: tuple[Response, ...]
    updates_on_the_whole: tuple[ProgressUpdate, ...]
    by_recommendation: Mapping[int, Answer]
    # The times in which the clock of answers and progress stands still.
    pauses: Sequence[Standstill] = ()

    def to(self, recommendation: Recommendation) -> Answer:
        """The answer to one recommendation, empty where there is none."""
        return self.by_recommendation.get(recommendation.id, _NOTHING)


_NOTHING = Answer(None, (), (), ())


def is_public() -> ColumnElement[bool]:
    """An answer that everybody may read by now."""
    return Response.published_at <= NOW


def answers_of(
    assembly: Assembly, recommendation: Recommendation | None = None, with_steps: bool = True
) -> Answers:
    """All that a council has said in public about an assembly's recommendations, or about one of them.

    Three queries: a compiled assembly has no pauses, but updates that hang on recommendations. One more for the steps
    of commitments, where there are any; lists do not need them. A vanished answer of a record stays readable among the
    former ones.
    """
    named, whole = _public_responses(assembly, recommendation)
    pauses = [] if assembly.is_compiled else standstills_of(assembly)
    commitments = commitments_of(assembly, recommendation, with_steps, pauses)
    updates, on_the_whole = compiled_updates(assembly, recommendation)
    return Answers(
        as_a_whole=tuple(not_corrected(whole)),
        updates_on_the_whole=tuple(on_the_whole),
        by_recommendation={
            key: _answer(named[key], commitments[key], updates[key])
            for key in {*named, *commitments, *updates}
        },
        pauses=pauses,
    )


def current_answers(
    assembly: Assembly, recommendation: Recommendation | None = None
) -> Mapping[int, Response]:
    """The answer that counts now, by the recommendation that it names: of all, or of one of them; one query.

    For pages that say what the answer is and nothing of what the council does about it.
    """
    named, _ = _public_responses(assembly, recommendation)
    answers = {key: _answer(responses, (), ()).response for key, responses in named.items()}
    return {key: response for key, response in answers.items() if response is not None}


def _answer(
    responses: Sequence[Response], commitments: Sequence[CommitmentState], updates: Sequence[ProgressUpdate]
) -> Answer:
    current = counting_now(responses)
    former = tuple(each for each in reversed(in_order(responses)) if each is not current)
    return Answer(current, former, tuple(commitments), tuple(updates))


@cache
def _public_in_assembly() -> Select[Response, int]:
    return (
        select(Response, ResponseTarget.recommendation_id)
        .outerjoin(ResponseTarget, ResponseTarget.response_id == Response.id)
        .where(Response.assembly_id == bindparam("assembly_id"), is_public())
        .order_by(Response.id)
    )


@cache
def _public_on_one() -> Select[Response, int]:
    names_it = ResponseTarget.recommendation_id == bindparam("recommendation_id")
    return _public_in_assembly().where(Response.covers_all | names_it)


def _public_responses(
    assembly: Assembly, recommendation: Recommendation | None
) -> tuple[dict[int, list[Response]], list[Response]]:
    """Public answers by the recommendation that they name, and those to all as a whole; one query."""
    named: dict[int, list[Response]] = defaultdict(list)
    whole: list[Response] = []
    query = _public_in_assembly() if recommendation is None else _public_on_one()
    for response, recommendation_id in db.session.execute(query, in_question(assembly, recommendation)):
        if response.covers_all:
            whole.append(response)
        else:
            named[recommendation_id].append(response)
    return named, whole
