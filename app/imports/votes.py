"""How the choices on ballots stand to a recommendation, whatever the ballot calls them."""

from __future__ import annotations

from app.recommendations.models import Meaning

# Choices that are not here have no meaning that we could know: they are shown by their own name alone.
MEANINGS: dict[str, Meaning] = {
    "strongly_support": Meaning.FOR,
    "support": Meaning.FOR,
    "strongly_agree": Meaning.FOR,
    "agree": Meaning.FOR,
    "yes": Meaning.FOR,
    "for": Meaning.FOR,
    "support_with_changes": Meaning.PARTLY,
    "partly": Meaning.PARTLY,
    "neither": Meaning.NEITHER,
    "neutral": Meaning.NEITHER,
    "abstain": Meaning.NEITHER,
    "oppose": Meaning.AGAINST,
    "strongly_oppose": Meaning.AGAINST,
    "disagree": Meaning.AGAINST,
    "strongly_disagree": Meaning.AGAINST,
    "no": Meaning.AGAINST,
    "against": Meaning.AGAINST,
    "no_response": Meaning.ABSENT,
    "did_not_vote": Meaning.ABSENT,
    "blank": Meaning.ABSENT,
    "absent": Meaning.ABSENT,
}
