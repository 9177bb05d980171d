"""The figures of the report card, worked out from plain rows. Nothing here asks the database or is ever stored.

Three rules hold for all of them. A figure that nobody can know is None and never nought. Whatever is counted is
counted out of something, and that is kept beside it. And no figure says more than its source: a date of a month is
not one of a day, and an answer to all is nobody's own.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from statistics import median
from typing import Any, TypeVar

from app.core import clock
from app.recommendations.models import RecommendationKind
from app.responses.due import due_moment
from app.responses.models import DeliveryStatus, Finding, Side, Verdict
from app.responses.report_card.facts import COUNTED, COUNTED_APART, About, Checked, Facts, Item, Statement
from app.responses.standing import ENDED, counting_now, not_corrected

FINAL_VERDICTS = (Verdict.ACCEPTED, Verdict.ACCEPTED_IN_PART, Verdict.NOT_ACCEPTED, Verdict.NOT_OURS)
A_DAY = len("2019-11-02")
K = TypeVar("K")
T = TypeVar("T")


class Standing(StrEnum):
    """What is known of the council's answer to one item. Each has exactly one: the first of these that is true."""

    # A final verdict that names it, from an official source.
    ANSWERED = "answered"
    # A final verdict to all of them together, and nothing that names it.
    AS_A_WHOLE = "answered_as_a_whole"
    # A final verdict that only others report, be it by name or to all.
    ELSEWHERE = "answered_elsewhere"
    # The council has it under consideration.
    ACKNOWLEDGED = "acknowledged"
    # A record names it in what was said, but holds no verdict.
    NO_VERDICT = "without_verdict"
    UNANSWERED = "unanswered"


# What makes it wrong to call an item overdue: some final verdict is known, whatever it is worth.
SPOKEN_FOR = (Standing.ANSWERED, Standing.AS_A_WHOLE, Standing.ELSEWHERE)


@dataclass(frozen=True)
class Share:
    """So many of so many, and how many could not be counted because their dates are not precise enough.

    Out of none at all, it says nothing: that is no nought.
    """

    count: int
    of: int
    left_out: int = 0

    @property
    def part(self) -> float | None:
        """From 0 to 1, to sort by; None out of none."""
        return self.count / self.of if self.of else None


Checks = Mapping[tuple[About, Side], Counter[Finding]]


@dataclass(frozen=True)
class Figures:
    """What came of the recommendations of one assembly, or of several together. None is unknown."""

    # How many recommendations stand where; None where a record lists none one by one.
    standings: Counter[Standing] | None
    # Recommendations that are no more than drafts so far.
    drafts: int
    # Of those that are answered.
    verdicts: Counter[Verdict]
    # The same for vision outcomes and key messages. A kind is missing where there are none.
    apart: Mapping[RecommendationKind, Counter[Standing]]
    due_at: datetime | None
    # The time for answers has come, or something has been answered.
    is_due: bool
    on_time: Share | None
    # Of all recommendations that have a promised time, however far ahead.
    overdue_answers: Share | None
    # None where a record knows of no commitments: it would not.
    commitments: Counter[DeliveryStatus] | None
    overdue_commitments: Share | None
    # Of the commitments that have not ended: on the others nothing more is due.
    late_reports: Share | None
    # What a record says of the items themselves, of whatever kind.
    delivery: Counter[DeliveryStatus]
    # From the report to the answer, for each recommendation whose two days are known.
    days: tuple[int, ...]
    # Answered recommendations with a date that is missing or not precise.
    undated: int
    # The last day on which the council answered or somebody reported progress, as precise as it is known.
    last_update: str | None
    checks: Checks = field(default_factory=dict)
    asked: Mapping[Side, int] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        return None if self.standings is None else self.standings.total()

    @property
    def answered(self) -> Share | None:
        """Recommendations with an answer of their own; None where there is nothing to count, or it is unknown."""
        return Share(self.standings[Standing.ANSWERED], self.standings.total()) if self.standings else None

    @property
    def accepted(self) -> Share | None:
        """Accepted in full or in part, of those that are answered."""
        agreed = self.verdicts[Verdict.ACCEPTED] + self.verdicts[Verdict.ACCEPTED_IN_PART]
        return Share(agreed, self.verdicts.total()) if self.verdicts else None

    @property
    def delivered(self) -> Share | None:
        """Commitments that are delivered, of all of them."""
        if not self.commitments:
            return None
        return Share(self.commitments[DeliveryStatus.DELIVERED], self.commitments.total())

    @property
    def median_days(self) -> float | None:
        return median(self.days) if self.days else None


def figures_of(facts: Facts) -> Figures:
    """Count one assembly."""
    told = _Told(facts)
    present = [item for item in facts.items if item.is_final and not item.has_vanished]
    counted = [item for item in present if item.kind in COUNTED]
    standings = {item.id: told.standing_of(item) for item in counted}
    answered = [item for item in counted if standings[item.id] is Standing.ANSWERED]
    verdicts = (told.of(item) for item in answered)
    days = [_days_until(facts.report_published_on, told.first_final(item)) for item in answered]
    return Figures(
        standings=Counter(standings.values()) if counted or not facts.is_compiled else None,
        drafts=sum(
            not item.is_final and not item.has_vanished and item.kind in COUNTED for item in facts.items
        ),
        verdicts=Counter(each.verdict for each in verdicts if each is not None and each.verdict is not None),
        apart=_apart(present, told),
        due_at=facts.due_at,
        is_due=_is_due(facts, counted),
        on_time=_on_time(facts.due_at, counted, standings, told),
        overdue_answers=_overdue_answers(facts.due_at, [*standings.values()]),
        **_promised(facts),
        delivery=Counter(facts.delivery.values()),
        days=tuple(sorted(number for number in days if number is not None)),
        undated=sum(number is None for number in days),
        last_update=_last_update(facts),
        checks=_checks(facts, told.ids_that_count(facts.items)),
        asked=facts.asked,
    )


class _Told:
    """What was answered, by the item that it names."""

    def __init__(self, facts: Facts) -> None:
        self._by_item = facts.by_item
        # A record's own, which it no longer holds, says nothing any more.
        self._whole = [each for each in not_corrected(facts.to_all) if each.vanished_at is None]

    def of(self, item: Item) -> Statement | None:
        """The answer by name that counts now."""
        return counting_now(self._by_item.get(item.id, ()))

    def standing_of(self, item: Item) -> Standing:
        own = self.of(item)
        if own is not None:
            return _standing(own, Standing.ANSWERED)
        # Several answers to all may stand beside each other: what says most of them counts.
        found = {_standing(statement, Standing.AS_A_WHOLE) for statement in self._whole}
        return next((standing for standing in Standing if standing in found), Standing.UNANSWERED)

    def first_final(self, item: Item) -> Statement | None:
        """The first official answer that names an item and is final: a correction of it makes it no later."""
        finals = [
            statement
            for statement in self._by_item.get(item.id, ())
            if statement.vanished_at is None and statement.is_official and statement.verdict in FINAL_VERDICTS
        ]
        return min(finals, key=_when, default=None)

    def ids_that_count(self, items: Iterable[Item]) -> set[int]:
        """The answers that count now, by name or to all."""
        own = (self.of(item) for item in items)
        return {each.id for each in [*own, *self._whole] if each is not None}


def _standing(statement: Statement, official: Standing) -> Standing:
    if statement.verdict is None:
        return Standing.NO_VERDICT
    if statement.verdict is Verdict.UNDER_CONSIDERATION:
        return Standing.ACKNOWLEDGED
    return official if statement.is_official else Standing.ELSEWHERE


def _when(statement: Statement) -> tuple[bool, str, int]:
    """The order in which answers were given; an unknown date is after all known ones, for it proves nothing."""
    day = _day_of(statement)
    return day is None, day or "", statement.id


def _day_of(statement: Statement) -> str | None:
    """When it was answered: our own on the day that it was published, a record's as precise as the record is."""
    if statement.is_compiled:
        return statement.decided_on
    if statement.published_at is None:
        return None
    return statement.published_at.astimezone(clock.LONDON).date().isoformat()


def _is_due(facts: Facts, counted: Sequence[Item]) -> bool:
    """A record is of what is over. Our own wait for the final texts, and then for the promised moment."""
    if facts.is_compiled or facts.statements:
        return True
    return bool(counted) and (facts.due_at is None or facts.due_at <= clock.now())


# ---- Time ----


def _on_time(
    due_at: datetime | None, counted: Sequence[Item], standings: Mapping[int, Standing], told: _Told
) -> Share | None:
    if due_at is None:
        return None
    in_time, late, unclear = 0, 0, 0
    for item in counted:
        if standings[item.id] is Standing.ANSWERED:
            was = _was_in_time(told.first_final(item), due_at)
            in_time, late, unclear = in_time + (was is True), late + (was is False), unclear + (was is None)
        else:
            late += due_at <= clock.now()
    return Share(in_time, in_time + late, unclear) if in_time + late + unclear else None


def _was_in_time(answer: Statement | None, due_at: datetime) -> bool | None:
    """Whether an answer came in time; None where its date does not tell."""
    if answer is None:
        return None
    if not answer.is_compiled:
        return answer.published_at is not None and answer.published_at <= due_at
    last = due_moment(answer.decided_on)
    if last is None:
        return None
    if last <= due_at:
        return True
    return False if _begins(answer.decided_on or "") > due_at else None


def _begins(partial: str) -> datetime:
    """The first moment of a day, a month or a year."""
    year, month, day = (*partial.split("-"), "1", "1")[:3]
    return clock.london(date(int(year), int(month), int(day)))


def _overdue_answers(due_at: datetime | None, standings: Sequence[Standing]) -> Share | None:
    """Recommendations whose promised time is past and of which no final verdict is known from anywhere."""
    if due_at is None or not standings:
        return None
    is_past = due_at <= clock.now()
    return Share(sum(is_past and standing not in SPOKEN_FOR for standing in standings), len(standings))


def _days_until(report_published_on: str | None, answer: Statement | None) -> int | None:
    """Days from the report to an answer; an answer that came before the report took none. None without two days."""
    answered_on = _day_of(answer) if answer is not None else None
    if len(report_published_on or "") != A_DAY or len(answered_on or "") != A_DAY:
        return None
    days = date.fromisoformat(answered_on or "") - date.fromisoformat(report_published_on or "")
    return max(days.days, 0)


def _last_update(facts: Facts) -> str | None:
    said = [_day_of(statement) for statement in facts.statements if statement.vanished_at is None]
    return max((day for day in [*said, *facts.reported_on] if day), key=_latest_day, default=None)


def _latest_day(partial: str) -> tuple[str, int]:
    """The last day that a partial date may mean; of two that may mean the same, the precise one is later."""
    year, month, day = (*partial.split("-"), "", "")[:3]
    last = calendar.monthrange(int(year), int(month or 12))[1]
    return f"{year}-{month or 12}-{day or last}", len(partial)


# ---- What else is counted ----


def _apart(present: Sequence[Item], told: _Told) -> Mapping[RecommendationKind, Counter[Standing]]:
    by_kind = {kind: [item for item in present if item.kind is kind] for kind in COUNTED_APART}
    return {kind: Counter(map(told.standing_of, items)) for kind, items in by_kind.items() if items}


def _promised(facts: Facts) -> dict[str, Any]:
    """Commitments and what is late of them. A record's silence about commitments says nothing."""
    if facts.is_compiled and not facts.commitments:
        return {"commitments": None, "overdue_commitments": None, "late_reports": None}
    promises = facts.commitments
    going_on = [promise for promise in promises if promise.status not in ENDED]
    return {
        "commitments": Counter(promise.status for promise in promises),
        "overdue_commitments": Share(sum(promise.is_overdue for promise in promises), len(promises)),
        "late_reports": Share(sum(promise.is_report_late for promise in going_on), len(going_on)),
    }


def _checks(facts: Facts, answer_ids: set[int]) -> Checks:
    """What was said of the answers that count now and of the commitments, each side by itself.

    A side that was never asked is missing: nobody kept silent there.
    """
    found: dict[tuple[About, Side], Counter[Finding]] = {
        (about, side): Counter() for about in About for side in Side if facts.asked.get(side)
    }
    for check in facts.checks:
        if check.about is About.COMMITMENT or check.about_id in answer_ids:
            found.setdefault(_column(check), Counter())[check.finding] += check.count
    return found


def _column(check: Checked) -> tuple[About, Side]:
    return check.about, check.side


# ---- Several assemblies together ----


def together(figures: Sequence[Figures]) -> Figures:
    """The figures of several assemblies as one. What is unknown of some is counted among those of which it is known.

    The median is that of all recommendations, not a median of medians. What is unknown of all stays unknown.
    """
    return Figures(
        standings=_sum(each.standings for each in figures),
        drafts=sum(each.drafts for each in figures),
        verdicts=_sum(each.verdicts for each in figures) or Counter(),
        apart=_columns([each.apart for each in figures]),
        due_at=None,
        is_due=any(each.is_due for each in figures),
        on_time=shares_together(each.on_time for each in figures),
        overdue_answers=shares_together(each.overdue_answers for each in figures),
        commitments=_sum(each.commitments for each in figures),
        overdue_commitments=shares_together(each.overdue_commitments for each in figures),
        late_reports=shares_together(each.late_reports for each in figures),
        delivery=_sum(each.delivery for each in figures) or Counter(),
        days=tuple(sorted(number for each in figures for number in each.days)),
        undated=sum(each.undated for each in figures),
        last_update=max(
            (each.last_update for each in figures if each.last_update), key=_latest_day, default=None
        ),
        checks=_columns([each.checks for each in figures]),
        asked=sum((Counter(each.asked) for each in figures), Counter()),
    )


def _sum(counters: Iterable[Counter[T] | None]) -> Counter[T] | None:
    known = [counter for counter in counters if counter is not None]
    return sum(known, Counter()) if known else None


def _columns(tables: Sequence[Mapping[K, Counter[T]]]) -> dict[K, Counter[T]]:
    """Tables of counts added up column by column; a column that none of them has is missing."""
    found: dict[K, Counter[T]] = {}
    for table in tables:
        for column, counter in table.items():
            found[column] = found.get(column, Counter()) + counter
    return found


def shares_together(shares: Iterable[Share | None]) -> Share | None:
    """Shares as one, of those that are known; None where none is."""
    known = [share for share in shares if share is not None]
    if not known:
        return None
    return Share(
        sum(share.count for share in known),
        sum(share.of for share in known),
        sum(share.left_out for share in known),
    )
