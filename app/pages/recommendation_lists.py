"""Recommendations as lists show them: what people say, what the members voted, where answer and delivery stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.assemblies.pauses import Paused, comments_paused_words
from app.assemblies.phases import comments_open, comments_paused, consulting_phase
from app.comments.queries import SubjectCounts, counts_of
from app.core import clock, dates
from app.pages.wording import kind_heading, sentence_case
from app.recommendations.models import Ballot, VersionStage, Vote
from app.recommendations.outcome import is_corrected_since
from app.recommendations.queries import ListedRecommendation, ballots_of, listed_recommendations
from app.recommendations.wording import is_on, not_carried, on_its_text
from app.responses.models import Response, Verdict
from app.responses.queries.answers import Answer, Answers, answers_of
from app.responses.standing import Delivery, is_decided
from app.responses.wording.answers import ribbon, verdict_words
from app.responses.wording.progress import delivery_words, status_words

Words = dict[str, Any]
# Where the council will not act, nothing waits to be delivered.
NOTHING_TO_DELIVER = (Verdict.NOT_ACCEPTED, Verdict.NOT_OURS)


@dataclass(frozen=True)
class Group:
    """Recommendations under one heading of their report; the heading is empty where all are of one sort."""

    heading: str
    rows: Sequence[Words]


def comment_counts(assembly: Assembly, listed: Sequence[ListedRecommendation]) -> Mapping[int, SubjectCounts]:
    """What people say of each, by subject. A compiled record was never open for comment, so nothing is asked."""
    return {} if assembly.is_compiled else counts_of(each.recommendation.subject_id for each in listed)


def in_favour_words(each: ListedRecommendation) -> str:
    """The members' vote in one line, on its own scale: "Members, first vote: 37 of 48 for"."""
    return on_its_text(_vote_in_short(each, each.vote), each.vote, each.version) if each.vote else ""


def _not_carried(each: ListedRecommendation) -> str:
    """That the members' vote did not carry the text, in the words that stand above it: their vote on this very text,
    or on the final one before it was corrected."""
    vote, version = each.vote, each.version
    if vote is None or not (is_on(vote, version) or is_corrected_since(vote, version)):
        return ""
    return not_carried(version, each.outcome)


def _vote_in_short(each: ListedRecommendation, vote: Vote) -> str:
    title = gettext("Members, %(vote)s", vote=vote.title[:1].lower() + vote.title[1:]) if vote.title else ""
    who = title or gettext("Members")
    if each.in_favour is not None and each.cast:
        return str(gettext("%(who)s: %(count)d of %(all)d for", who=who, count=each.in_favour, all=each.cast))
    if each.in_favour is not None:
        # A single figure says nothing without the scale that it stands on.
        return str(gettext("%(who)s: %(count)d (%(scale)s)", who=who, count=each.in_favour, scale=vote.scale))
    if vote.support_percent is not None:
        return str(gettext("%(who)s: %(percent)s%% for", who=who, percent=f"{vote.support_percent:g}"))
    return ""


def answer_state(assembly: Assembly, answer: Answer, answered_as_a_whole: bool) -> Words:
    """Whether the council has answered, in a word and a shape."""
    if answer.response is not None:
        return _given_state(assembly, answer.response)
    if answered_as_a_whole:
        return {"status": "noted", "text": gettext("Answer: only as a whole")}
    if assembly.is_compiled:
        return {"status": "unknown", "text": gettext("Answer: none found")}
    due = assembly.answer_due_at
    if due is None:
        return {"status": "not_due", "text": gettext("Answer: due after the final report")}
    if due <= clock.now():
        return {"status": "overdue", "text": gettext("Answer: overdue since %(date)s", date=dates.day(due))}
    return {"status": "not_due", "text": gettext("Answer: not due yet")}


def _given_state(assembly: Assembly, response: Response) -> Words:
    """The answer in a word. Considering is no answer yet, and stops no clock."""
    word, due = ribbon(response), assembly.answer_due_at
    if is_decided(response) or response.is_compiled or due is None or due > clock.now():
        return {"status": word, "text": gettext("Answer: %(verdict)s", verdict=verdict_words(word))}
    text = gettext("Answer: under consideration, overdue since %(date)s", date=dates.day(due))
    return {"status": "overdue", "text": text}


def delivery_line(delivery: Delivery) -> str:
    """How delivery stands, in a line that says what it speaks of even where it stands alone."""
    if delivery.total > 1:
        return delivery_words(delivery)
    status = status_words(delivery.status)
    return str(gettext("Delivery: %(status)s", status=status[:1].lower() + status[1:]))


def delivery_state(assembly: Assembly, answer: Answer) -> Words:
    """How delivery goes, in a word and a shape. Silence is not a state: a record without updates says unknown."""
    if answer.delivery is not None:
        status = "overdue" if answer.delivery.is_overdue else answer.delivery.status.value
        words = delivery_line(answer.delivery)
        text = gettext("%(words)s, overdue", words=words) if answer.delivery.is_overdue else words
        return {"status": status, "text": text}
    if assembly.is_compiled:
        return {"status": "unknown", "text": gettext("Delivery: unknown")}
    if answer.response is not None and answer.response.verdict in NOTHING_TO_DELIVER:
        return {"status": "noted", "text": gettext("Delivery: nothing promised")}
    return {"status": "not_started", "text": gettext("Delivery: not started")}


def _note(each: ListedRecommendation) -> str:
    if each.recommendation.vanished_at is not None:
        return str(gettext("The record no longer holds this item. It stays here as it was."))
    return ""


def _number(each: ListedRecommendation) -> str:
    """How a list calls it: its number where numbers are unique, else the reference, for numbers repeat in reports."""
    recommendation = each.recommendation
    return recommendation.reference.upper() if recommendation.is_compiled else recommendation.label


def row(
    assembly: Assembly,
    each: ListedRecommendation,
    counts: Mapping[int, SubjectCounts],
    answers: Answers,
) -> Words:
    """One recommendation for the list component."""
    of_subject = counts.get(each.recommendation.subject_id)
    answer = answers.to(each.recommendation)
    return {
        "reference": _number(each),
        "title": each.version.title,
        "url": each.recommendation.path,
        "note": _note(each),
        "comments": of_subject.overall.total if of_subject else None,
        "stances": of_subject.overall.as_dict() if of_subject else {},
        "members": in_favour_words(each),
        "not_carried": _not_carried(each),
        "answer": answer_state(assembly, answer, bool(answers.as_a_whole)),
        "delivery": delivery_state(assembly, answer),
    }


def grouped(
    assembly: Assembly,
    listed: Sequence[ListedRecommendation],
    counts: Mapping[int, SubjectCounts],
    answers: Answers,
) -> list[Group]:
    """All recommendations under the headings of their report: its groups, else the kinds of its items."""
    sorts = {(each.recommendation.kind, each.recommendation.group) for each in listed}

    def heading(each: ListedRecommendation) -> str:
        if len(sorts) < 2:
            return ""
        return sentence_case(each.recommendation.group) or kind_heading(each.recommendation.kind)

    return [
        Group(title, [row(assembly, each, counts, answers) for each in members])
        for title, members in groupby(listed, key=heading)
    ]


def drafts_among(listed: Sequence[ListedRecommendation]) -> list[ListedRecommendation]:
    """Those whose text members may still change: while comments are open, exactly these are open for comment."""
    return [each for each in listed if each.version.stage == VersionStage.DRAFT]


def total_words(drafts: int, total: int) -> str:
    """How many recommendations there are, by what stands of them: "7 drafts and 1 final text"."""
    if not drafts:
        return str(ngettext("%(num)s recommendation", "%(num)s recommendations", total))
    drafts_words = ngettext("%(num)s draft", "%(num)s drafts", drafts)
    if drafts == total:
        return str(drafts_words)
    finals = ngettext("%(num)s final text", "%(num)s final texts", total - drafts)
    return str(gettext("%(drafts)s and %(finals)s", drafts=drafts_words, finals=finals))


@dataclass(frozen=True)
class RecommendationsPage:
    """Everything the list of all recommendations shows."""

    groups: Sequence[Group]
    total: int
    total_words: str
    drafts: bool
    is_open: bool
    paused: Paused | None
    closes: str
    has_stances: bool
    as_a_whole: int
    ballots: Sequence[Ballot]


def recommendations_page(assembly: Assembly) -> RecommendationsPage:
    """Read and arrange the list of all recommendations; at most nine queries with that of the cache."""
    listed = listed_recommendations([assembly.id])
    counts = comment_counts(assembly, listed)
    answers = answers_of(assembly, with_steps=False)
    phase = consulting_phase(assembly)
    drafts = len(drafts_among(listed))
    is_open = comments_open(assembly) and drafts > 0
    closes_at = phase.closes_at if phase is not None and is_open else None
    return RecommendationsPage(
        groups=grouped(assembly, listed, counts, answers),
        total=len(listed),
        total_words=total_words(drafts, len(listed)),
        drafts=drafts > 0,
        is_open=is_open,
        paused=comments_paused_words(assembly) if drafts and comments_paused(assembly) else None,
        closes=dates.moment(closes_at, weekday=True) if closes_at else "",
        has_stances=any(each.overall.total for each in counts.values()),
        as_a_whole=len(answers.as_a_whole),
        ballots=ballots_of(assembly) if assembly.is_compiled else [],
    )
