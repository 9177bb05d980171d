"""Where the clock of an assembly's answers and progress stands. Worked out from what was said; nothing is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.assemblies.models import Assembly
from app.core import clock
from app.responses.due import ReportDue, Standstill, report_due, standing_still
from app.responses.standing import CommitmentState


@dataclass(frozen=True)
class AssemblyClock:
    """What an assembly's council owes, and since when."""

    assembly: Assembly
    # Recommendations with a final text, and how many of them wait for a decision.
    total: int
    missing: int
    pauses: Sequence[Standstill]
    states: Sequence[CommitmentState]
    # When the council first decided on any of them, and when it last reported on a commitment.
    first_decision_at: datetime | None = None
    last_report_at: datetime | None = None
    # Whether an accepted recommendation has no commitment yet, so that nobody knows how it goes.
    has_empty_promises: bool = False

    @property
    def pause(self) -> Standstill | None:
        """The pause that lasts now."""
        return standing_still(self.pauses)

    @property
    def answers_due_at(self) -> datetime | None:
        """When the missing answers are due; None where none is missing or no day is known."""
        return self.assembly.answer_due_at if self.missing else None

    @property
    def answers_are_overdue(self) -> bool:
        """Whether answers are missing whose day has passed."""
        due = self.answers_due_at
        return due is not None and due <= clock.now()

    @property
    def report(self) -> ReportDue | None:
        """The next report of progress that the council owes; None before its first decision, and once all has ended."""
        goes_on = self.has_empty_promises or any(not state.has_ended for state in self.states)
        if self.first_decision_at is None or not goes_on or self.assembly.is_compiled:
            return None
        return report_due(
            self.first_decision_at,
            self.last_report_at,
            self.assembly.first_progress_months,
            self.assembly.progress_months,
            self.pauses,
        )

    @property
    def report_is_overdue(self) -> bool:
        """Whether a report of progress is late."""
        report = self.report
        return report is not None and report.is_overdue

    @property
    def late_commitments(self) -> Sequence[CommitmentState]:
        """The commitments whose promised date has passed without an end or a new date."""
        return [state for state in self.states if state.is_overdue]

    @property
    def turning_moments(self) -> list[datetime]:
        """When pages change by the clock alone: something falls due that is not done."""
        moments = [moment for state in self.states for moment in state.turning_moments]
        return [*moments, self.report.due_at] if self.report else moments

    @property
    def is_late(self) -> bool:
        """Whether anything is."""
        return self.answers_are_overdue or self.report_is_overdue or bool(self.late_commitments)
