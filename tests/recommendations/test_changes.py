"""What became of each clause: changed, new, gone, moved, split, taken in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.recommendations.changes import Change, changes_between

FORMER = {
    "4.1": "Close Mill Lane to through traffic on Saturdays.",
    "4.2": "Plant forty trees between the bridge and the market cross.",
    "4.3": "Tell shopkeepers three months before the work begins.",
}
TEXTS = st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=8)


def test_what_changed_is_told_clause_by_clause() -> None:
    new = {"4.3": FORMER["4.3"], "4.1": "Close Mill Lane on Sundays.", "4.4": "Mend the clock."}
    told = [(each.key, each.change) for each in changes_between(FORMER, new)]
    assert told == [
        ("4.3", Change.SAME),
        ("4.1", Change.CHANGED),
        ("4.2", Change.DELETED),
        ("4.4", Change.NEW),
    ]
    assert sum(each.is_moved for each in changes_between(FORMER, new)) == 1


def test_nothing_is_said_to_move_when_a_clause_is_put_in_before_it() -> None:
    changes = changes_between(FORMER, {"4.4": "Mend the clock.", **FORMER})
    assert not any(change.is_moved for change in changes)


@pytest.mark.parametrize(
    ("order", "moved"),
    [
        ("abcde", ""),
        ("bcdea", "a"),
        ("eabcd", "e"),
        ("abdce", "d"),
        ("bxaecd", "ae"),
    ],
)
def test_as_few_clauses_as_possible_are_said_to_have_moved(order: str, moved: str) -> None:
    changes = changes_between(dict.fromkeys("abcde", "Words."), dict.fromkeys(order, "Words."))
    assert len([each.key for each in changes if each.is_moved]) == len(moved)


def test_a_moved_clause_knows_both_its_places() -> None:
    changes = {
        each.key: each for each in changes_between(dict.fromkeys("abc", "W"), dict.fromkeys("cab", "W"))
    }
    assert (changes["c"].is_moved, changes["c"].place_before, changes["c"].place_now) == (True, 3, 1)


def test_what_is_gone_stands_where_it_stood() -> None:
    former, new = dict.fromkeys("xabyc", "Words."), dict.fromkeys("cab", "Words.")
    assert [each.key for each in changes_between(former, new)] == list("xcaby")


def test_other_spaces_are_no_change() -> None:
    [only] = changes_between({"a": "So it\nis."}, {"a": "So  it is. "})
    assert only.is_unchanged


def test_a_clause_that_was_split_tells_where_its_words_went() -> None:
    former, new = {"a": "One. Two.", "b": "Three."}, {"a": "One.", "c": "Two.", "b": "Three."}
    changes = {each.key: each for each in changes_between(former, new, [[("c", "a")]])}
    assert changes["a"].went_to == ("c",)
    assert changes["c"].came_from == ("a",)
    assert changes["c"].is_split_off
    assert changes["b"].is_unchanged


def test_a_clause_that_was_taken_in_is_not_merely_gone() -> None:
    former, new = {"a": "One.", "b": "Two."}, {"a": "One. Two."}
    changes = {each.key: each for each in changes_between(former, new, [[("a", "b")]])}
    assert changes["a"].came_from == ("b",)
    assert changes["b"].is_taken_in
    assert changes["b"].went_to == ("a",)


def test_splits_and_merges_of_every_version_in_between_are_followed() -> None:
    former, new = {"a": "One. Two.", "b": "Three."}, {"a": "One.", "d": "Two. Three."}
    steps = [[("c", "a")], [("d", "c"), ("d", "b")]]
    changes = {each.key: each for each in changes_between(former, new, steps)}
    assert changes["d"].came_from == ("a", "b")
    assert changes["a"].went_to == ("d",)
    assert changes["b"].went_to == ("d",)
    assert "c" not in changes


def test_what_came_and_went_in_between_leaves_no_trace() -> None:
    changes = changes_between({"a": "One."}, {"a": "One."}, [[], [("a", "new in between")]])
    assert changes[0].is_unchanged


@given(TEXTS, TEXTS)
def test_every_clause_of_either_text_is_told_once(former: list[str], new: list[str]) -> None:
    changes = changes_between(dict.fromkeys(former, "Then."), dict.fromkeys(new, "Now."))
    assert sorted(each.key for each in changes) == sorted({*former, *new})
    assert [each.key for each in changes if each.now is not None] == new
    stayed = [each.place_before for each in changes if each.change is Change.CHANGED and not each.is_moved]
    assert stayed == sorted(place for place in stayed if place is not None)


LONG = {"a": "Plant trees beside the river.", "b": "Mend every bench in the old market."}


@pytest.mark.parametrize(
    "now", [LONG["a"], "Plant oaks beside the river.", "Plant trees beside the old river in the spring."]
)
def test_a_clause_that_was_merged_without_its_words_is_not_said_to_stand_there(now: str) -> None:
    changes = {each.key: each for each in changes_between(LONG, {"a": now}, [[("a", "b")]])}
    assert (changes["a"].came_from, changes["a"].merged_in) == ((), ("b",))
    assert not changes["a"].is_unchanged
    assert (changes["b"].went_to, changes["b"].merged_into) == ((), ("a",))
    assert changes["b"].is_merged
    assert not changes["b"].is_taken_in
    assert (changes["a"].said_from, changes["b"].said_to) == (("b",), ("a",))


@pytest.mark.parametrize(
    "now",
    [
        " ".join(LONG.values()),
        "Plant trees beside the river, and mend every bench.",
        "Mend every bench in the old market.",
    ],
)
def test_a_clause_that_left_words_where_it_was_merged_is_taken_in(now: str) -> None:
    changes = {each.key: each for each in changes_between(LONG, {"a": now}, [[("a", "b")]])}
    assert (changes["a"].came_from, changes["a"].merged_in) == (("b",), ())
    assert changes["b"].is_taken_in
    assert changes["b"].merged_into == ()


def test_what_stood_in_both_already_still_stands_in_the_one_that_goes_on() -> None:
    former = {"a": "Plant trees beside the river soon.", "b": "Plant trees beside the river."}
    changes = {each.key: each for each in changes_between(former, {"a": former["a"]}, [[("a", "b")]])}
    assert changes["b"].is_taken_in


def test_a_clause_that_was_split_off_without_a_word_of_the_other_is_new() -> None:
    now = {**LONG, "c": "Light the town hall at night."}
    changes = {each.key: each for each in changes_between(LONG, now, [[("c", "a")]])}
    assert not changes["c"].is_split_off
    assert changes["a"].is_unchanged
    assert changes["c"].said_from == ("a",)
