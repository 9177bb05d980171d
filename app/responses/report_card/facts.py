"""What the report card counts: plain rows of one assembly, as everybody can see them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from app.recommendations.models import RecommendationKind
from app.responses.models import DeliveryStatus, Finding, Side, Verdict

# What reports call by other names and councils are asked to do: the denominator of all that is said of answers.
COUNTED = (
    RecommendationKind.RECOMMENDATION,
    RecommendationKind.CORE_MEASURE,
    RecommendationKind.SUPPORTING_MEASURE,
)
# What members wish and stress besides. It is counted apart.
COUNTED_APART = (RecommendationKind.VISION_OUTCOME, RecommendationKind.KEY_MESSAGE)


class About(StrEnum):
    """What members and followers say something of."""

    ANSWER = "answer"
    COMMITMENT = "commitment"


@dataclass(frozen=True)
class Item:
    """One numbered item of a report of which a text is public."""

    id: int
    kind: RecommendationKind
    is_final: bool
    # A record does not hold it any more: it is shown, and counts no longer.
    has_vanished: bool = False


@dataclass(frozen=True)
class Statement:
    """One public answer, with the items that it names; none where it speaks of all of them."""

    id: int
    verdict: Verdict | None
    item_ids: frozenset[int]
    covers_all: bool
    is_compiled: bool
    is_official: bool
    decided_on: str | None
    published_at: datetime | None
    follows_id: int | None
    vanished_at: datetime | None


@dataclass(frozen=True)
class Promise:
    """One commitment, as it stands now."""

    id: int
    status: DeliveryStatus
    is_overdue: bool
    is_report_late: bool


@dataclass(frozen=True)
class Checked:
    """How many members, or followers, say the same of one answer or of one commitment."""

    about: About
    about_id: int
    side: Side
    finding: Finding
    count: int


@dataclass(frozen=True)
class Facts:
    """All that is counted of one assembly."""

    is_compiled: bool
    # The final report: only a day can be counted from.
    report_published_on: str | None = None
    # When its answers are due, pauses counted in; of a compiled record, what it says was promised.
    due_at: datetime | None = None
    items: Sequence[Item] = ()
    statements: Sequence[Statement] = ()
    commitments: Sequence[Promise] = ()
    # What a record says last of how far each item has got.
    delivery: Mapping[int, DeliveryStatus] = field(default_factory=dict)
    # The days of all reports of progress, as precise as they are known.
    reported_on: Sequence[str] = ()
    checks: Sequence[Checked] = ()
    # How many were asked to say whether the council did what they meant. A side that is missing was never asked.
    asked: Mapping[Side, int] = field(default_factory=dict)

    @cached_property
    def by_item(self) -> Mapping[int, Sequence[Statement]]:
        """What was answered by name, by the item that it names."""
        found: dict[int, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            for item_id in statement.item_ids:
                found[item_id].append(statement)
        return found

    @property
    def to_all(self) -> list[Statement]:
        """What was answered to all items together."""
        return [statement for statement in self.statements if statement.covers_all]
