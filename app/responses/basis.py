"""What an officer has before their eyes while answering: the text, the members' vote, and what residents say.

Officers who answer without the figures answer beside the point; so the form shows them, and nobody need look them up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import ngettext

from app.assemblies.models import Assembly
from app.comments.queries import StanceCounts, SubjectCounts, counts_of
from app.dispositions.models import DispositionOutcome
from app.dispositions.queries.on_subjects import ThemeOn, outcomes_on, themes_on
from app.recommendations.models import Recommendation, Version
from app.recommendations.queries import PublicRecommendation, public_recommendations
from app.recommendations.queries.texts import published_texts
from app.recommendations.wording import vote_beside


@dataclass(frozen=True)
class Basis:
    """One recommendation as it stands while it is being answered."""

    recommendation: Recommendation
    version: Version
    votes: Sequence[dict[str, Any]]
    counts: StanceCounts
    themes: Sequence[ThemeOn]
    # What became of the comments, in words: "12 changed the text".
    became: Sequence[str]
    unanswered: int
    # The published texts before this one, the last first.
    former: Sequence[Version]


def basis_of(assembly: Assembly, recommendations: Sequence[Recommendation]) -> list[Basis]:
    """The current text, all votes, the comments' figures, themes and dispositions, and the former texts of some
    recommendations; nine queries."""
    wanted = {each.id for each in recommendations}
    chosen = [each for each in public_recommendations(assembly) if each.recommendation.id in wanted]
    subjects = [each.recommendation.subject_id for each in chosen]
    counts, themes, outcomes = counts_of(subjects), themes_on(subjects), outcomes_on(subjects)
    former = published_texts(wanted)
    return [_basis(each, counts, themes, outcomes, former.get(each.recommendation.id, ())) for each in chosen]


def _basis(
    chosen: PublicRecommendation,
    counts: Mapping[int, SubjectCounts],
    themes: Mapping[int, Sequence[ThemeOn]],
    outcomes: Mapping[int, Counter[DispositionOutcome]],
    texts: Sequence[Version],
) -> Basis:
    subject_id = chosen.recommendation.subject_id
    overall, became = counts[subject_id].overall, outcomes.get(subject_id, Counter())
    return Basis(
        recommendation=chosen.recommendation,
        version=chosen.version,
        votes=_votes(chosen),
        counts=overall,
        themes=themes.get(subject_id, ()),
        became=_became(became),
        unanswered=overall.total - became.total(),
        former=[text for text in reversed(texts) if text.number < chosen.version.number],
    )


def _became(outcomes: Counter[DispositionOutcome]) -> list[str]:
    """How many comments have which answer, in the order in which answers are offered."""
    words = {
        DispositionOutcome.CHANGED: ngettext(
            "%(num)d changed the text", "%(num)d changed the text", outcomes[DispositionOutcome.CHANGED]
        ),
        DispositionOutcome.NO_CHANGE: ngettext(
            "%(num)d was considered and changed nothing",
            "%(num)d were considered and changed nothing",
            outcomes[DispositionOutcome.NO_CHANGE],
        ),
        DispositionOutcome.OUT_OF_SCOPE: ngettext(
            "%(num)d was out of scope", "%(num)d were out of scope", outcomes[DispositionOutcome.OUT_OF_SCOPE]
        ),
        DispositionOutcome.NOTED: ngettext(
            "%(num)d was noted", "%(num)d were noted", outcomes[DispositionOutcome.NOTED]
        ),
    }
    return [text for outcome, text in words.items() if outcomes[outcome]]


def _votes(chosen: PublicRecommendation) -> list[dict[str, Any]]:
    """The members' votes beside the text that is answered: a vote on another text says so."""
    recommendation, votes = chosen.recommendation, chosen.recommendation.votes
    return [vote_beside(vote, chosen.version, recommendation, len(votes) > 1) for vote in votes]
