"""Where an answer and its delivery stand, worked out from what the council said. Nothing here is stored.

Verdict, delivery and evidence of delivery are three separate things. The verdict is the council's own word and is
never worked out from anything; delivery is what the last progress updates say. How a step goes is read off the
updates that name the step, and says nothing of the commitment as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from app.core import clock
from app.responses import due
from app.responses.due import ReportDue, Standstill
from app.responses.models import Commitment, DeliveryStatus, Milestone, ProgressUpdate, Response, Verdict

ENDED = (DeliveryStatus.DELIVERED, DeliveryStatus.STOPPED)


@dataclass(frozen=True)
class Told:
    """One report in its place: what it says by now, and the wordings that were corrected since."""

    update: ProgressUpdate
    # The newest first; empty where it was never corrected.
    former: tuple[ProgressUpdate, ...] = ()

    @property
    def first(self) -> ProgressUpdate:
        """The report as it was made. A correction is no report of its own: it tells nothing new."""
        return self.former[-1] if self.former else self.update


def told_of(updates: Iterable[ProgressUpdate]) -> tuple[Told, ...]:
    """Reports in their order, each correction in the place of what it corrects, however often that was corrected."""
    known = list(updates)
    corrections = {update.follows_id: update for update in known if update.follows_id is not None}
    return tuple(_as_told(update, corrections) for update in known if update.follows_id is None)


def _as_told(first: ProgressUpdate, corrections: Mapping[int, ProgressUpdate]) -> Told:
    wordings = [first]
    while wordings[0].id in corrections:
        wordings.insert(0, corrections[wordings[0].id])
    return Told(wordings[0], tuple(wordings[1:]))


@dataclass(frozen=True)
class Delay:
    """A date that moved: which one it was, which one it became, and the report that said so."""

    was: str | None
    now: str
    update: ProgressUpdate


@dataclass(frozen=True, kw_only=True)
class Course:
    """How something that was promised for a date goes: the last status reported, and the date that holds now."""

    status: DeliveryStatus
    due_on: str | None
    # Every date that moved, the first one first. None of them is ever left out.
    delays: tuple[Delay, ...] = ()
    # What was reported of this very thing, the first one first.
    told: tuple[Told, ...] = ()
    # The times in which the clock stands still.
    pauses: Sequence[Standstill] = ()

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    @property
    def was_due_on(self) -> str | None:
        """The date that the last delay replaced."""
        return self.delays[-1].was if self.delays else None

    @property
    def delayed_by(self) -> ProgressUpdate | None:
        """The report that moved the date last."""
        return self.delays[-1].update if self.delays else None

    @property
    def due_at(self) -> datetime | None:
        """When its date has passed. One that falls into a pause counts from the end of the pause."""
        moment = due.due_moment(self.due_on)
        return moment and due.not_within(self.pauses, moment)

    @property
    def is_overdue(self) -> bool:
        """Whether the date has passed and the council has neither delivered, stopped nor named a new one."""
        due_at = self.due_at
        return not self.has_ended and due_at is not None and due_at <= clock.now()


@dataclass(frozen=True, kw_only=True)
class MilestoneState(Course):
    """How a step goes."""

    milestone: Milestone


@dataclass(frozen=True, kw_only=True)
class CommitmentState(Course):
    """How a commitment goes as a whole. Its steps stand beside it and change none of this."""

    commitment: Commitment
    # What was reported of it and of its steps, the first one first.
    all_told: tuple[Told, ...] = ()

    @property
    def milestones(self) -> tuple[MilestoneState, ...]:
        """Its steps in their order."""
        return tuple(map(self.state_of_milestone, self.commitment.milestones))

    def state_of_milestone(self, milestone: Milestone) -> MilestoneState:
        """How one of its steps goes."""
        told = tuple(each for each in self.all_told if each.update.milestone_id == milestone.id)
        status, due_on, delays = _read(milestone.due_on, told)
        return MilestoneState(
            milestone=milestone, status=status, due_on=due_on, delays=delays, told=told, pauses=self.pauses
        )

    def of(self, milestone_id: int | None) -> Course:
        """How one of its steps goes by its number, or it as a whole."""
        if milestone_id is None:
            return self
        return self.state_of_milestone(
            next(step for step in self.commitment.milestones if step.id == milestone_id)
        )

    def told_as(self, update_id: int) -> Told | None:
        """The report that says something now by this number. One whose wording was corrected since has another."""
        return next((told for told in self.all_told if told.update.id == update_id), None)

    def before(self, told: Told) -> CommitmentState:
        """The state in which a report found it."""
        return state_after(self.commitment, self.all_told[: self.all_told.index(told)], self.pauses)

    def after(self, told: Told) -> tuple[Told, ...]:
        """The reports that followed one."""
        return self.all_told[self.all_told.index(told) + 1 :]

    @property
    def reported_at(self) -> list[datetime]:
        """When the council reported on it or on its steps. A correction tells nothing new, so it is no report."""
        return [told.first.created_at for told in self.all_told]

    @property
    def turning_moments(self) -> list[datetime]:
        """When pages change by the clock alone: it, a step of it or the next report falls due."""
        dates = [each.due_at for each in (self, *self.milestones) if not each.has_ended]
        report = self.report_due
        return [each for each in (*dates, report.due_at if report else None) if each is not None]

    @property
    def last_update(self) -> ProgressUpdate | None:
        """What was reported last, of the whole or of a step."""
        return self.all_told[-1].update if self.all_told else None

    @property
    def report_due(self) -> ReportDue | None:
        """When the next report is due. None after the end, before the commitment holds, and for a compiled record,
        which has no clock."""
        assembly, began_at = self.commitment.recommendation.assembly, self.commitment.made_at
        if self.has_ended or assembly.is_compiled or began_at > clock.now():
            return None
        return due.report_due(
            began_at,
            max(self.reported_at, default=None),
            assembly.first_progress_months,
            assembly.progress_months,
            self.pauses,
        )


def _read(due_on: str | None, told: Iterable[Told]) -> tuple[DeliveryStatus, str | None, tuple[Delay, ...]]:
    """Status, date and delays, read off reports. It is planned until one says more; mere words change nothing."""
    status, delays = DeliveryStatus.PLANNED, []
    for update in (each.update for each in told):
        status = DeliveryStatus(update.status) if update.status else status
        if update.new_due_on and update.new_due_on != due_on:
            delays.append(Delay(due_on, update.new_due_on, update))
            due_on = update.new_due_on
    return status, due_on, tuple(delays)


def state_of(commitment: Commitment, pauses: Sequence[Standstill] = ()) -> CommitmentState:
    """Read a commitment's state off its updates, the first one first.

    Takes the times in which its assembly's clock stands still. What was corrected counts as corrected; updates that
    name a step count for the step alone.
    """
    return state_after(commitment, told_of(commitment.updates), pauses)


def state_after(
    commitment: Commitment, all_told: Iterable[Told], pauses: Sequence[Standstill] = ()
) -> CommitmentState:
    """The state that a commitment is in after these reports and no others."""
    everything = tuple(all_told)
    told = tuple(each for each in everything if each.update.milestone_id is None)
    status, due_on, delays = _read(commitment.due_on, told)
    return CommitmentState(
        commitment=commitment,
        status=status,
        due_on=due_on,
        delays=delays,
        told=told,
        pauses=pauses,
        all_told=everything,
    )


@dataclass(frozen=True)
class Delivery:
    """How the delivery of one recommendation stands, in one word for lists, with the figures behind the word."""

    status: DeliveryStatus
    counts: Counter[DeliveryStatus]
    is_overdue: bool = False

    @property
    def total(self) -> int:
        return self.counts.total()


def _one_word(counts: Counter[DeliveryStatus]) -> DeliveryStatus:
    """Delivered only where all is; delayed where anything is; under way as soon as something is done."""
    if counts[DeliveryStatus.DELAYED]:
        return DeliveryStatus.DELAYED
    if counts[DeliveryStatus.PLANNED] == counts.total():
        return DeliveryStatus.PLANNED
    if counts[DeliveryStatus.IN_PROGRESS] or counts[DeliveryStatus.PLANNED]:
        return DeliveryStatus.IN_PROGRESS
    return DeliveryStatus.STOPPED if counts[DeliveryStatus.STOPPED] else DeliveryStatus.DELIVERED


def delivery_of(states: Sequence[CommitmentState], updates: Sequence[ProgressUpdate] = ()) -> Delivery | None:
    """The delivery of one recommendation, from its commitments, else from what a record says of it as a whole.

    Takes the states of its commitments and the compiled updates that name it, oldest first (mere context has no
    status). Returns None where nobody has said anything: silence is not a state.
    """
    if states:
        counts = Counter(state.status for state in states)
        return Delivery(_one_word(counts), counts, any(state.is_overdue for state in states))
    said = [DeliveryStatus(update.status) for update in updates if update.status]
    return Delivery(said[-1], Counter(said[-1:])) if said else None


def is_decided(response: Response | None) -> bool:
    """Whether an answer is the council's own last word. "Under consideration" is none, nor is what a record holds."""
    return (
        response is not None and not response.is_compiled and response.verdict != Verdict.UNDER_CONSIDERATION
    )


class Said(Protocol):
    """What puts an answer in its place among others: the answer itself has it, and so has a plain row of it."""

    @property
    def id(self) -> int: ...
    @property
    def is_compiled(self) -> bool: ...
    @property
    def decided_on(self) -> str | None: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def follows_id(self) -> int | None: ...
    @property
    def vanished_at(self) -> datetime | None: ...


S = TypeVar("S", bound=Said)


def first_decision(responses: Iterable[Response]) -> Response | None:
    """The first of a council's own answers that decided something: what counts as answering on time.

    A correction of it, or a decision that came later, moves that day neither forward nor back.
    """
    return next((each for each in in_order(responses) if is_decided(each)), None)


def in_order(responses: Iterable[S]) -> list[S]:
    """Answers from the first to the last: compiled ones by their date (which may be unknown), then our own."""

    def key(response: S) -> tuple[bool, str, int]:
        published = response.published_at.isoformat() if response.published_at else ""
        when = (response.decided_on or "") if response.is_compiled else published
        return not response.is_compiled, when, response.id

    return sorted(responses, key=key)


def not_corrected(responses: Sequence[S]) -> list[S]:
    """Answers without the wordings that another of them has taken the place of, from the first to the last."""
    corrected = {response.follows_id for response in responses}
    return [response for response in in_order(responses) if response.id not in corrected]


def counting_now(responses: Sequence[S]) -> S | None:
    """Of all that was answered to one recommendation by name, the answer that counts now; None where there is none."""
    return next(
        (each for each in reversed(not_corrected(responses)) if each.vanished_at is None),
        None,
    )
