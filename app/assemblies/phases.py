"""Where an assembly stands, worked out from the clock. Nothing here is stored.

Our own phases open and close at moments. The phases of a compiled record have partial dates, are all past or
unknown, and never open anything.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from app.assemblies.models import Assembly, Phase, PhaseKind
from app.core import clock


class PhaseState(StrEnum):
    """How a phase stands to the present moment."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to_come"


def state_of(phase: Phase) -> PhaseState:
    """Whether a phase is behind us, here, or to come. A phase without an opening moment has not begun."""
    if phase.assembly.is_compiled:
        return PhaseState.DONE
    now = clock.now()
    if phase.closes_at is not None and phase.closes_at <= now:
        return PhaseState.DONE
    return PhaseState.NOW if phase.opens_at is not None and phase.opens_at <= now else PhaseState.TO_COME


def present_phase(assembly: Assembly) -> Phase | None:
    """The phase that we are in: the last one that has begun, while it lasts. None between two phases.

    An assembly never goes back: an earlier phase that is still open, as for questions, is not where it stands.
    """
    last = last_begun(assembly)
    return last if last is not None and state_of(last) is PhaseState.NOW else None


def last_begun(assembly: Assembly) -> Phase | None:
    """The phase that the assembly has come to, whether it lasts or is over; none before the first."""
    begun = [phase for phase in assembly.phases if state_of(phase) is not PhaseState.TO_COME]
    return begun[-1] if begun else None


def next_phase(assembly: Assembly) -> Phase | None:
    """The first dated phase that follows the one that the assembly has come to; none where no date is set."""
    last = last_begun(assembly)
    later = assembly.phases[assembly.phases.index(last) + 1 :] if last is not None else assembly.phases
    return next((phase for phase in later if phase.opens_at is not None), None)


def _own_phase(assembly: Assembly, kind: PhaseKind) -> Phase | None:
    """The phase of a kind that can open something. A compiled record has none."""
    if assembly.is_compiled:
        return None
    return next((phase for phase in assembly.phases if phase.kind == kind), None)


def _is_open(assembly: Assembly, phase: Phase | None) -> bool:
    return assembly.is_public and phase is not None and state_of(phase) is PhaseState.NOW


def _closed_at(phase: Phase | None) -> datetime | None:
    return phase.closes_at if phase is not None and state_of(phase) is PhaseState.DONE else None


def consulting_phase(assembly: Assembly) -> Phase | None:
    """The phase in which comments are open, whether or not it is open now. A compiled record has none."""
    return _own_phase(assembly, PhaseKind.CONSULTING)


def is_paused(assembly: Assembly) -> bool:
    """Whether comments and questions are paused at this moment. What is closed anyway can be paused as well."""
    until = assembly.paused_until
    return assembly.paused_at is not None and until is not None and assembly.paused_at <= clock.now() < until


def comments_are_due(assembly: Assembly) -> bool:
    """Whether the consultation lasts, be it that a pause closes comments for now."""
    return _is_open(assembly, consulting_phase(assembly))


def comments_open(assembly: Assembly) -> bool:
    """Whether residents may comment on the published drafts at this moment."""
    return comments_are_due(assembly) and not is_paused(assembly)


def comments_paused(assembly: Assembly) -> bool:
    """Whether comments would be open, were it not for a pause."""
    return comments_are_due(assembly) and is_paused(assembly)


def comments_closed_at(assembly: Assembly) -> datetime | None:
    """When comments closed, if they did."""
    return _closed_at(consulting_phase(assembly))


def learning_phase(assembly: Assembly) -> Phase | None:
    """The phase in which questions are open, whether or not it is open now. A compiled record has none."""
    return _own_phase(assembly, PhaseKind.LEARNING)


def questions_are_due(assembly: Assembly) -> bool:
    """Whether the time for questions lasts, be it that a pause closes them for now."""
    return _is_open(assembly, learning_phase(assembly))


def anything_to_pause(assembly: Assembly) -> bool:
    """Whether a pause would close anything: comments or questions are open, or closed by a pause alone."""
    return comments_are_due(assembly) or questions_are_due(assembly)


def questions_open(assembly: Assembly) -> bool:
    """Whether residents may ask about the published evidence at this moment; comments may be open as well."""
    return questions_are_due(assembly) and not is_paused(assembly)


def questions_paused(assembly: Assembly) -> bool:
    """Whether questions would be open, were it not for a pause."""
    return questions_are_due(assembly) and is_paused(assembly)


def questions_closed_at(assembly: Assembly) -> datetime | None:
    """When questions closed, if they did."""
    return _closed_at(learning_phase(assembly))


def phase_after_consulting(assembly: Assembly) -> Phase | None:
    """The first dated phase whose place is after the consultation: comments close before it begins."""
    later = list(PhaseKind)[list(PhaseKind).index(PhaseKind.CONSULTING) + 1 :]
    return next(
        (phase for phase in assembly.phases if phase.kind in later and phase.opens_at is not None), None
    )


def is_past_consulting(assembly: Assembly) -> bool:
    """Whether the assembly has moved on to a later phase, so that comments cannot be opened any more."""
    phase = phase_after_consulting(assembly)
    return phase is not None and phase.opens_at is not None and phase.opens_at <= clock.now()


def has_met(assembly: Assembly) -> bool:
    """Whether the members have begun to meet, so that the rules under which they do so stand."""
    before = (PhaseKind.PREPARING, PhaseKind.RECRUITING)
    return any(
        phase.kind not in before and state_of(phase) is not PhaseState.TO_COME for phase in assembly.phases
    )


def is_concluded(assembly: Assembly) -> bool:
    """Whether the assembly's own work is behind it: compiled, or answering, delivering or closed by now."""
    if assembly.is_compiled:
        return True
    phase = present_phase(assembly)
    later = (PhaseKind.RESPONDING, PhaseKind.DELIVERING, PhaseKind.CLOSED)
    return phase is not None and phase.kind in later


def opens_for_residents(assembly: Assembly, phase: Phase) -> datetime | None:
    """When comments or questions of a phase to come really open: when it begins, or when a pause that lasts is over."""
    if phase.opens_at is None or assembly.paused_until is None or not is_paused(assembly):
        return phase.opens_at
    return max(phase.opens_at, assembly.paused_until)


def turning_moments(assembly: Assembly) -> list[datetime]:
    """When pages about an assembly change by themselves: phases open and close, a pause ends, an answer falls due."""
    edges = [moment for phase in assembly.phases for moment in (phase.opens_at, phase.closes_at)]
    moments = (*edges, assembly.paused_until, assembly.answer_due_at)
    return [moment for moment in moments if moment is not None]
