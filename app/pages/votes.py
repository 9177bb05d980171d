"""The members' votes beside a text: on the page of a recommendation, and on that of each of its texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.recommendations.models import Recommendation, Version, Vote
from app.recommendations.queries.votes import corrected_votes
from app.recommendations.wording import is_on, vote_beside

Words = dict[str, Any]


def votes_beside(recommendation: Recommendation, version: Version) -> list[Words]:
    """All votes that count, those on other texts too, which say so."""
    return _beside(recommendation, recommendation.votes, version)


def votes_on(recommendation: Recommendation, version: Version) -> list[Words]:
    """The votes that count on this very text."""
    return _beside(recommendation, [vote for vote in recommendation.votes if is_on(vote, version)], version)


def corrected_words(recommendation: Recommendation, version: Version) -> list[Words]:
    """Votes that were public until they were corrected; asked for only where one that counts corrects another."""
    is_corrected = any(vote.entry and vote.entry.replaces_id for vote in recommendation.votes)
    return _beside(recommendation, corrected_votes(recommendation) if is_corrected else [], version)


def _beside(recommendation: Recommendation, votes: Sequence[Vote], version: Version) -> list[Words]:
    # Where there are several, each one's own title tells them apart.
    return [vote_beside(vote, version, recommendation, len(votes) > 1) for vote in votes]
