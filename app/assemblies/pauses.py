"""Pauses of comments and questions in words: until when, why, and what comes then. Plain rules, which ask nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.assemblies.models import Assembly, CommentPause, Phase
from app.assemblies.phases import (
    comments_paused,
    consulting_phase,
    is_paused,
    learning_phase,
    questions_paused,
)
from app.core import dates

LONGEST_PAUSE = timedelta(days=90)
LONGEST_REASON = 500
SENTENCE_ENDS = (".", "!", "?", "…", ":", "”", ")")


@dataclass(frozen=True)
class ReadyReason:
    """Words for a reason that councils often have, to begin from."""

    key: str
    name: str
    text: str


READY_REASONS = (
    ReadyReason(
        "election",
        lazy_gettext("The time before an election"),
        lazy_gettext(
            "An election is coming. In the weeks before it, councils by law take special care with what they publish."
        ),
    ),
    ReadyReason(
        "attack",
        lazy_gettext("An attack of spam"),
        lazy_gettext(
            "Somebody is sending very many unwanted messages. The moderators need time to sort them from real comments."
        ),
    ),
    ReadyReason(
        "mistake",
        lazy_gettext("A mistake in a draft"),
        lazy_gettext(
            "We found a mistake in a draft. We put it right first, so that nobody comments on wrong words."
        ),
    ),
    ReadyReason(
        "catching-up",
        lazy_gettext("Moderators cannot keep up"),
        lazy_gettext("More comments came than the moderators can read in time. They read those first."),
    ),
)


@dataclass(frozen=True)
class Paused:
    """A pause in words: the fact with its moment, then the reason and what comes when it is over."""

    fact: str
    why: str


def pause_mark(pause: CommentPause | None) -> str:
    """What somebody has before their eyes: the pause that lasts, or that there is none."""
    return str(pause.id) if pause is not None else "none"


def pause_end_words(assembly: Assembly) -> str:
    """When the pause that lasts is over: "Monday 30 November 2026, 9 am"; empty where none lasts."""
    if not is_paused(assembly) or assembly.paused_until is None:
        return ""
    return dates.moment(assembly.paused_until, weekday=True)


def reason_words(assembly: Assembly) -> str:
    """Why comments are paused, as a sentence that another can follow."""
    reason = assembly.pause_reason or ""
    stop = "" if reason.endswith(SENTENCE_ENDS) else "."
    return str(gettext("Reason: %(reason)s", reason=f"{reason}{stop}"))


@dataclass(frozen=True)
class _Sentences:
    """What a pause says of one thing that it closes: until when, and what comes after that."""

    fact: Any
    again: Any
    again_until: Any
    over_before: Any


_OF_COMMENTS = _Sentences(
    fact=lazy_gettext("Comments are paused until %(when)s."),
    again=lazy_gettext("After that you can comment again."),
    again_until=lazy_gettext("After that you can comment until %(when)s."),
    over_before=lazy_gettext("The time for comments ends before that, on %(when)s."),
)
_OF_QUESTIONS = _Sentences(
    fact=lazy_gettext("Questions are paused until %(when)s."),
    again=lazy_gettext("After that you can ask again."),
    again_until=lazy_gettext("After that you can ask until %(when)s."),
    over_before=lazy_gettext("The time for questions ends before that, on %(when)s."),
)


def _words(assembly: Assembly, phase: Phase | None, sentences: _Sentences) -> Paused:
    closes_at = phase.closes_at if phase is not None else None
    then = str(sentences.again)
    if closes_at is not None:
        ends_first = ends_before(assembly, closes_at)
        template = sentences.again_until if ends_first else sentences.over_before
        then = str(template) % {"when": dates.moment(closes_at, weekday=True)}
    fact = str(sentences.fact) % {"when": pause_end_words(assembly)}
    return Paused(fact, f"{reason_words(assembly)} {then}")


def comments_paused_words(assembly: Assembly) -> Paused:
    """Say that comments are paused. Takes an assembly whose consultation a pause closes."""
    return _words(assembly, consulting_phase(assembly), _OF_COMMENTS)


def questions_paused_words(assembly: Assembly) -> Paused:
    """Say that questions are paused. Takes an assembly whose questions a pause closes."""
    return _words(assembly, learning_phase(assembly), _OF_QUESTIONS)


def paused_words(assembly: Assembly) -> list[Paused]:
    """What a pause says of comments and of questions that would be open otherwise; nothing where none lasts."""
    paused = [comments_paused_words(assembly)] if comments_paused(assembly) else []
    return paused + ([questions_paused_words(assembly)] if questions_paused(assembly) else [])


def ends_before(assembly: Assembly, moment: datetime) -> bool:
    """Whether the last pause is over before a moment."""
    return assembly.paused_until is None or assembly.paused_until < moment
