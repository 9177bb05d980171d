"""What report cards say of figures: the cells of the table across assemblies, and each figure by itself.

A cell is a share (`done` of `of`, with its words), `unknown` with the reason, or words alone where nothing is due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from app.core import clock, dates
from app.pages.cards import Card
from app.pages.wording import kind_heading
from app.responses.models import DeliveryStatus, Finding, Side, Verdict
from app.responses.report_card.facts import About
from app.responses.report_card.figures import Figures, Share, Standing, shares_together
from app.responses.wording.progress import status_words

Words = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """Figures that stand together under a heading; each has its term, its cell, and where it is explained."""

    key: str
    title: str
    rows: Sequence[Words]
    note: str = ""


def _unknown(reason: str) -> Words:
    return {"unknown": True, "text": str(reason)}


def _of(count: int, everything: int) -> str:
    return str(gettext("%(count)d of %(all)d", count=count, all=everything))


def _share(share: Share, text: str = "") -> Words:
    return {"done": share.count, "of": share.of, "text": text or _of(share.count, share.of)}


def not_due_words(figures: Figures) -> str:
    """When its answers are due, of an assembly that is not due yet."""
    if figures.due_at is not None and figures.due_at > clock.now():
        return str(gettext("Not due until %(day)s", day=dates.day(figures.due_at)))
    return str(gettext("Not due yet"))


# ---- The cells of the table ----


def answered_cell(figures: Figures) -> Words:
    """How many recommendations have an answer of their own."""
    if not figures.is_due:
        return {"text": not_due_words(figures)}
    if figures.standings is None:
        return _unknown(gettext("The record lists no answers one by one"))
    if figures.answered is None:
        return {"text": gettext("Nothing to answer")}
    return _share(figures.answered)


def accepted_cell(figures: Figures) -> Words:
    """How many of those are accepted, in full or in part."""
    if not figures.is_due:
        return {"text": gettext("Not due")}
    if figures.standings is None:
        return _unknown(gettext("No answer is listed"))
    if figures.accepted is None:
        return {"text": gettext("None is answered by name")}
    share = figures.accepted
    return _share(share, gettext("%(count)d of %(all)d answered", count=share.count, all=share.of))


def on_time_cell(figures: Figures, promise: str = "") -> Words:
    """How many answers came in time. Takes what a record says was promised."""
    if not figures.is_due:
        return {"text": gettext("Not due")}
    if figures.on_time is not None:
        return _on_time_share(figures.on_time)
    if figures.due_at is None:
        return _no_time(promise)
    if figures.standings is None:
        return _unknown(gettext("No answer is listed"))
    return {"text": not_due_words(figures)}


def _no_time(promise: str) -> Words:
    words = (
        gettext("%(promise)s, no day set", promise=promise) if promise else gettext("No date was promised")
    )
    return _unknown(words)


def _on_time_share(share: Share) -> Words:
    if not share.of:
        return _unknown(gettext("The dates of the answers do not tell"))
    text = _of(share.count, share.of)
    if share.left_out:
        left_out = ngettext(
            "%(num)d left out: no precise date", "%(num)d left out: no precise dates", share.left_out
        )
        text = f"{text}; {left_out}"
    return _share(share, text)


def delivered_cell(figures: Figures) -> Words:
    """How many commitments are delivered; of a record, what is known instead."""
    if not figures.is_due:
        return {"text": gettext("Not due")}
    if figures.commitments is None:
        return _unknown(known_delivery_words(figures.delivery))
    share = figures.delivered
    if share is None:
        return {"text": gettext("No commitment was made")}
    text = ngettext(
        "%(count)d of %(num)d commitment", "%(count)d of %(num)d commitments", share.of, count=share.count
    )
    return _share(share, str(text))


def known_delivery_words(delivery: Counter[DeliveryStatus]) -> str:
    """What a record says of the items themselves: how many have ended, or that work goes on."""
    delivered, stopped = delivery[DeliveryStatus.DELIVERED], delivery[DeliveryStatus.STOPPED]
    if delivered and stopped:
        words = gettext(
            "%(delivered)d delivered and %(stopped)d stopped are known", delivered=delivered, stopped=stopped
        )
    elif delivered:
        words = ngettext("%(num)d delivered is known", "%(num)d delivered are known", delivered)
    elif stopped:
        words = ngettext("%(num)d stopped is known", "%(num)d stopped are known", stopped)
    elif delivery.total() > delivery[DeliveryStatus.PLANNED]:
        words = gettext("Work under way, no end reported")
    elif delivery:
        words = gettext("Planned, no start reported")
    else:
        words = gettext("No update is known")
    return str(words)


def promise_of(card: Card) -> str:
    """What a compiled record says was promised, in its own words."""
    return str((card.assembly.recorded_promise or {}).get("words") or "")


# ---- Every figure by itself ----


def openness_group(cards: Sequence[Card]) -> Group:
    """How open some assemblies are: those that are run here, and those of which only a record is known."""
    rows = []
    if any(not card.assembly.is_compiled for card in cards):
        met = shares_together(card.openness_met for card in cards)
        cell = _share(met) if met else {"text": gettext("Nothing applies yet")}
        rows.append(_row(gettext("Points met, of those that apply"), cell, "openness"))
    if any(card.assembly.is_compiled for card in cards):
        shown = shares_together(card.openness_shown for card in cards)
        cell = _share(shown) if shown else _unknown(gettext("The record shows none"))
        rows.append(_row(gettext("Points that a record shows, of all"), cell, "openness"))
    return Group("openness-figures", str(gettext("Openness")), rows)


def groups_of(figures: Figures, promise: str = "") -> list[Group]:
    """All figures of one assembly, or of several together, but for openness."""
    groups = [
        Group("answers", gettext("Answers"), list(_answers(figures))),
        Group("verdicts", gettext("What the answers say"), list(_verdicts(figures))),
        Group("time", gettext("Time"), list(_time(figures, promise))),
        Group("delivery", gettext("What was done"), list(_delivery(figures))),
        Group(
            "counter-check-figures",
            gettext("What members and followers say"),
            list(_checks(figures)),
            gettext("Two groups, counted apart. They change none of the figures above."),
        ),
        Group("apart-figures", gettext("Counted apart"), list(_apart(figures))),
    ]
    return [group for group in groups if group.rows]


def _row(term: str, cell: Words, how: str) -> Words:
    return {"term": str(term), "how": how, **cell}


STANDINGS = (
    (Standing.AS_A_WHOLE, "as-a-whole"),
    (Standing.ELSEWHERE, "elsewhere"),
    (Standing.ACKNOWLEDGED, "acknowledged"),
    (Standing.NO_VERDICT, "without-verdict"),
)


def _standing_name(standing: Standing) -> str:
    names = {
        Standing.AS_A_WHOLE: gettext("Answered as a whole only"),
        Standing.ELSEWHERE: gettext("Answer known from others only"),
        Standing.ACKNOWLEDGED: gettext("Under consideration"),
        Standing.NO_VERDICT: gettext("Spoken of, without a verdict"),
        Standing.UNANSWERED: gettext("No answer known"),
    }
    return str(names[standing])


def _answers(figures: Figures) -> Iterator[Words]:
    yield _row(gettext("Answered by name"), answered_cell(figures), "answered")
    total = figures.total
    if total and figures.standings is not None:
        for standing, how in STANDINGS:
            if count := figures.standings[standing]:
                yield _row(_standing_name(standing), _share(Share(count, total)), how)
        if figures.is_due and (silent := figures.standings[Standing.UNANSWERED]):
            yield _row(_standing_name(Standing.UNANSWERED), _share(Share(silent, total)), "answered")
    if figures.drafts:
        text = ngettext("%(num)d draft", "%(num)d drafts", figures.drafts)
        yield _row(gettext("Still being drafted, not counted yet"), {"text": text}, "recommendations")


def verdict_name(verdict: Verdict) -> str:
    """A verdict as a column of figures is called."""
    names = {
        Verdict.ACCEPTED: gettext("Accepted"),
        Verdict.ACCEPTED_IN_PART: gettext("Accepted in part"),
        Verdict.NOT_ACCEPTED: gettext("Not accepted"),
        Verdict.NOT_OURS: gettext("Not the council’s to decide"),
    }
    return str(names[verdict])


def _verdicts(figures: Figures) -> Iterator[Words]:
    answered = figures.verdicts.total()
    for verdict in (Verdict.ACCEPTED, Verdict.ACCEPTED_IN_PART, Verdict.NOT_ACCEPTED, Verdict.NOT_OURS):
        if answered:
            yield _row(verdict_name(verdict), _share(Share(figures.verdicts[verdict], answered)), "accepted")


def _time(figures: Figures, promise: str) -> Iterator[Words]:
    if figures.due_at is not None:
        when = {"text": promise or dates.moment(figures.due_at)}
        yield _row(gettext("Answers were promised by"), when, "on-time")
    yield _row(gettext("Answered on time"), on_time_cell(figures, promise), "on-time")
    yield _row(gettext("Answers overdue"), _overdue(figures, promise), "overdue")
    yield _row(gettext("Days to the answer"), _days(figures), "days")
    yield _row(gettext("Last update"), _last_update(figures), "last-update")


def _last_update(figures: Figures) -> Words:
    if figures.last_update:
        return {"text": dates.partial(figures.last_update)}
    return _unknown(gettext("No dated update is known")) if figures.is_due else {"text": gettext("Not due")}


def _overdue(figures: Figures, promise: str) -> Words:
    if figures.overdue_answers is not None:
        return _plain(figures.overdue_answers)
    if not figures.is_due:
        return {"text": gettext("Not due")}
    return _no_time(promise) if figures.due_at is None else _unknown(gettext("No answer is listed"))


def _plain(share: Share) -> Words:
    """A share in words alone: a bar that grows would look like something gained."""
    return {"text": _of(share.count, share.of)}


def _days(figures: Figures) -> Words:
    if not figures.is_due:
        return {"text": gettext("Not due")}
    left_out = ngettext(
        "%(num)d answer left out: no precise date",
        "%(num)d answers left out: no precise dates",
        figures.undated,
    )
    if figures.median_days is None:
        return _unknown(left_out if figures.undated else gettext("None is answered by name"))
    number = f"{figures.median_days:g}"
    text = ngettext(
        "%(days)s day, the middle one of %(count)d",
        "%(days)s days, the middle one of %(count)d",
        1 if number == "1" else 2,
        days=number,
        count=len(figures.days),
    )
    return {"text": f"{text}; {left_out}" if figures.undated else text}


def _delivery(figures: Figures) -> Iterator[Words]:
    if figures.commitments:
        total = figures.commitments.total()
        for status in DeliveryStatus:
            share = _share(Share(figures.commitments[status], total))
            yield _row(
                gettext("Commitments: %(state)s", state=status_words(status).lower()), share, "delivered"
            )
        if figures.overdue_commitments is not None:
            yield _row(gettext("Commitments overdue"), _plain(figures.overdue_commitments), "overdue")
        if figures.late_reports is not None and figures.late_reports.of:
            term = gettext("Reports of progress late, of commitments that go on")
            yield _row(term, _plain(figures.late_reports), "overdue")
    else:
        yield _row(gettext("Commitments delivered"), delivered_cell(figures), "delivered")
    for status in DeliveryStatus:
        if count := figures.delivery[status]:
            term = gettext("Known from records: %(state)s", state=status_words(status).lower())
            yield _row(term, {"text": str(count)}, "delivered")


def _checks(figures: Figures) -> Iterator[Words]:
    """Members and followers in rows of their own: nothing here is ever one figure."""
    names = {
        (About.ANSWER, Side.MEMBER): gettext("Members: is the answer what was meant?"),
        (About.ANSWER, Side.FOLLOWER): gettext("Followers: is the answer what was meant?"),
        (About.COMMITMENT, Side.MEMBER): gettext("Members: is it done?"),
        (About.COMMITMENT, Side.FOLLOWER): gettext("Followers: is it done?"),
    }
    for column, name in names.items():
        counts = figures.checks.get(column)
        if counts is None:
            continue
        text = gettext(
            "%(yes)d yes, %(partly)d partly, %(no)d no",
            yes=counts[Finding.YES],
            partly=counts[Finding.PARTLY],
            no=counts[Finding.NO],
        )
        yield _row(name, {"text": text if counts else gettext("Nobody has answered yet")}, "counter-check")


def _apart(figures: Figures) -> Iterator[Words]:
    for kind, standings in figures.apart.items():
        share = Share(standings[Standing.ANSWERED], standings.total())
        text = gettext("%(count)d of %(all)d answered", count=share.count, all=share.of)
        yield _row(kind_heading(kind), _share(share, text), "apart")
