"""What is split, merged, noted and said by hand stays with its paragraph when a draft is saved again."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.recommendations.models import OriginKind
from app.recommendations.redrafting import Drafted, Origin, redrafted, rematched, suggested_origins
from app.recommendations.words import ClauseMatch

BUSES = "Buses come every ten minutes on weekdays and every twenty minutes on Sundays."
SHOPS = "Shopkeepers are told three months before any work begins in their street."
TREES = "Plant forty trees between the bridge and the market cross before next winter."
CLOCK = "Mend the old clock on the town hall and light it at night for all to see."
FORMER = {"1.1": BUSES, "1.2": SHOPS, "1.3": TREES}
WORDS = st.sampled_from(
    [
        "plant",
        "trees",
        "buses",
        "come",
        "every",
        "shop",
        "street",
        "bridge",
        "before",
        "winter",
        "the",
        "a",
        "of",
    ]
)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=14).map(" ".join), min_size=1, max_size=6)


def drafted(*paragraphs: str, before: list[Drafted] | None = None) -> list[Drafted]:
    return redrafted(paragraphs, FORMER, before or [], "1", FORMER)


def kinds(rows: list[Drafted]) -> list[tuple[str, str, str]]:
    return [(each.clause_key, each.kind, each.from_key) for row in rows for each in row.origins]


def test_a_paragraph_cut_in_two_is_told_to_be_split() -> None:
    rows = drafted(BUSES[:42], BUSES[42:], SHOPS, TREES)
    assert sorted(row.key for row in rows) == ["1.1", "1.2", "1.3", "1.4"]
    assert kinds(rows) == [("1.4", "split", "1.1")]


def test_of_a_paragraph_cut_in_three_the_largest_part_goes_on() -> None:
    words = f"{BUSES} {SHOPS} {TREES}".split()
    former = {"1.1": " ".join(words)}
    cut = [" ".join(words[:9]), " ".join(words[9:20]), " ".join(words[20:])]
    rows = redrafted(cut, former, [], "1", former)
    assert [row.key for row in rows] == ["1.2", "1.3", "1.1"]
    assert kinds(rows) == [("1.2", "split", "1.1"), ("1.3", "split", "1.1")]


def test_two_paragraphs_made_one_are_told_to_be_merged() -> None:
    rows = drafted(f"{BUSES} {SHOPS}", TREES)
    assert {row.key for row in rows} < set(FORMER)
    gone = ({"1.1", "1.2"} - {rows[0].key}).pop()
    assert kinds(rows) == [(rows[0].key, "merge", gone)]


def test_a_copied_paragraph_was_not_split_from_the_one_that_stays_as_it_is() -> None:
    assert kinds(drafted(BUSES, SHOPS, TREES, f"{BUSES} This too.")) == []


def test_what_goes_without_its_words_is_merged_with_nothing() -> None:
    assert kinds(drafted(BUSES, CLOCK, TREES)) == []


def test_a_new_paragraph_keeps_its_own_key_and_note_when_others_come_before_it() -> None:
    before = drafted(BUSES, SHOPS, TREES, CLOCK)
    before[3] = replace(before[3], note="Residents asked for it.")
    rows = drafted("Open the library on Sunday afternoons.", BUSES, SHOPS, TREES, CLOCK, before=before)
    assert [row.key for row in rows] == ["1.5", "1.1", "1.2", "1.3", "1.4"]
    assert rows[-1].note == "Residents asked for it."


def test_a_cited_key_is_not_given_to_another_paragraph() -> None:
    before = redrafted([BUSES, SHOPS], {}, [], "1", ())
    again = redrafted([CLOCK, BUSES, TREES], {}, before, "1", (), cited=["1.1", "1.2"])
    assert [row.key for row in again] == ["1.3", "1.1", "1.4"]


def test_what_was_said_by_hand_stays_and_can_be_said_again() -> None:
    before = drafted(CLOCK, SHOPS, TREES)
    assert [row.key for row in before] == ["1.4", "1.2", "1.3"]
    said = [ClauseMatch("1.1", note="The clock instead of buses."), ClauseMatch("1.2"), ClauseMatch("1.3")]
    matched = rematched(before, FORMER, said, {}, "1", FORMER)
    assert [(row.key, row.is_by_hand) for row in matched] == [("1.1", True), ("1.2", False), ("1.3", False)]
    # Buses come back, but the officer has said what the clock is.
    again = drafted(BUSES, CLOCK.replace("old ", ""), SHOPS, TREES, before=matched)
    assert [row.key for row in again] == ["1.4", "1.1", "1.2", "1.3"]
    assert again[1].note == "The clock instead of buses."


def test_a_suggested_split_that_an_officer_denied_does_not_come_back() -> None:
    paragraphs = (BUSES[:42], BUSES[42:], SHOPS, TREES)
    before = drafted(*paragraphs)
    said = [ClauseMatch(row.key if row.key in FORMER else None) for row in before]
    matched = rematched(before, FORMER, said, {}, "1", FORMER)
    assert kinds(matched) == []
    assert kinds(drafted(*paragraphs, before=matched)) == []


def test_an_officer_says_that_a_paragraph_was_merged_or_just_goes() -> None:
    before = drafted(f"{BUSES} {SHOPS}", TREES)
    gone = before[0].origins[0].from_key
    said = [ClauseMatch(row.key) for row in before]
    goes = rematched(before, FORMER, said, {gone: None}, "1", FORMER)
    assert kinds(goes) == []
    assert kinds(drafted(f"{BUSES} {SHOPS}", TREES, before=goes)) == []
    elsewhere = rematched(before, FORMER, said, {gone: 1}, "1", FORMER)
    assert kinds(elsewhere) == [("1.3", "merge", gone)]
    assert elsewhere[1].is_by_hand


def test_what_goes_because_of_a_correction_is_looked_for_again() -> None:
    before = drafted(BUSES, f"{SHOPS} {TREES}")
    gone = before[1].origins[0].from_key
    # The officer takes the first paragraph for the one that went: now its own former one goes, into it.
    rows = rematched(before, FORMER, [ClauseMatch(gone), ClauseMatch(before[1].key)], {}, "1", FORMER)
    assert kinds(rows) == [(gone, "merge", "1.1")]


def test_a_paragraph_that_is_said_to_be_new_is_not_said_to_be_split() -> None:
    before = drafted(f"{BUSES} And every thirty minutes at night.", SHOPS, TREES)
    said = [ClauseMatch(None), ClauseMatch("1.2"), ClauseMatch("1.3")]
    rows = rematched(before, FORMER, said, {}, "1", FORMER)
    assert rows[0].key == "1.4"
    assert kinds(rows) == []


def test_merged_words_that_come_back_as_a_paragraph_are_merged_no_more() -> None:
    hand = Drafted("1.1", BUSES, None, True, (Origin("1.1", "1.2", OriginKind.MERGE),))
    rows = drafted(BUSES, SHOPS, TREES, before=[hand, Drafted("1.3", TREES)])
    assert kinds(rows) == []


@given(old=TEXTS, first=TEXTS, second=TEXTS, data=st.data())
def test_keys_stay_unique_are_never_used_again_and_hands_are_believed(
    old: list[str], first: list[str], second: list[str], data: st.DataObject
) -> None:
    former = {f"1.{place}": text for place, text in enumerate(old, 1)}
    used = {*former, "1.40"}
    before = redrafted(first, former, [], "1", used)
    choices = data.draw(st.permutations([*former, *[None] * len(first)]))[: len(first)]
    matched = rematched(before, former, [ClauseMatch(key) for key in choices], {}, "1", used)
    for row, key in zip(matched, choices, strict=True):
        assert row.key == key if key is not None else row.key not in used
    again = redrafted([*first, *second], former, matched, "1", used)
    for rows in (before, matched, again):
        keys = [row.key for row in rows]
        assert len(set(keys)) == len(keys)
        assert all(key in former or key not in used for key in keys)
        for row in rows:
            for origin in row.origins:
                assert origin.clause_key == row.key != origin.from_key
                assert origin.from_key in former
                assert (origin.kind is OriginKind.MERGE) == (row.key in former)
                assert origin.kind is OriginKind.SPLIT or origin.from_key not in keys
    if len(set(first)) == len(first) and not set(first) & set(second):
        by_hand = {row.text: row.key for row in matched if row.is_by_hand}
        assert {row.text: row.key for row in again if row.text in by_hand} == by_hand


@given(old=TEXTS)
def test_a_text_that_stays_is_neither_split_nor_merged(old: list[str]) -> None:
    former = {f"1.{place}": text for place, text in enumerate(old, 1)}
    assert suggested_origins(former, former) == []
