"""The desk's lists in words: the items with what is worth knowing of them, the tabs, the headings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, gettext, ngettext

from app.accounts.models import Account
from app.comments.models import Comment, CommentKind
from app.core import clock, dates
from app.core.text import excerpt
from app.moderation.desk.filters import Filters
from app.moderation.desk.names import author_of, in_a_sentence
from app.moderation.due import due_at
from app.moderation.limits import FOLDS_FROM
from app.moderation.models import Escalation, QueueEntry
from app.moderation.queries.queue import WAITING, DeskCounts, Listing, Order, Waiting
from app.moderation.signals.kinds import PERSONAL, SignalKind
from app.moderation.signals.wording import label

Words = dict[str, Any]
# The rest stands beside the comment.
SIGNALS_SHOWN = 4


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


def _asked(why: Escalation) -> str:
    """For what a lead is asked, in two words."""
    words = {
        Escalation.DANGER: gettext("Danger to life"),
        Escalation.THREAT: gettext("A threat"),
        Escalation.LEGAL: gettext("A question of law"),
        Escalation.UNSURE: gettext("A lead is asked"),
    }
    return str(words[why])


def _why_it_waits(entry: QueueEntry) -> list[Words]:
    """What people ask of the desk: urgent questions first, appeals, reports."""
    tags: list[Words] = []
    if entry.escalated_for:
        why = Escalation(entry.escalated_for)
        tags.append({"icon": "alert", "text": _asked(why), "alert": entry.is_urgent})
    if entry.is_appealed:
        tags.append({"icon": "clock", "text": gettext("Appeal"), "alert": False})
    if entry.reports:
        text = ngettext("Reported once", "Reported %(num)d times", entry.reports)
        tags.append({"icon": "flag", "text": text, "alert": True})
    return tags


def _what_it_is(comment: Comment) -> list[Words]:
    if comment.kind == CommentKind.COUNTER_CHECK:
        return [{"icon": "people", "text": gettext("Counter-check"), "alert": False}]
    if comment.is_question:
        return [{"icon": "noted", "text": gettext("Question"), "alert": False}]
    if comment.parent_id is not None:
        text = gettext("Answer") if comment.is_answer else gettext("Reply")
        return [{"icon": "noted", "text": text, "alert": False}]
    return []


def signal_icon(kind: SignalKind) -> str:
    """The drawing that goes with a signal."""
    if kind in PERSONAL or kind is SignalKind.WORD:
        return "alert"
    return {SignalKind.LINK: "arrow_out", SignalKind.FAST: "clock"}.get(kind, "people")


def _noticed(kinds: Sequence[SignalKind]) -> list[Words]:
    shown = [kind for kind in kinds if kind is not SignalKind.FIRST_TIME][:SIGNALS_SHOWN]
    return [
        {"icon": signal_icon(kind), "text": label(kind), "alert": kind in PERSONAL or kind is SignalKind.WORD}
        for kind in shown
    ]


def reader_words(entry: QueueEntry | None, me: Account) -> str:
    """Who reads a comment just now: "Morag Lister is reading this", or nothing."""
    if entry is None or entry.claimed_until is None or entry.claimed_until <= clock.now():
        return ""
    if entry.claimed_by_id == me.id:
        return str(gettext("You are reading this"))
    assert entry.claimed_by is not None
    return str(gettext("%(name)s is reading this", name=entry.claimed_by.name))


def list_words(
    items: Iterable[Waiting],
    filters: Filters,
    me: Account,
    noticed: Mapping[int, Sequence[SignalKind]],
    current_id: int | None = None,
) -> list[Words]:
    """The items of a list for the queue component."""
    return [
        {
            "url": f"/moderation/comments/{item.comment.id}{filters.kept()}",
            "author": author_of(item.comment),
            "due": _when_due(item),
            "late": item.is_late,
            "text": excerpt(item.comment.body, 160),
            "place": "",
            "current": item.comment.id == current_id,
            "reader": reader_words(item.entry, me),
            "signals": [
                *(_why_it_waits(item.entry) if item.entry else []),
                *_noticed(noticed.get(item.comment.id, ())),
                *_what_it_is(item.comment),
            ],
            "group": None,
            "tick": None,
        }
        for item in items
    ]


def folded(words: Sequence[Words], items: Sequence[Waiting], sizes: Mapping[int, int]) -> list[Words]:
    """The same items, where a text that stands for a campaign says how many wait with it, and leads to all."""
    return [
        one
        if sizes.get(item.campaign_id or 0, 0) < FOLDS_FROM
        else one
        | {
            "url": f"/moderation/campaigns/{item.campaign_id}",
            "author": str(gettext("%(number)d near-identical", number=sizes[item.campaign_id or 0])),
            "group": item.campaign_id,
        }
        for one, item in zip(words, items, strict=True)
    ]


def to_choose(words: Sequence[Words], items: Sequence[Waiting], chosen: bool) -> list[Words]:
    """The same items, each with where it is about and with a tick box to choose several."""
    return [
        one
        | {
            "place": item.comment.subject.title,
            "tick": {
                "name": "g" if one["group"] else "c",
                "value": str(one["group"] or item.comment.id),
                "label": str(
                    gettext(
                        "Choose %(what)s", what=one["author"] if one["group"] else in_a_sentence(item.comment)
                    )
                ),
                "checked": chosen,
            },
        }
        for one, item in zip(words, items, strict=True)
    ]


def tabs(counts: DeskCounts, filters: Filters) -> list[Words]:
    """The desk's lists, those that wait with their figures, for the bar below its head."""
    words = {
        Listing.QUEUE: gettext("To review"),
        Listing.NEW: gettext("New"),
        Listing.REPORTED: gettext("Reported"),
        Listing.APPEALED: gettext("Appeals"),
        Listing.ESCALATED: gettext("Escalated"),
        Listing.PUBLISHED: gettext("Published"),
        Listing.REJECTED: gettext("Rejected"),
        Listing.HIDDEN: gettext("Hidden"),
    }
    rows = []
    for listing, text in words.items():
        row: Words = {
            "text": text,
            "value": "" if listing is Listing.QUEUE else listing.value,
            "url": "/moderation/" + Filters(listing, filters.assembly).kept(),
            "current": listing is filters.listing,
        }
        if listing in counts.by_listing:
            row["count"] = counts.by_listing[listing]
        rows.append(row)
    return rows


def title(filters: Filters, counts: DeskCounts, found: int) -> str:
    """The heading of a list: how many stand in it, and how many of them were found where somebody narrowed it down.

    What was decided is counted as far as it was found: nobody needs the whole.
    """
    whole = counts.by_listing.get(filters.listing)
    if whole is None and filters.narrows:
        return str(ngettext("%(num)d found", "%(num)d found", found))
    if whole is None or whole == found:
        return list_title(filters.listing, found)
    in_all = list_title(filters.listing, whole)
    return str(gettext("%(found)d found, of %(whole)s", found=found, whole=in_all))


def back_words(filters: Filters, counts: DeskCounts) -> str:
    """The link from a comment back to the list."""
    if not filters.is_whole:
        return str(gettext("Back to the list"))
    number = counts.by_listing[filters.listing]
    return str(ngettext("The %(num)d in the list", "All %(num)d in the list", number))


def title_beside(filters: Filters, listing: Listing, counts: DeskCounts) -> str:
    """The heading of the list beside a comment. How many were found is not asked again for each comment."""
    whole = list_title(listing, counts.by_listing[listing])
    return (
        str(gettext("Some of %(whole)s", whole=whole))
        if filters.narrows and filters.waits and not filters.is_whole
        else whole
    )


def list_title(listing: Listing, total: int) -> str:
    """How many stand in a list."""
    titles = {
        Listing.QUEUE: ngettext("%(num)d to review", "%(num)d to review", total),
        Listing.NEW: ngettext("%(num)d new", "%(num)d new", total),
        Listing.REPORTED: ngettext("%(num)d reported", "%(num)d reported", total),
        Listing.APPEALED: ngettext("%(num)d appeal", "%(num)d appeals", total),
        Listing.ESCALATED: ngettext("%(num)d for a lead", "%(num)d for a lead", total),
        Listing.PUBLISHED: ngettext("%(num)d published", "%(num)d published", total),
        Listing.REJECTED: ngettext("%(num)d rejected", "%(num)d rejected", total),
        Listing.HIDDEN: ngettext("%(num)d hidden", "%(num)d hidden", total),
    }
    return str(titles[listing])


def order_words(listing: Listing, order: Order) -> str:
    """In what order a list stands."""
    if listing not in WAITING:
        return str(gettext("newest first"))
    return str(gettext("most signals first") if order is Order.SIGNALS else gettext("oldest first"))
