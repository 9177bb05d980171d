"""What people write about assemblies, as forms hand it to services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.assemblies.models import ModerationMode, OpennessState, PhaseKind


@dataclass(frozen=True)
class FollowThroughPromise:
    """What a council promises before its assembly: when it answers, and when it reports.

    It answers by a day, if one is named, else so many months after the final report; it first reports so many months
    after its answer, then at least every so many. Without other words 3, 3 and 6 hold, as DemocracyNext's guide has it.
    """

    answer_at: datetime | None = None
    answer_months: int = 3
    first_progress_months: int = 3
    progress_months: int = 6


# The months of a promise, as an assembly and its form call them.
PROMISED_MONTHS = ("answer_months", "first_progress_months", "progress_months")


@dataclass(frozen=True)
class AssemblyWords:
    """What an administrator writes about an assembly. The remit is Markdown; an empty text is None."""

    name: str
    question: str | None = None
    summary: str | None = None
    remit: str | None = None
    topic: str | None = None
    members: int | None = None
    invitations: int | None = None
    confirms_comments: bool = True
    moderation_mode: ModerationMode = ModerationMode.BEFORE
    known_after: int = 3
    promise: FollowThroughPromise = FollowThroughPromise()


@dataclass(frozen=True)
class PhaseSpan:
    """When a phase opens and closes. The last phase of all may stay open."""

    kind: PhaseKind
    opens_at: datetime
    closes_at: datetime | None


@dataclass(frozen=True)
class OpennessWords:
    """What officers say of one item of the openness checklist, and where everybody can see it."""

    state: OpennessState
    reason: str
    url: str | None = None
