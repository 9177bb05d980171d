"""What a vote came to, told from its entered figures and the members' own bar alone. It is never the council's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.recommendations.models import Meaning, Version, VersionStage, Vote


class Outcome(StrEnum):
    """What the figures say for themselves."""

    REACHED_BAR = "reached_bar"
    MISSED_BAR = "missed_bar"
    MORE_AGAINST = "more_against"


def outcome_of(vote: Vote) -> Outcome | None:
    """What a vote came to; None where its figures do not say it.

    Where the choice "partly for it" would decide, they do not: only the members know whether they count it.
    """
    if not vote.counts or any(row.count is None for row in vote.counts):
        return None
    counts = {
        meaning: sum(row.count or 0 for row in vote.counts if row.meaning == meaning) for meaning in Meaning
    }
    return outcome_of_counts(counts, vote.bar_percent)


def outcome_of_counts(counts: Mapping[Meaning, int], bar_percent: int | None) -> Outcome | None:
    """The same, of how many members' choices mean what, and the members' own bar if they set one."""
    voted = sum(counts.values()) - counts[Meaning.ABSENT]
    if not voted:
        return None
    in_favour, at_most = counts[Meaning.FOR], counts[Meaning.FOR] + counts[Meaning.PARTLY]
    if bar_percent:
        # Compared in whole numbers: 74.6 % is shown as 75 %, and is below a bar of 75 %.
        bar = bar_percent * voted
        if 100 * in_favour >= bar:
            return Outcome.REACHED_BAR
        return Outcome.MISSED_BAR if 100 * at_most < bar else None
    return Outcome.MORE_AGAINST if counts[Meaning.AGAINST] > at_most else None


def is_corrected_since(vote: Vote, version: Version) -> bool:
    """Whether the members voted on a final text whose place this later one took: officers call that a correction."""
    voted_on = vote.version
    return (
        voted_on is not None
        and not voted_on.is_paraphrase
        and voted_on.stage == version.stage == VersionStage.FINAL
        and voted_on.number < version.number
    )


def last_vote(votes: Sequence[Vote], version: Version) -> Vote | None:
    """The members' last vote on this very text; where there is none, their last one on a final text before it.

    A corrected spelling undoes no vote: it stands until they vote on the new text. Takes the votes that count, with
    their versions.
    """
    on_it = [vote for vote in votes if vote.version_id in (None, version.id)]
    standing = on_it or [vote for vote in votes if is_corrected_since(vote, version)]
    return max(standing, key=lambda vote: (vote.held_on or "", vote.id), default=None)
