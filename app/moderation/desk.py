"""What the moderation desk shows, in words: the list at the left, the comment, the choices at the right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup, escape

from app.comments.models import Channel, Comment, CommentState
from app.comments.words import CHANNELS_IN_LINE
from app.core import clock, dates
from app.core.text import excerpt, has_control_characters
from app.moderation.due import due_at
from app.moderation.models import Action, ModerationDecision, PolicyParagraph, Report
from app.moderation.policy import cited_by, in_words
from app.moderation.queries.queue import DeskCounts, Listing, Waiting

Words = dict[str, Any]
LONGEST_SEARCH = 100
WEB_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
# How much of the reports stands beside the comment; all of them stand below.
REPORTS_SHOWN = 3


@dataclass(frozen=True)
class Filters:
    """Which of the desk's lists somebody works through, kept in every link so that it lasts."""

    listing: Listing = Listing.QUEUE
    assembly: str = ""
    words: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Filters:
        """Read them from an address; what makes no sense counts as not given."""
        given = {name: asked.get(name, "").strip() for name in ("state", "assembly", "q")}
        given = {name: "" if has_control_characters(value) else value for name, value in given.items()}
        listing = Listing(given["state"]) if given["state"] in set(Listing) else Listing.QUEUE
        return cls(listing, given["assembly"], given["q"][:LONGEST_SEARCH])

    def kept(self, **changes: str | None) -> str:
        """The end of an address that keeps them, with changes: "?state=hidden&q=bus", or nothing."""
        state = "" if self.listing is Listing.QUEUE else self.listing.value
        asked = {"state": state, "assembly": self.assembly, "q": self.words} | changes
        given = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(given)}" if given else ""


def author_of(comment: Comment) -> str:
    """The author's name as the desk says it."""
    return comment.author_name or str(gettext("No name given"))


def work_title(comment: Comment) -> str:
    """The heading over the text that is being decided: what it is, and whose."""
    name = comment.author_name
    if comment.is_question:
        return str(gettext("Question by %(name)s", name=name) if name else gettext("Question, no name given"))
    if comment.is_answer:
        return str(gettext("Answer by %(name)s", name=name))
    return str(gettext("Comment by %(name)s", name=name) if name else gettext("Comment, no name given"))


def state_words(state: str) -> str:
    """A comment's state in a word or two."""
    words = {
        CommentState.AWAITING_CONFIRMATION: gettext("waiting for its author"),
        CommentState.AWAITING_MODERATION: gettext("waiting for a moderator"),
        CommentState.PUBLISHED: gettext("published"),
        CommentState.REJECTED: gettext("rejected"),
        CommentState.HIDDEN: gettext("hidden"),
        CommentState.WITHDRAWN: gettext("withdrawn by its author"),
    }
    return str(words[CommentState(state)])


def _day(moment: datetime) -> str:
    """The day, with its year unless it is this one."""
    is_this_year = moment.astimezone(clock.LONDON).year == clock.today().year
    return dates.short_day(moment) if is_this_year else dates.day(moment)


def _when_due(item: Waiting) -> str:
    """The weekday and time for what is near, else the day: "Mon 4:40 pm", "3 November"."""
    if item.since is None:
        return _day(item.comment.published_at or item.comment.created_at)
    due = due_at(item.since)
    if abs((due - clock.now()).days) >= 6:
        return _day(due)
    weekday = format_date(due.astimezone(clock.LONDON).date(), "EEE", locale=get_locale() or "en")
    return f"{weekday} {dates.time(due)}"


def _signals(item: Waiting) -> list[Words]:
    signals: list[Words] = []
    if item.reports:
        text = ngettext("Reported once", "Reported %(num)d times", item.reports)
        signals.append({"icon": "flag", "text": text, "alert": True})
    if WEB_ADDRESS.search(item.comment.body):
        signals.append({"icon": "arrow_out", "text": gettext("Link"), "alert": False})
    if item.comment.is_question:
        signals.append({"icon": "noted", "text": gettext("Question"), "alert": False})
    elif item.comment.parent_id is not None:
        text = gettext("Answer") if item.comment.is_answer else gettext("Reply")
        signals.append({"icon": "noted", "text": text, "alert": False})
    return signals


def list_words(items: Iterable[Waiting], filters: Filters, current_id: int | None) -> list[Words]:
    """The items of a list for the queue component."""
    return [
        {
            "url": f"/moderation/comments/{item.comment.id}{filters.kept()}",
            "author": author_of(item.comment),
            "due": _when_due(item),
            "late": item.is_late,
            "text": excerpt(item.comment.body, 160),
            "current": item.comment.id == current_id,
            "signals": _signals(item),
        }
        for item in items
    ]


def tabs(counts: DeskCounts, filters: Filters) -> list[Words]:
    """The desk's lists with their figures, for the bar below its head."""
    words = {
        Listing.QUEUE: gettext("To review"),
        Listing.NEW: gettext("New"),
        Listing.REPORTED: gettext("Reported"),
        Listing.APPEALED: gettext("Appealed"),
        Listing.ESCALATED: gettext("Escalated"),
        Listing.PUBLISHED: gettext("Published"),
        Listing.REJECTED: gettext("Rejected"),
        Listing.HIDDEN: gettext("Hidden"),
    }
    return [
        {
            "text": text,
            "value": "" if listing is Listing.QUEUE else listing.value,
            "url": "/moderation/" + Filters(listing, filters.assembly).kept(),
            "current": listing is filters.listing,
            "count": counts.by_listing.get(listing),
        }
        for listing, text in words.items()
    ]


def list_title(listing: Listing, total: int, found: int) -> str:
    """The heading of a list: how many stand in it, and how many of them were found where somebody narrowed it down."""
    whole = _whole_title(listing, total)
    return (
        whole if found == total else str(gettext("%(found)d found, of %(whole)s", found=found, whole=whole))
    )


def _whole_title(listing: Listing, total: int) -> str:
    titles = {
        Listing.PUBLISHED: ngettext("%(num)d published", "%(num)d published", total),
        Listing.REJECTED: ngettext("%(num)d rejected", "%(num)d rejected", total),
        Listing.HIDDEN: ngettext("%(num)d hidden", "%(num)d hidden", total),
        Listing.REPORTED: ngettext("%(num)d reported", "%(num)d reported", total),
    }
    return str(titles.get(listing) or ngettext("%(num)d to review", "%(num)d to review", total))


def _earlier(counts: Mapping[str, int]) -> str:
    if not counts:
        return str(gettext("first text from this address"))
    total = sum(counts.values())
    by_state = ", ".join(f"{count} {state_words(state)}" for state, count in counts.items())
    return str(
        ngettext(
            "%(num)d earlier text: %(states)s",
            "%(num)d earlier texts: %(states)s",
            total,
            states=by_state,
        )
    )


def facts_line(comment: Comment, earlier: Mapping[str, int]) -> list[str]:
    """Where a comment stands and how it came, as short phrases."""
    line = [
        gettext("sent %(moment)s", moment=dates.moment(comment.created_at, weekday=True)),
        str(CHANNELS_IN_LINE[Channel(comment.channel)]),
    ]
    if comment.contact is not None:
        confirmed = comment.contact.confirmed_at is not None
        line.append(gettext("email confirmed") if confirmed else gettext("email not confirmed"))
    if comment.contact is not None:
        line.append(_earlier(earlier))
    return [str(phrase) for phrase in line]


def _quoted(report: Report, complaints: Mapping[str, str]) -> Markup:
    label = complaints.get(report.reason_code, report.reason_code)
    if not report.text:
        return Markup("{}").format(label)
    return Markup("{}: “<bdi>{}</bdi>”").format(label, excerpt(report.text, 160))


def facts(
    comment: Comment, reports: Sequence[Report], replies: int, complaints: Mapping[str, str]
) -> list[Words]:
    """What stands below the text: reports, links, quoted words, the comment it answers, its replies.

    `complaints` says what readers complained of, by code.
    """
    rows: list[Words] = []
    if reports:
        head = ngettext("%(num)d report:", "%(num)d reports:", len(reports))
        said = Markup("; ").join(_quoted(report, complaints) for report in reports[:REPORTS_SHOWN])
        rows.append(
            {"icon": "flag", "alert": True, "html": Markup("<strong>{}</strong> {}").format(head, said)}
        )
    if WEB_ADDRESS.search(comment.body):
        rows.append({"icon": "arrow_out", "alert": False, "html": escape(gettext("It holds a web address."))})
    if comment.anchor is not None and comment.anchor.exact:
        quote = Markup("“<bdi>{}</bdi>”").format(comment.anchor.exact)
        rows.append(
            {
                "icon": "noted",
                "alert": False,
                "html": Markup("{} {}").format(gettext("About the words"), quote),
            }
        )
    if comment.asked_of:
        of = Markup("<bdi>{}</bdi>").format(comment.asked_of)
        rows.append(
            {"icon": "people", "alert": False, "html": Markup("{} {}").format(gettext("Asked of"), of)}
        )
    if comment.parent is not None:
        name = author_of(comment.parent)
        to = (
            gettext("An answer to %(name)s:", name=name)
            if comment.is_answer
            else gettext("A reply to %(name)s:", name=name)
        )
        quote = Markup("“<bdi>{}</bdi>”").format(excerpt(comment.parent.body, 200))
        rows.append({"icon": "noted", "alert": False, "html": Markup("{} {}").format(to, quote)})
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


def choices(possible: Sequence[Action], chosen: str | None, tells_author: bool) -> list[Words]:
    """The possible decisions for the decision component, each with its key, its note and what the button then says."""
    never = gettext("Disagreeing with the council is never a reason.")
    texts: dict[Action, tuple[str, str, str, str, str]] = {
        Action.PUBLISH: (
            gettext("Publish"),
            "P",
            gettext("Breaks no paragraph of the policy."),
            gettext("Publish and tell the author"),
            gettext("Publish"),
        ),
        Action.REJECT: (
            gettext("Reject"),
            "R",
            f"{gettext('Breaks a paragraph of the policy: choose which.')} {never}",
            gettext("Reject and tell the author"),
            gettext("Reject"),
        ),
        Action.KEEP: (
            gettext("Keep published"),
            "P",
            gettext("Breaks no paragraph of the policy. The reports are settled."),
            gettext("Keep published"),
            gettext("Keep published"),
        ),
        Action.HIDE: (
            gettext("Hide"),
            "H",
            f"{gettext('Breaks a paragraph of the policy: choose which. A trace stays.')} {never}",
            gettext("Hide and tell the author"),
            gettext("Hide"),
        ),
        Action.RESTORE: (
            gettext("Show again"),
            "P",
            gettext("Breaks no paragraph of the policy after all."),
            gettext("Show again and tell the author"),
            gettext("Show again"),
        ),
    }
    words = []
    for action in (action for action in possible if action in texts):
        text, key, note, telling, silent = texts[action]
        button = telling if tells_author else silent
        words.append(
            {
                "value": action.value,
                "text": text,
                "key": key,
                "note": note,
                "button": button,
                "checked": chosen == action,
            }
        )
    return words


def reasons(paragraphs: Sequence[PolicyParagraph], chosen: str | None) -> list[Words]:
    """The paragraphs of the policy in force for the reason component."""
    return [
        {
            "value": paragraph.code,
            "number": str(paragraph.number),
            "title": paragraph.title,
            # Short, so that the button is not far below; the whole text is the public page's.
            "text": f"{paragraph.complaint}.",
            "checked": chosen == paragraph.code,
        }
        for paragraph in map(in_words, paragraphs)
    ]


def _what(comment: Comment) -> str:
    """What was decided on, within a sentence."""
    name = comment.author_name
    if comment.is_question:
        return str(
            gettext("the question by %(name)s", name=name) if name else gettext("a question without a name")
        )
    if comment.is_answer:
        return str(gettext("the answer by %(name)s", name=name))
    return str(gettext("the comment by %(name)s", name=name) if name else gettext("a comment without a name"))


def done_words(action: Action, comment: Comment) -> str:
    """What the next page says has just been done."""
    what = _what(comment)
    words = {
        Action.PUBLISH: gettext("You published %(what)s.", what=what),
        Action.REJECT: gettext("You rejected %(what)s.", what=what),
        Action.HIDE: gettext("You hid %(what)s. A trace stands in its place.", what=what),
        Action.RESTORE: gettext("You showed %(what)s again.", what=what),
        Action.KEEP: gettext("You kept %(what)s published. Its reports are settled.", what=what),
        Action.REDACT: gettext("You took words out of %(what)s. The rest is published.", what=what),
        Action.UNREDACT: gettext("You put the author’s own words back in %(what)s.", what=what),
        Action.ESCALATE: gettext("You asked a lead moderator about %(what)s.", what=what),
        Action.HAND_BACK: gettext("You handed %(what)s back to the moderators.", what=what),
    }
    return str(words[action])


def history_words(history: Sequence[ModerationDecision]) -> list[Words]:
    """What was decided on a comment, by whom, when and why, with all notes: for the desk alone."""
    did = {
        Action.PUBLISH: gettext("published it"),
        Action.REJECT: gettext("rejected it"),
        Action.HIDE: gettext("hid it"),
        Action.RESTORE: gettext("showed it again"),
        Action.KEEP: gettext("kept it published"),
        Action.REDACT: gettext("took words out of it"),
        Action.UNREDACT: gettext("put the author’s own words back"),
        Action.ESCALATE: gettext("asked a lead moderator about it"),
        Action.HAND_BACK: gettext("handed it back"),
        Action.UPHOLD: gettext("decided the appeal: the decision stands"),
        Action.UNDO: gettext("took the last decision back"),
    }
    return [
        {
            "who": decision.decided_by.name,
            "did": did[Action(decision.action)],
            "when": dates.moment(decision.decided_at),
            "paragraph": cited_by(decision),
            "note_to_author": decision.note_to_author,
            "internal_note": decision.internal_note,
        }
        for decision in history
    ]
