"""What an officer has before their eyes while answering: the text, the members' vote, and what residents say.

Officers who answer without the figures answer beside the point; so the form shows them, and nobody need look them up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.assemblies.models import Assembly
from app.comments.queries import StanceCounts, counts_of
from app.recommendations.models import Recommendation, Version
from app.recommendations.queries import PublicRecommendation, public_recommendations
from app.recommendations.wording import vote_beside


@dataclass(frozen=True)
class Basis:
    """One recommendation as it stands while it is being answered."""

    recommendation: Recommendation
    version: Version
    votes: Sequence[dict[str, Any]]
    counts: StanceCounts


def basis_of(assembly: Assembly, recommendations: Sequence[Recommendation]) -> list[Basis]:
    """The current text, all votes and the counts of comments of some recommendations; four queries."""
    wanted = {each.id for each in recommendations}
    chosen = [each for each in public_recommendations(assembly) if each.recommendation.id in wanted]
    counts = counts_of([each.recommendation.subject_id for each in chosen])
    return [
        Basis(
            each.recommendation,
            each.version,
            _votes(each),
            counts[each.recommendation.subject_id].overall,
        )
        for each in chosen
    ]


def _votes(chosen: PublicRecommendation) -> list[dict[str, Any]]:
    """The members' votes beside the text that is answered: a vote on another text says so."""
    recommendation, votes = chosen.recommendation, chosen.recommendation.votes
    return [vote_beside(vote, chosen.version, recommendation, len(votes) > 1) for vote in votes]
