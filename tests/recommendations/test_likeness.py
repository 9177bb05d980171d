"""How alike paragraphs are agrees with the plain definitions, and costly text costs no more than it may."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.recommendations import likeness
from app.recommendations.forms.texts import LONGEST_TEXT
from app.recommendations.likeness import (
    MOST_OF_IT,
    MOST_WORK,
    RUN,
    SHORTEST_PART,
    SIMILAR_ENOUGH,
    Paragraph,
    Work,
    share_of,
    similarity,
)
from app.recommendations.matching import MOST_CLAUSES, join, keys_for
from app.recommendations.redrafting import redrafted, suggested_origins

FEW_WORDS = st.lists(st.sampled_from("abcd!"), max_size=24)
LENGTH = LONGEST_TEXT // MOST_CLAUSES - 4


def _in_both(one: list[str], other: list[str]) -> int:
    """The longest common subsequence, as textbooks count it."""
    row = [0] * (len(other) + 1)
    for word in one:
        last = row[:]
        for place, another in enumerate(other, 1):
            row[place] = last[place - 1] + 1 if word == another else max(last[place], row[place - 1])
    return row[-1]


def _share(part: list[str], whole: list[str]) -> float:
    runs = [whole[place : place + RUN] for place in range(len(whole) - RUN + 1)]
    found = {
        place + step
        for place in range(len(part) - RUN + 1)
        if part[place : place + RUN] in runs
        for step in range(RUN)
    }
    return len(found) / len(part) if len(part) >= SHORTEST_PART else 0.0


@given(one=FEW_WORDS, other=FEW_WORDS)
def test_two_paragraphs_are_as_alike_as_the_words_they_share_in_order(
    one: list[str], other: list[str]
) -> None:
    found = similarity(Paragraph(" ".join(one)), Paragraph(" ".join(other)), Work())
    wanted = 2 * _in_both(one, other) / (len(one) + len(other)) if one or other else 1.0
    assert found == wanted or (found == 0 and wanted < SIMILAR_ENOUGH)


@given(part=FEW_WORDS, whole=FEW_WORDS)
def test_what_stands_in_another_paragraph_is_counted_in_runs(part: list[str], whole: list[str]) -> None:
    found = share_of(Paragraph(" ".join(part)), Paragraph(" ".join(whole)), Work())
    assert found == _share(part, whole) or (found == 0 and _share(part, whole) < MOST_OF_IT)


def _one_word(number: int, _: random.Random) -> str:
    return " ".join("a" * (LENGTH // 2 - number))


def _one_sign(number: int, _: random.Random) -> str:
    return "!" * (LENGTH - number)


def _two_signs(_: int, chance: random.Random) -> str:
    return "".join(chance.choices("!?", k=LENGTH))


def _the_same_words(_: int, chance: random.Random) -> str:
    words = [chr(ord("a") + place % 26) * (place // 26 + 1) for place in range(96)]
    chance.shuffle(words)
    return " ".join(words)


def _in_circles(number: int, _: random.Random) -> str:
    return ("!?." * LENGTH)[number : LENGTH + number % 7]


@pytest.mark.parametrize("make", [_one_word, _one_sign, _two_signs, _the_same_words, _in_circles])
def test_text_made_to_be_costly_costs_no_more_than_any_other(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[int, random.Random], str]
) -> None:
    looked_at: list[int] = []
    plain = likeness.in_the_same_order

    def counted(few: Paragraph, many: Paragraph) -> int:
        looked_at.append(len(few.words))
        return plain(few, many)

    monkeypatch.setattr(likeness, "in_the_same_order", counted)
    chance = random.Random(7)
    texts = [f"{make(place, chance)} {chance.choice('xyz')}" for place in range(2 * MOST_CLAUSES)]
    former = {f"1.{place}": text for place, text in enumerate(texts[:MOST_CLAUSES], 1)}
    assert len(join(texts[MOST_CLAUSES:])) <= LONGEST_TEXT
    rows = redrafted(texts[MOST_CLAUSES:], former, [], "1", former)
    assert sum(looked_at) <= MOST_WORK
    assert len({row.key for row in rows}) == MOST_CLAUSES


def test_the_longest_prose_is_matched_to_the_last_paragraph_for_less_than_half_of_the_work() -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices("aeiou" + "bdgklmnprst" * 2, k=chance.randint(2, 8))) for _ in range(600)]
    texts = [chance.choices(words, k=55) for _ in range(MOST_CLAUSES)]
    former = {f"1.{place}": " ".join(text) for place, text in enumerate(texts, 1)}
    reworded = [
        " ".join(chance.choice(words) if chance.random() < 0.2 else word for word in text) for text in texts
    ]
    work = Work()
    rows = redrafted(reworded, former, [], "1", former, work=work)
    assert [row.key for row in rows] == list(former)
    assert work.left > MOST_WORK / 2


def test_where_no_work_is_left_the_same_words_keep_their_key_and_nothing_is_guessed() -> None:
    work = Work()
    assert not work.spend(MOST_WORK + 1)
    former = {"1.1": "Plant forty trees between the bridge and the market cross.", "1.2": "Mend the clock."}
    reworded = "Plant sixty trees between the bridge and the market cross."
    assert keys_for([former["1.2"], reworded], former, "1", former, work=work) == ["1.2", "1.3"]
    assert suggested_origins(former, {"1.3": former["1.1"] + " Soon."}, work) == []
    assert keys_for([former["1.2"], reworded], former, "1", former) == ["1.2", "1.1"]
