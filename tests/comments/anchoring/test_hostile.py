"""Texts made to take minutes: the work is counted, not the time, which depends on the machine."""

from __future__ import annotations

import random

import pytest

from app.comments.anchoring.placing import Comparison, OldPassage
from app.comments.anchoring.tiling import most_work
from app.comments.models import PlaceOutcome

STAGES = 3
FEW_WORDS = ("the", "of", "council", "bus", "tree", "road", "a", "to")


def _drawn(seed: int, clauses: int, words: int) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(FEW_WORDS, k=words)) for _ in range(clauses)]


HOSTILE = {
    "one word, five thousand times": (["word " * 5000], ["word " * 4999]),
    "one word in sixty clauses": (["a " * 2500] * 60, ["a " * 2499] * 59),
    "two words in turn": (["ab cd " * 1250] * 8, ["cd ab " * 1249] * 9),
    "sixty clauses of eight words": (_drawn(1, 60, 1000), _drawn(2, 60, 1000)),
    "marks alone": (["…?!" * 1600] * 3, ["?!…" * 1600] * 3),
    "nothing in common": (["abc " * 1250], ["xyz " * 1250]),
}


@pytest.mark.parametrize("texts", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_work_stays_in_proportion_to_the_texts(texts: tuple[list[str], list[str]]) -> None:
    old, new = texts
    compared = Comparison(old, new)
    assert compared.work <= STAGES * most_work(compared.old, compared.new)
    quote = old[0][:40].strip()
    placed = compared.place(OldPassage(0, quote, "", old[0][len(quote) :][:32]))
    assert placed is not None


def test_a_repeated_word_that_did_not_change_is_where_it_was() -> None:
    old = ["word " * 5000, "The council plants forty trees."]
    assert Comparison(old, old[::-1]).place(OldPassage(0)).outcome == PlaceOutcome.EXACT  # type: ignore[union-attr]


def test_an_edit_of_a_long_text_of_few_words_is_followed() -> None:
    old = _drawn(3, 60, 400)
    new = [text.replace("bus tree", "bus and tree") for text in reversed(old)]
    quote = OldPassage(7, old[7][300:360], old[7][268:300], old[7][360:392])
    placed = Comparison(old, new).place(quote)
    assert placed is not None
    assert placed.clause == 52
