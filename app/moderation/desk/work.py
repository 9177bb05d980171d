"""One comment at the desk, in words: what it says, what is worth knowing of it, and what readers say against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from app.comments.models import Channel, Comment, CommentState
from app.comments.quotes import Quote, places_of
from app.comments.words import CHANNELS_IN_LINE
from app.core import dates
from app.core.direction import isolated
from app.core.text import excerpt, paragraphs
from app.moderation.desk.listing import signal_icon
from app.moderation.desk.names import author_of
from app.moderation.models import QueueEntry, Report
from app.moderation.queries.at_desk import AtDesk
from app.moderation.queries.signals import SignalWords
from app.moderation.states import state_words
from app.moderation.words import escalation_words
from app.recommendations.models import Clause
from app.recommendations.wording import version_name

Words = dict[str, Any]
# How much of the reports stands beside the comment; all of them stand below.
REPORTS_SHOWN = 3
# Characters that no text holds: they stand for the ends of marks until the text has been escaped.
_OPEN, _CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True)
class Mark:
    """Words of a text that are marked, and why."""

    starts: int
    ends: int
    why: str


def marked(text: str, marks: Sequence[Mark]) -> Markup:
    """A text as paragraphs, with words marked; each mark says to whoever hears the page why it is there.

    Where two marks overlap, the first one counts. A mark never reaches over the end of a line.
    """
    text = text.translate(dict.fromkeys(map(ord, _OPEN + _CLOSE), "\ufffd"))
    pieces: list[str] = []
    whys: list[str] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: (mark.starts, -mark.ends)):
        starts = max(mark.starts, at)
        if starts >= min(mark.ends, len(text)):
            continue
        pieces += [text[at:starts], *_around(text[starts : mark.ends], mark.why, whys)]
        at = mark.ends
    html = str(paragraphs("".join([*pieces, text[at:]])))
    for why in whys:
        opened = f'<mark><span class="visually-hidden">{escape(isolated(why))}: </span>'
        html = html.replace(_OPEN, opened, 1).replace(_CLOSE, "</mark>", 1)
    # The text was escaped as paragraphs, and so was what each mark says.
    return Markup(html)  # noqa: S704


def _around(words: str, why: str, whys: list[str]) -> list[str]:
    parts: list[str] = []
    for place, line in enumerate(words.split("\n")):
        parts += ["\n"] if place else []
        if line.strip():
            parts += [_OPEN, line, _CLOSE]
            whys.append(why)
        else:
            parts.append(line)
    return parts


def clause_words(comment: Comment, clause: Clause | None) -> Words | None:
    """The paragraph that a comment is about, as its author read it, with the quoted words marked."""
    if clause is None:
        return None
    anchor = comment.anchor
    quote = Quote(anchor.exact or "", anchor.prefix or "", anchor.suffix or "") if anchor else Quote("")
    found = places_of(quote, clause.text)[:1]
    marks = [Mark(starts, ends, str(gettext("quoted"))) for starts, ends in found]
    return {
        "number": clause.key,
        "html": marked(clause.text, marks),
        "version": version_name(clause.version),
        # What was quoted is in the text as a rule; where it is not, it is shown by itself.
        "quote": quote.exact if quote.exact and not found else "",
    }


def standing_words(comment: Comment, entry: QueueEntry | None) -> list[Words]:
    """How a comment stands, where it does more than wait to be published."""
    lines: list[Words] = []
    if comment.state != CommentState.AWAITING_MODERATION:
        state = state_words(comment.state)
        is_unread = entry is not None and entry.is_new
        text = gettext("This is %(state)s. Nobody has looked at it yet.", state=state)
        lines.append(
            {"text": text if is_unread else gettext("This is %(state)s.", state=state), "alert": False}
        )
    if entry is not None and entry.escalated_for:
        why = escalation_words(entry.escalated_for)
        lines.append({"text": gettext("A lead is asked: %(why)s.", why=why), "alert": entry.is_urgent})
    if entry is not None and entry.is_appealed:
        lines.append({"text": gettext("Its author appeals against the decision."), "alert": False})
    return lines


def nothing_to_decide(standing: AtDesk) -> str:
    """Why a moderator can do nothing with a comment as it stands."""
    if standing.is_escalated:
        return str(gettext("A lead moderator has been asked about this, and decides it."))
    return str(
        gettext("There is nothing to decide: this is %(state)s.", state=state_words(standing.comment.state))
    )


def facts_line(comment: Comment, earlier: int) -> list[str]:
    """How a comment came, as short phrases."""
    line = [
        gettext("sent %(moment)s", moment=dates.moment(comment.created_at, weekday=True)),
        str(CHANNELS_IN_LINE[Channel(comment.channel)]),
    ]
    if comment.contact is not None:
        confirmed = comment.contact.confirmed_at is not None
        line.append(gettext("email confirmed") if confirmed else gettext("email not confirmed"))
        line.append(
            ngettext("%(num)d earlier text", "%(num)d earlier texts", earlier)
            if earlier
            else gettext("first text from this address")
        )
    return [str(phrase) for phrase in line]


def text_words(comment: Comment, signals: Sequence[SignalWords]) -> Markup:
    """The text that is decided on, with the words marked at which a signal points."""
    marks = [
        Mark(signal.start, signal.end, signal.label)
        for signal in signals
        if signal.start is not None and signal.end is not None
    ]
    return marked(comment.body, marks)


def _quoted(report: Report, complaints: Mapping[str, str]) -> Markup:
    label = complaints.get(report.reason_code, report.reason_code)
    if not report.text:
        return Markup("{}").format(label)
    return Markup("{}: “<bdi>{}</bdi>”").format(label, excerpt(report.text, 160))


def signal_facts(signals: Sequence[SignalWords], is_to_be_read: bool = False) -> list[Words]:
    """Why each signal was raised, in a sentence. Signals suggest; the moderator decides.

    What is still to be read says so: then nothing was looked for yet, and nothing found means nothing.
    """
    unread = {
        "icon": "clock",
        "alert": False,
        "html": gettext("Signals are still being looked for. Load the page again in a moment."),
    }
    return [unread] * is_to_be_read + [
        {
            "icon": signal_icon(signal.kind),
            "alert": signal.is_personal,
            "html": Markup("<strong>{}.</strong> {}").format(signal.label, isolated(signal.sentence)),
        }
        for signal in signals
    ]


def facts(
    comment: Comment, reports: Sequence[Report], replies: int, complaints: Mapping[str, str]
) -> list[Words]:
    """What stands right below the text: reports, whom a question is for, what would stay of the replies.

    `complaints` says what readers complained of, by code.
    """
    rows: list[Words] = []
    if reports:
        head = ngettext("%(num)d report:", "%(num)d reports:", len(reports))
        said = Markup("; ").join(_quoted(report, complaints) for report in reports[:REPORTS_SHOWN])
        rows.append(
            {"icon": "flag", "alert": True, "html": Markup("<strong>{}</strong> {}").format(head, said)}
        )
    if comment.asked_of:
        of = Markup("<bdi>{}</bdi>").format(comment.asked_of)
        rows.append(
            {"icon": "people", "alert": False, "html": Markup("{} {}").format(gettext("Asked of"), of)}
        )
    if replies:
        count = (
            ngettext("%(num)d answer", "%(num)d answers", replies)
            if comment.is_question
            else ngettext("%(num)d reply", "%(num)d replies", replies)
        )
        stays = gettext("would stay visible under a trace.")
        rows.append(
            {"icon": "people", "alert": False, "html": Markup("<strong>{}</strong> {}").format(count, stays)}
        )
    return rows


def report_words(report: Report, complaints: Mapping[str, str]) -> Words:
    """One report in full, for the list below the comment; `complaints` says what it complains of, by code."""
    return {
        "reason": complaints.get(report.reason_code, report.reason_code),
        "text": report.text,
        "when": dates.moment(report.made_at),
    }


def thread_words(thread: Sequence[Comment], here: Comment) -> list[Words]:
    """A thread in its order: who says what, how each stands, and which one is being decided."""
    return [
        {
            "id": one.id,
            "author": author_of(one),
            "when": dates.moment(one.created_at),
            "state": state_words(one.state),
            "text": excerpt(one.body, 300),
            "is_here": one.id == here.id,
            "is_reply": one.parent_id is not None,
            "is_official": one.is_official,
        }
        for one in thread
    ]
