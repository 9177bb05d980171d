"""A council's answers to one assembly and how delivery goes.

Verdict, delivery and evidence of delivery stand beside each other; none is worked out from another. Answers to all
recommendations as a whole stand apart and are never counted as anybody's own answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.pages.beside import SaidBeside, said_beside
from app.pages.clock import clock_notices
from app.pages.recommendation_lists import answer_state, in_favour_words, row
from app.pages.wording import name_of
from app.recommendations.queries import ListedRecommendation, listed_recommendations
from app.responses.models import ClockPause, DeliveryStatus, FinalReport, Verdict
from app.responses.queries.answers import Answer, Answers, answers_of
from app.responses.queries.clock import clock_pauses, final_reports
from app.responses.wording.answers import response_words
from app.responses.wording.clock import promise_words
from app.responses.wording.history import history_words
from app.responses.wording.progress import commitments_summary, status_words, update_words

Words = dict[str, Any]


@dataclass(frozen=True)
class AnsweredRecommendation:
    """One recommendation with all that the council said about it."""

    title: str
    url: str
    name: str
    # Its place on the page, and that of the answer, unless another recommendation before it shares the answer.
    anchor: str
    answer_anchor: str
    members: str
    current: Words | None
    history: Sequence[Words]
    former: Sequence[tuple[int | None, Words]]
    commitments: Sequence[Words]
    commitments_summary: str
    updates: Sequence[Words]


@dataclass(frozen=True)
class ResponsesPage:
    """Everything the template needs."""

    figures: Sequence[Words]
    glance: Sequence[Words]
    clock: Sequence[Words]
    promise: str
    # The day of the final report as it was stated, the last first, and the pauses of the clock.
    reports: Sequence[FinalReport]
    pauses: Sequence[ClockPause]
    # What a compiled record says was promised.
    promised: Words | None
    as_a_whole: Sequence[tuple[int, Words]]
    updates_on_the_whole: Sequence[Words]
    answered: Sequence[AnsweredRecommendation]
    waiting: Sequence[Words]
    total: int
    # Whether members or followers can say a word on it all.
    asks_members: bool


def responses_page(assembly: Assembly) -> ResponsesPage:
    """Read and arrange the answers; at most eleven queries with those of the assembly and the cache."""
    listed = listed_recommendations([assembly.id])
    answers = answers_of(assembly)
    said = said_beside(assembly, answers.by_recommendation.values())
    spoken_of = [each for each in listed if each.recommendation.id in answers.by_recommendation]
    return ResponsesPage(
        figures=_figures(listed, answers, assembly.is_compiled),
        glance=[_at_a_glance(assembly, each, answers) for each in spoken_of],
        clock=clock_notices(assembly, listed, answers),
        promise=promise_words(assembly),
        reports=[] if assembly.is_compiled else list(reversed(final_reports(assembly))),
        pauses=[] if assembly.is_compiled else list(reversed(clock_pauses(assembly))),
        promised=assembly.recorded_promise,
        as_a_whole=[(response.id, response_words(response)) for response in reversed(answers.as_a_whole)],
        updates_on_the_whole=[update_words(update) for update in reversed(answers.updates_on_the_whole)],
        answered=_answered_in_order(spoken_of, answers, said),
        waiting=[
            {
                "title": each.version.title,
                "url": each.recommendation.path,
                "name": name_of(each.recommendation),
                "state": answer_state(assembly, answers.to(each.recommendation), bool(answers.as_a_whole)),
            }
            for each in listed
            if answers.to(each.recommendation).response is None
        ],
        total=len(listed),
        asks_members=said.is_asked,
    )


def _answered_in_order(
    listed: Sequence[ListedRecommendation], answers: Answers, said: SaidBeside
) -> list[AnsweredRecommendation]:
    """Each recommendation with its answers; one to several has its own anchor at the first of them."""
    rows = []
    seen: set[int] = set()
    for each in listed:
        answer = answers.to(each.recommendation)
        here = {response.id for response in (answer.response, *answer.former) if response} - seen
        rows.append(_answered(each, answer, said, here))
        seen |= here
    return rows


def _answered(
    each: ListedRecommendation, answer: Answer, said: SaidBeside, anchored: Collection[int]
) -> AnsweredRecommendation:
    recommendation, response = each.recommendation, answer.response
    return AnsweredRecommendation(
        title=each.version.title,
        url=recommendation.path,
        name=name_of(recommendation),
        anchor=_anchor(each),
        answer_anchor=f"answer-{response.id}" if response and response.id in anchored else "",
        members=in_favour_words(each),
        current=said.current(answer),
        history=history_words(answer),
        former=[(old.id if old.id in anchored else None, said.former(old)) for old in answer.former],
        commitments=said.commitments(answer),
        commitments_summary=commitments_summary(answer),
        updates=[update_words(update) for update in reversed(answer.updates)],
    )


def _at_a_glance(assembly: Assembly, each: ListedRecommendation, answers: Answers) -> Words:
    """One line of the list at the top, which leads to the answer below."""
    return row(assembly, each, {}, answers) | {"url": f"#{_anchor(each)}"}


def _anchor(each: ListedRecommendation) -> str:
    return f"item-{each.recommendation.reference}"


def _figures(listed: Sequence[ListedRecommendation], answers: Answers, is_compiled: bool) -> list[Words]:
    """How many an answer names, and how many commitments are delivered. Nothing is a percentage."""
    own = [answers.to(each.recommendation) for each in listed]
    verdicts = Counter(answer.response.verdict for answer in own if answer.response is not None)
    figures = [
        {
            "figure": gettext("%(count)d of %(all)d", count=verdicts.total(), all=len(listed)),
            "text": gettext("items are named in an answer, whoever tells of it")
            if is_compiled
            else gettext("recommendations are named in an answer"),
        }
    ]
    words = {
        Verdict.ACCEPTED: gettext("accepted"),
        Verdict.ACCEPTED_IN_PART: gettext("accepted in part"),
        Verdict.NOT_ACCEPTED: gettext("not accepted"),
        Verdict.UNDER_CONSIDERATION: gettext("under consideration"),
        Verdict.NOT_OURS: gettext("not ours to decide"),
        None: gettext("recorded without a verdict"),
    }
    figures += [
        {"figure": str(verdicts[word]), "text": text} for word, text in words.items() if verdicts[word]
    ]
    states = Counter(state.status for answer in own for state in answer.commitments)
    if states:
        others = ", ".join(
            f"{states[status]} {status_words(status).lower()}"
            for status in DeliveryStatus
            if states[status] and status is not DeliveryStatus.DELIVERED
        )
        text = ngettext("commitment delivered", "commitments delivered", states.total())
        delivered = states[DeliveryStatus.DELIVERED]
        figures.append(
            {
                "figure": gettext("%(count)d of %(all)d", count=delivered, all=states.total()),
                "text": f"{text}; {others}" if others else text,
            }
        )
    return figures
