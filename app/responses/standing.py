"""Where an answer and its delivery stand, worked out from what the council said. Nothing here is stored.

Verdict, delivery and evidence of delivery are three separate things. The verdict is the council's own word and is
never worked out from anything; delivery is what the last progress updates say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from app.core import clock
from app.responses.due import due_moment
from app.responses.models import Commitment, DeliveryStatus, ProgressUpdate, Response, Verdict

ENDED = (DeliveryStatus.DELIVERED, DeliveryStatus.STOPPED)


@dataclass(frozen=True)
class CommitmentState:
    """How a commitment is going: the last status reported, and the date that holds now."""

    commitment: Commitment
    status: DeliveryStatus
    due_on: str | None
    # The date that a delay replaced, and the update that did so.
    was_due_on: str | None
    delayed_by: ProgressUpdate | None
    last_update: ProgressUpdate | None

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    @property
    def due_at(self) -> datetime | None:
        return due_moment(self.due_on)

    @property
    def is_overdue(self) -> bool:
        """Whether the date has passed and the council has neither delivered, stopped nor named a new one."""
        due = self.due_at
        return not self.has_ended and due is not None and due <= clock.now()


def state_of(commitment: Commitment) -> CommitmentState:
    """Read a commitment's state off its updates, the first one first. It is planned until one says more."""
    status, due_on = DeliveryStatus.PLANNED, commitment.due_on
    was_due_on: str | None = None
    delayed_by: ProgressUpdate | None = None
    for update in commitment.updates:
        status = DeliveryStatus(update.status) if update.status else status
        if update.new_due_on and update.new_due_on != due_on:
            was_due_on, due_on, delayed_by = due_on, update.new_due_on, update
    last = commitment.updates[-1] if commitment.updates else None
    return CommitmentState(commitment, status, due_on, was_due_on, delayed_by, last)


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
