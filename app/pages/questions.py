"""Questions about a session or an item of evidence as pages show them, with the answers beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.assemblies.pauses import questions_paused_words
from app.assemblies.phases import (
    learning_phase,
    opens_for_residents,
    questions_closed_at,
    questions_open,
    questions_paused,
)
from app.comments.figures import QuestionCounts, Reply
from app.comments.models import Comment, CommentState
from app.comments.queries.questions import count_questions, first_questions, questions_about
from app.core import clock, dates
from app.evidence.models import AssemblySession, EvidenceItem
from app.moderation.models import ModerationDecision
from app.moderation.queries import hiding_decisions
from app.pages.threads import taken_away, trace_of

# How many questions the page of a session or an item shows before it leads to all of them.
FIRST_QUESTIONS = 3

Words = dict[str, Any]


@dataclass(frozen=True)
class QuestionSection:
    """The newest questions on the page of what they are about."""

    questions: Sequence[Words]
    counts_text: str
    all_url: str
    ask_url: str
    closes_text: str
    closed_text: str


@dataclass(frozen=True)
class QuestionPage:
    """A page of the list of all questions about a session or an item."""

    thing: AssemblySession | EvidenceItem
    counts: QuestionCounts
    counts_text: str
    filters: Sequence[Words]
    reply: Reply | None
    questions: Sequence[Words]
    listed: int
    first_url: str
    more_url: str
    ask_url: str
    closes_text: str
    closed_text: str


def question_section(assembly: Assembly, thing: AssemblySession | EvidenceItem) -> QuestionSection | None:
    """The newest questions about a session or an item; nothing for a compiled record, which never took any.

    One query, and another where one of them was taken away.
    """
    if assembly.is_compiled:
        return None
    counts, questions = first_questions(thing.subject_id, FIRST_QUESTIONS)
    is_open = questions_open(assembly)
    return QuestionSection(
        questions=shown_questions(questions),
        counts_text=counts_words(counts),
        all_url=f"{thing.path}questions/" if questions else "",
        ask_url=f"{thing.path}questions/ask" if is_open else "",
        closes_text=closes_words(assembly),
        closed_text="" if is_open else closed_words(assembly, thing),
    )


def question_page(
    assembly: Assembly, thing: AssemblySession | EvidenceItem, reply: Reply | None, after: str | None
) -> QuestionPage:
    """Read and arrange a page of the list; three queries where a question was taken away, else two."""
    counts, page = questions_about(thing.subject_id, reply, after)
    is_open = questions_open(assembly)
    here = f"{thing.path}questions/" + (f"?show={reply.value}" if reply else "")
    more = f"{here}{'&' if reply else '?'}after={page.after}" if page.after else ""
    return QuestionPage(
        thing=thing,
        counts=counts,
        counts_text=counts_words(counts),
        filters=_filters(thing, counts, reply),
        reply=reply,
        questions=shown_questions(page.items),
        listed=page.total,
        first_url=here if after else "",
        more_url=more,
        ask_url=f"{thing.path}questions/ask" if is_open else "",
        closes_text=closes_words(assembly),
        closed_text="" if is_open else closed_words(assembly, thing),
    )


def _filters(
    thing: AssemblySession | EvidenceItem, counts: QuestionCounts, reply: Reply | None
) -> list[Words]:
    words = {
        None: gettext("All (%(num)s)", num=counts.listed(None)),
        Reply.ANSWERED: gettext("With an answer (%(num)s)", num=counts.listed(Reply.ANSWERED)),
        Reply.WAITING: gettext("Without an answer (%(num)s)", num=counts.listed(Reply.WAITING)),
    }
    return [
        {
            "text": text,
            "url": f"{thing.path}questions/" + (f"?show={each.value}" if each else ""),
            "current": each is reply,
        }
        for each, text in words.items()
    ]


def counts_words(counts: QuestionCounts) -> str:
    """How many questions there are, and what became of them; empty for none.

    "12 questions, 9 with an answer, 1 hidden by a moderator". The filters of the list count the same.
    """
    if not counts.everything:
        return ""
    parts = [ngettext("%(num)s question", "%(num)s questions", counts.everything)]
    if counts.everything > 1:
        parts.append(ngettext("%(num)s with an answer", "%(num)s with an answer", counts.answered))
        if counts.hidden:
            parts.append(
                ngettext("%(num)s hidden by a moderator", "%(num)s hidden by a moderator", counts.hidden)
            )
        if counts.withdrawn:
            parts.append(
                ngettext(
                    "%(num)s withdrawn by its author", "%(num)s withdrawn by their authors", counts.withdrawn
                )
            )
    else:
        if counts.answered:
            parts.append(gettext("answered"))
        parts += [gettext("hidden by a moderator")] if counts.hidden else []
        parts += [gettext("withdrawn by its author")] if counts.withdrawn else []
        parts += [gettext("not answered yet")] if counts.waiting else []
    return ", ".join(parts)


def questions_while_down(thing: AssemblySession | EvidenceItem) -> str:
    """How many questions were asked about something that was taken down; empty for none.

    They are not shown without what they are about, but nobody should think that they were never asked.
    """
    counts = counts_words(count_questions(thing.subject_id))
    if not counts:
        return ""
    return str(
        gettext("Asked about it: %(counts)s. Nothing of this is shown while it is down.", counts=counts)
    )


def closes_words(assembly: Assembly) -> str:
    """Until when questions are open; empty while they are not, or where no end is set."""
    phase = learning_phase(assembly)
    if not questions_open(assembly) or phase is None or phase.closes_at is None:
        return ""
    return str(gettext("Questions close on %(when)s.", when=dates.moment(phase.closes_at, weekday=True)))


def closed_words(assembly: Assembly, thing: AssemblySession | EvidenceItem) -> str:
    """Why nobody can ask now, and since when or from when on."""
    closed_at = questions_closed_at(assembly)
    if closed_at is not None and thing.published_at is not None and thing.published_at >= closed_at:
        # "Closed on …" would sound as if people could have asked before.
        return str(gettext("This came out after the time for questions."))
    if closed_at is not None:
        return str(gettext("Questions closed on %(when)s.", when=dates.moment(closed_at)))
    return _not_open_yet(assembly)


def _not_open_yet(assembly: Assembly) -> str:
    phase = learning_phase(assembly)
    if phase is None:
        return str(gettext("This assembly takes no questions here."))
    if questions_paused(assembly):
        paused = questions_paused_words(assembly)
        return f"{paused.fact} {paused.why}"
    opens_at = opens_for_residents(assembly, phase)
    if opens_at is not None and opens_at > clock.now():
        when = dates.moment(opens_at, weekday=True)
        if opens_at != phase.opens_at:
            return str(gettext("Questions open on %(when)s.", when=when))
        return str(gettext("Questions open on %(when)s, when the learning phase begins.", when=when))
    return str(gettext("Questions open when the learning phase begins. No date is set yet."))


def shown_questions(questions: Sequence[Comment]) -> list[Words]:
    """Questions as their component wants them; the decisions behind traces are read at once."""
    everything = [each for question in questions for each in (question, *question.replies)]
    decisions = hiding_decisions(taken_away(everything))
    return [_shown(question, decisions) for question in questions]


def _shown(entry: Comment, decisions: Mapping[int, ModerationDecision]) -> Words:
    """One question with its answers, or one answer. Of what is hidden only the trace."""
    is_question = entry.is_question
    published_at = entry.published_at or entry.created_at
    words: Words = {
        "id": entry.id,
        "is_question": is_question,
        "answers": [_shown(answer, decisions) for answer in entry.replies] if is_question else [],
    }
    if entry.state != CommentState.PUBLISHED:
        return words | trace_of(entry, decisions)
    return words | {
        "hidden": None,
        "withdrawn": None,
        "name": entry.author_name or "",
        "asked_of": entry.asked_of or "",
        "body": entry.body,
        "asked": _day_words(entry.created_at) if is_question else None,
        "published": _day_words(published_at),
        "waits": is_question and not any(each.state == CommentState.PUBLISHED for each in entry.replies),
        "report_url": f"/comments/{entry.id}/report" if is_question else "",
    }


def _day_words(moment: datetime) -> Words:
    return {"text": dates.day(moment), "iso": moment.astimezone(clock.LONDON).date().isoformat()}
