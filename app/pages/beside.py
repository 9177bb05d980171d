"""Answers and commitments with what members and followers say of them, beside the council's word and never in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.assemblies.models import Assembly
from app.responses.models import Commitment, Response
from app.responses.queries.answers import Answer
from app.responses.queries.counter_checks import CounterChecks, Thing, counter_checks_of, thing_of
from app.responses.standing import CommitmentState
from app.responses.wording.answers import response_words
from app.responses.wording.counter_checks import Beside
from app.responses.wording.history import answer_words
from app.responses.wording.progress import commitment_words

Words = dict[str, Any]


@dataclass(frozen=True)
class SaidBeside:
    """What was said of the answers and commitments of a page."""

    assembly: Assembly
    checks: CounterChecks

    def current(self, answer: Answer) -> Words | None:
        """The answer that counts now, in words, with what was said of exactly this wording."""
        words = answer_words(self.assembly, answer)
        if words is None or answer.response is None:
            return words
        return words | {"beside": Beside(self.assembly, answer.response, self.checks).words()}

    def former(self, response: Response) -> Words:
        """A former answer in words, with what was said of it while it counted."""
        beside = Beside(self.assembly, response, self.checks, is_former=True)
        return response_words(response) | {"beside": beside.words()}

    def figures(self, about: Response | Commitment, is_former: bool) -> Words | None:
        """What was said of an answer or a commitment, for the page that has the question as its heading.

        It quotes nobody: all that people wrote stands below.
        """
        words = Beside(self.assembly, about, self.checks, is_former).words()
        return words | {"quote": None, "question": ""} if words else None

    def commitment(self, state: CommitmentState, number: int) -> Words:
        """A commitment in words, with what was said of it."""
        beside = Beside(self.assembly, state.commitment, self.checks)
        return commitment_words(state, number) | {"beside": beside.words()}

    def commitments(self, answer: Answer) -> list[Words]:
        """All commitments on one recommendation."""
        return [self.commitment(state, number) for number, state in enumerate(answer.commitments, start=1)]

    @property
    def is_asked(self) -> bool:
        """Whether anybody was given a way to say something."""
        return any(asked.number for asked in self.checks.asked.values())


def said_beside(assembly: Assembly, answers: Iterable[Answer]) -> SaidBeside:
    """What was said of these answers, the former ones too, and of the commitments; two queries."""
    things: set[Thing] = set()
    for answer in answers:
        responses = [*answer.former, *([answer.response] if answer.response else [])]
        things |= {thing_of(response) for response in responses}
        things |= {thing_of(state.commitment) for state in answer.commitments}
    return SaidBeside(assembly, counter_checks_of(assembly, things))
