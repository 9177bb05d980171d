"""The clock of answers and progress on an assembly's public pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.assemblies.models import Assembly
from app.recommendations.queries import ListedRecommendation
from app.responses.queries.answers import Answers
from app.responses.queries.clocks import clock_from
from app.responses.wording.clock import notices

Words = dict[str, Any]


def clock_notices(
    assembly: Assembly, listed: Sequence[ListedRecommendation], answers: Answers
) -> list[Words]:
    """Where the clock of answers and progress stands, once the council has to answer or has answered."""
    standing = clock_from(assembly, listed, answers)
    return notices(standing) if standing and (standing.total or standing.first_decision_at) else []
