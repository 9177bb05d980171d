"""The private page of a member or a follower: every answer and commitment that they can say a word on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.comments.models import CommentState
from app.core import dates
from app.pages.wording import name_of, sentence_case
from app.recommendations.queries import ListedRecommendation, listed_recommendations
from app.responses.models import CheckPass, Commitment, CounterCheck, Response
from app.responses.queries.answers import Answer, answers_of
from app.responses.queries.clock import standstills_of
from app.responses.queries.counter_checks import Thing, last_words_of, thing_of
from app.responses.services.counter_checks import counts_now
from app.responses.standing import CommitmentState, state_of
from app.responses.wording.answers import response_words, ribbon, verdict_words
from app.responses.wording.counter_checks import finding_words, question_to
from app.responses.wording.progress import commitment_words, status_words

Words = dict[str, Any]


@dataclass(frozen=True)
class ToCheck:
    """One recommendation with its answer and its commitments, as far as there are any."""

    name: str
    title: str
    url: str
    answer: Words | None
    # Where the same answer stands further up, since it answers several recommendations.
    answered_with: str
    commitments: Sequence[Words]


@dataclass(frozen=True)
class CheckPage:
    """Everything the template needs."""

    recommendations: Sequence[ToCheck]
    # How many things there are, and on how many a word was said.
    total: int
    said: int


def check_page(check_pass: CheckPass) -> CheckPage:
    """Read and arrange the answers that count now, the commitments, and what was said of them; four queries."""
    assembly = check_pass.assembly
    answers, said = answers_of(assembly), last_words_of(check_pass)
    seen: dict[int, str] = {}
    rows = []
    for listed in listed_recommendations([assembly.id]):
        answer = answers.to(listed.recommendation)
        if answer.response is not None or answer.commitments:
            rows.append(_row(check_pass, listed, answer, said, seen))
    words = [each for row in rows for each in (row.answer, *row.commitments) if each is not None]
    return CheckPage(rows, len(words), sum(each["said"] is not None for each in words))


def _row(
    check_pass: CheckPass,
    listed: ListedRecommendation,
    answer: Answer,
    said: Mapping[Thing, CounterCheck],
    seen: dict[int, str],
) -> ToCheck:
    name, response = name_of(listed.recommendation), answer.response
    above = seen.setdefault(response.id, name) if response is not None else name
    is_first = above == name
    return ToCheck(
        name=name,
        title=listed.version.title,
        url=listed.recommendation.path,
        answer=_answer(check_pass, response, said) if response is not None and is_first else None,
        answered_with="" if is_first else above,
        commitments=[_commitment(check_pass, state, said) for state in answer.commitments],
    )


def _answer(check_pass: CheckPass, response: Response, said: Mapping[Thing, CounterCheck]) -> Words:
    lead, _, _ = response.reasons.strip().partition("\n\n")
    return {
        "id": f"answer-{response.id}",
        "heading": sentence_case(verdict_words(ribbon(response))),
        "text": lead,
        "question": question_to(check_pass.side, response),
        "url": thing_path(check_pass, response),
        "said": said_words(response, said.get(thing_of(response))),
    }


def _commitment(check_pass: CheckPass, state: CommitmentState, said: Mapping[Thing, CounterCheck]) -> Words:
    commitment = state.commitment
    return {
        "id": f"commitment-{commitment.id}",
        "heading": commitment.current.title,
        "text": gettext("The council says: %(status)s", status=status_words(state.status)),
        "question": question_to(check_pass.side, commitment),
        "url": thing_path(check_pass, commitment),
        "said": said_words(commitment, said.get(thing_of(commitment))),
    }


def thing_path(check_pass: CheckPass, about: Response | Commitment) -> str:
    """The page on which one says a word on an answer or a commitment."""
    folder = "answers" if isinstance(about, Response) else "commitments"
    return f"{check_pass.path}/{folder}/{about.id}"


def said_words(about: Response | Commitment, check: CounterCheck | None) -> Words | None:
    """What somebody said of a thing, and what became of the reason, for whoever said it."""
    if check is None:
        return None
    reason = check.comment
    states = {
        CommentState.AWAITING_MODERATION.value: gettext("Your reason waits for a moderator."),
        CommentState.PUBLISHED.value: gettext("Your reason is shown."),
        CommentState.REJECTED.value: gettext("A moderator did not publish your reason."),
        CommentState.HIDDEN.value: gettext("A moderator has hidden your reason."),
        CommentState.WITHDRAWN.value: gettext("You withdrew your reason."),
    }
    return {
        "finding": finding_words(check.finding, about),
        "when": dates.day(check.made_at),
        "reason": reason.body if reason is not None else "",
        "reason_state": states.get(reason.state, "") if reason is not None else "",
        "receipt_url": f"/receipts/{reason.receipt_token}" if reason is not None else "",
    }


@dataclass(frozen=True)
class ThingPage:
    """One answer or commitment, with what this person said of it so far."""

    question: str
    recommendation_name: str
    recommendation_title: str
    recommendation_url: str
    # One of the two, as pages show them.
    answer: Words | None
    commitment: Words | None
    said: Words | None
    # An answer in whose place another stands by now takes no word any more; where that one is.
    counts_now: bool
    url: str


def thing_page(check_pass: CheckPass, about: Response | Commitment) -> ThingPage:
    """Read and arrange one thing; at most four queries beside those that found it."""
    recommendation = about.recommendations[0] if isinstance(about, Response) else about.recommendation
    return ThingPage(
        question=question_to(check_pass.side, about),
        recommendation_name=name_of(recommendation),
        recommendation_title=recommendation.subject.title,
        recommendation_url=recommendation.path,
        answer=response_words(about) if isinstance(about, Response) else None,
        commitment=None
        if isinstance(about, Response)
        else commitment_words(state_of(about, standstills_of(check_pass.assembly)), 0),
        said=said_words(about, last_words_of(check_pass).get(thing_of(about))),
        counts_now=not isinstance(about, Response) or counts_now(about),
        url=thing_path(check_pass, about),
    )
