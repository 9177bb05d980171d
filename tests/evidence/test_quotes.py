"""Words are quoted letter by letter, as readers see them."""

from __future__ import annotations

import pytest

from app.evidence.quotes import holds, spoken_of, text_of
from app.evidence.transcripts import read_transcript

TEXTS = text_of(
    "Takings rose.", "## Figures\n\nThey **rose** by\n40 & more.\n\n| a | b |\n| - | - |\n| one | two |"
)


@pytest.mark.parametrize(
    "quote",
    ["Takings rose.", "They rose by 40 & more.", "  rose\n by   40 ", "Figures They rose", "one two"],
)
def test_what_readers_see_can_be_quoted(quote: str) -> None:
    assert holds(TEXTS, quote)


@pytest.mark.parametrize("quote", ["takings rose.", "**rose**", "rose. Figures", "", "  ", "<strong>"])
def test_other_words_cannot(quote: str) -> None:
    assert not holds(TEXTS, quote)


def test_a_quote_may_reach_over_cues_but_not_over_speakers() -> None:
    said = spoken_of(read_transcript("[0:01] Ann Reid: The lane\n[0:03] is dark.\n[0:06] Huw: It is."))
    assert holds(said, "The lane is dark.")
    assert not holds(said, "is dark. It is.")


def test_two_of_many_are_not_quoted_as_one() -> None:
    said = spoken_of(
        read_transcript("[0:01] A member: The teas.\n[0:03] A member: The road.\n[0:06] And the bus.")
    )
    assert holds(said, "The road. And the bus.")
    assert not holds(said, "The teas. The road.")
