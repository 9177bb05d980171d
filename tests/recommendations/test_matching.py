"""Clauses keep their keys where their words survive, and a key never means two clauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.recommendations.matching import join, keys_for, part

FORMER = {
    "4.1": "Close Mill Lane to through traffic on Saturdays.",
    "4.2": "Plant forty trees between the bridge and the market cross.",
    "4.3": "Tell shopkeepers three months before the work begins.",
}
SENTENCES = st.lists(
    st.text(alphabet="abcdé .,\n😀", min_size=1, max_size=40).filter(str.strip), min_size=1, max_size=8
)


def keys(*paragraphs: str, used: tuple[str, ...] = ()) -> list[str]:
    return keys_for(paragraphs, FORMER, "4", used)


def test_blank_lines_part_paragraphs_and_single_line_ends_do_not() -> None:
    assert part("One\nstill one\n\n\n \t\nTwo\n\n") == ["One\nstill one", "Two"]


@pytest.mark.parametrize("text", ["", " \n\n \t\n"])
def test_text_of_blanks_has_no_paragraph(text: str) -> None:
    assert part(text) == []


def test_unchanged_paragraphs_keep_their_keys_in_any_order() -> None:
    one, two, three = FORMER.values()
    assert keys(three, one, two) == ["4.3", "4.1", "4.2"]


def test_a_changed_paragraph_keeps_its_key_while_most_of_its_words_stay() -> None:
    assert keys("Plant sixty trees between the bridge and the old market cross.") == ["4.2"]


def test_a_paragraph_of_other_words_gets_a_key_of_its_own() -> None:
    assert keys(*FORMER.values(), "Mend the clock on the town hall.") == ["4.1", "4.2", "4.3", "4.4"]


def test_a_key_that_was_deleted_long_ago_is_never_given_again() -> None:
    assert keys("Mend the clock on the town hall.", used=("4.1", "4.9")) == ["4.10"]


def test_the_same_words_win_over_similar_words() -> None:
    changed = "Plant forty trees between the bridge and the church."
    assert keys(changed, FORMER["4.2"]) == ["4.4", "4.2"]


def test_of_two_similar_paragraphs_the_more_similar_one_keeps_the_key() -> None:
    far = "Plant forty shrubs between the bridge and the long wall."
    near = "Plant forty trees between the bridge and the market hall."
    assert keys(far, near) == ["4.4", "4.2"]


def test_two_paragraphs_with_the_same_words_get_two_keys() -> None:
    assert keys(FORMER["4.1"], FORMER["4.1"]) == ["4.1", "4.4"]


def test_keys_of_another_form_do_not_disturb_the_counting() -> None:
    assert keys_for(["New words"], {}, "m1", ("M1-note", "m1.a", "m1.2")) == ["m1.3"]


@given(former=SENTENCES, new=SENTENCES)
def test_each_key_is_given_once_and_is_old_or_was_never_used(former: list[str], new: list[str]) -> None:
    before = {f"4.{place}": text for place, text in enumerate(former, 1)}
    used = {*before, "4.99"}
    given_keys = keys_for(new, before, "4", used)
    assert len(set(given_keys)) == len(given_keys) == len(new)
    assert all(key in before or key not in used for key in given_keys)


@given(paragraphs=SENTENCES)
def test_the_same_text_again_keeps_every_key(paragraphs: list[str]) -> None:
    before = {f"4.{place}": text for place, text in enumerate(paragraphs, 1)}
    words = [text.split() for text in paragraphs]
    again = keys_for(paragraphs, before, "4", before)
    assert set(again) == set(before)
    if len({tuple(each) for each in words}) == len(words):
        assert sorted(again) == sorted(before)


@given(text=st.text(alphabet="ab \t\n", max_size=60))
def test_parting_what_was_joined_changes_nothing(text: str) -> None:
    assert part(join(part(text))) == part(text)
