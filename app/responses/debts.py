"""What a council owes by the clock, and when somebody is reminded of it. Plain rules, which ask nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core import clock
from app.responses.clocks import AssemblyClock

# So long before something is due officers hear of it; and once it is late, again so often.
BEFORE = timedelta(days=14)
AGAIN = timedelta(days=30)


class Owed(StrEnum):
    """What a council owes."""

    ANSWERS = "answers"
    REPORT = "report"
    COMMITMENT = "commitment"


@dataclass(frozen=True)
class Debt:
    """Something that is due at a moment, or was."""

    owed: Owed
    due_at: datetime
    commitment_id: int = 0

    @property
    def stage(self) -> int | None:
        """Which letter it is time for: 0 before it is due, then 1 once it is late, 2 a month later and so on.

        None while it is too early for any.
        """
        late = clock.now() - self.due_at
        if late < -BEFORE:
            return None
        return 0 if late < timedelta(0) else 1 + late // AGAIN


def debts_of(standing: AssemblyClock) -> Iterator[Debt]:
    """All that an assembly's council owes by the clock: answers, the next report, and what is promised for a day."""
    if standing.answers_due_at is not None:
        yield Debt(Owed.ANSWERS, standing.answers_due_at)
    if standing.report is not None:
        yield Debt(Owed.REPORT, standing.report.due_at)
    for state in standing.states:
        if state.due_at is not None and not state.has_ended:
            yield Debt(Owed.COMMITMENT, state.due_at, state.commitment.id)
