"""What becomes of a passage: exact, moved or deleted, and never a guess."""

from __future__ import annotations

import pytest

from app.comments.anchoring.placing import GONE, Comparison, OldPassage, Place
from app.comments.anchoring.tokens import tokenise
from app.comments.models import PlaceOutcome

TREES = "The council plants forty trees along the High Street by 2027. It waters them every week."
BUSES = "Buses run until eleven o’clock from Monday to Saturday. The council pays for the first year."
SQUARE = "No cars park on the market square on Saturdays. Stallholders bring their vans in until 8 am."
OLD = (TREES, BUSES, SQUARE)


def place(old: tuple[str, ...] | list[str], new: tuple[str, ...] | list[str], quote: OldPassage) -> Place:
    found = Comparison(old, new).place(quote)
    assert found is not None
    return found


def words(new: tuple[str, ...] | list[str], found: Place) -> str:
    assert found.clause is not None
    return new[found.clause][found.start : found.end]


def test_words_of_an_unchanged_clause_are_exact_wherever_the_clause_went() -> None:
    new = (SQUARE, TREES, BUSES)
    found = place(OLD, new, OldPassage(0, "forty trees"))
    assert (found.outcome, found.clause, words(new, found)) == (PlaceOutcome.EXACT, 1, "forty trees")


def test_the_same_words_in_another_clause_have_moved() -> None:
    new = (
        "It waters them every week.",
        "The council plants forty trees along the High Street by 2027.",
        BUSES,
        SQUARE,
    )
    found = place(OLD, new, OldPassage(0, "It waters them"))
    assert (found.outcome, found.clause, words(new, found)) == (PlaceOutcome.MOVED, 0, "It waters them")


def test_reworded_words_have_moved_to_the_ones_that_replaced_them() -> None:
    new = (TREES.replace("forty", "at least eighty"), BUSES, SQUARE)
    found = place(OLD, new, OldPassage(0, "forty"))
    assert (found.outcome, words(new, found)) == (PlaceOutcome.MOVED, "at least eighty")


def test_words_that_were_taken_out_of_a_sentence_are_deleted() -> None:
    new = (TREES.replace(" along the High Street", ""), BUSES, SQUARE)
    assert place(OLD, new, OldPassage(0, "along the High Street")) == GONE


def test_a_deleted_clause_takes_its_passages_with_it() -> None:
    assert place(OLD, (TREES, SQUARE), OldPassage(1, "The council pays for the first year")) == GONE
    assert place(OLD, (TREES, SQUARE), OldPassage(1)) == GONE


def test_a_passage_of_which_half_is_kept_is_found_with_its_changed_ends() -> None:
    new = (TREES.replace("by 2027", "before spring"), BUSES, SQUARE)
    found = place(OLD, new, OldPassage(0, "along the High Street by 2027"))
    assert (found.outcome, words(new, found)) == (PlaceOutcome.MOVED, "along the High Street before spring")


def test_a_whole_clause_is_exact_moved_or_deleted() -> None:
    new = (TREES + " It replaces dead ones.", BUSES)
    assert place(OLD, new, OldPassage(0)) == Place(PlaceOutcome.MOVED, 0)
    assert place(OLD, new, OldPassage(1)) == Place(PlaceOutcome.EXACT, 1)
    assert place(OLD, new, OldPassage(2)) == GONE


def test_a_clause_that_went_into_another_has_moved_there() -> None:
    assert place(OLD, (f"{TREES} {BUSES}", SQUARE), OldPassage(0)) == Place(PlaceOutcome.MOVED, 0)
    assert place(OLD, (f"{TREES} {BUSES}", SQUARE), OldPassage(1)) == Place(PlaceOutcome.MOVED, 0)


def test_keys_say_which_clause_is_the_same() -> None:
    by_words = Comparison(OLD, OLD)
    by_keys = Comparison(OLD, OLD, same={0: 1, 1: 0, 2: 2})
    assert by_words.place(OldPassage(0, "forty")) == Place(PlaceOutcome.EXACT, 0, 19, 24)
    assert by_keys.place(OldPassage(0, "forty")) == Place(PlaceOutcome.MOVED, 0, 19, 24)


def test_what_stands_around_a_repeated_phrase_tells_which_is_meant() -> None:
    old = ["The council pays for trees. The council pays for buses.", BUSES]
    new = ["The council pays for buses.", BUSES, "The council pays for trees."]
    found = place(old, new, OldPassage(0, "The council pays", "trees. ", " for buses"))
    assert (found.clause, found.start) == (0, 0)
    found = place(old, new, OldPassage(0, "The council pays", "", " for trees"))
    assert (found.clause, found.start) == (2, 0)


def test_of_a_repeated_phrase_that_nothing_tells_apart_none_is_guessed() -> None:
    old = ["The council pays for trees. The council pays for buses."]
    new = ["The council pays for buses.", "The council pays for trees."]
    assert place(old, new, OldPassage(0, "The council pays")) == GONE
    # As long as both went into the same clause, it does not matter which was meant.
    assert place(old, old, OldPassage(0, "The council pays")).outcome == PlaceOutcome.EXACT


@pytest.mark.parametrize("quote", ["forty", "2027.", ".", "It", "The council plants", "orty tre", TREES])
def test_short_quotes_marks_and_parts_of_words_are_found_to_the_character(quote: str) -> None:
    start = TREES.index(quote)
    old, new = [BUSES, TREES], [TREES, BUSES]
    around = OldPassage(1, quote, TREES[max(0, start - 32) : start], TREES[start + len(quote) :][:32])
    assert place(old, new, around) == Place(PlaceOutcome.EXACT, 0, start, start + len(quote))


def test_short_clauses_are_found_although_they_hold_no_run_of_words() -> None:
    assert (
        place([TREES, "Plant more trees."], ["Plant many trees.", TREES], OldPassage(1, "trees")).clause == 0
    )


def test_welsh_emoji_and_accents_are_words_too() -> None:
    old = ["Mae’r cyngor yn plannu coed 🌳🌳 ar hyd y Stryd Fawr.", "Caffi: cafe\u0301 ar agor tan saith."]
    new = [
        "Caffi: café ar agor tan saith.",
        "Mae’r cyngor yn plannu coed 🌳🌳 ar hyd y Stryd Fawr bob blwyddyn.",
    ]
    found = place(old, new, OldPassage(0, "🌳🌳 ar hyd", "coed ", " y Stryd"))
    assert (found.outcome, words(new, found)) == (PlaceOutcome.EXACT, "🌳🌳 ar hyd")
    # One accent is written as a letter of its own in the old text, and is the same all the same.
    assert place(old, new, OldPassage(1, "cafe\u0301 ar agor")) == Place(PlaceOutcome.EXACT, 0, 7, 19)


def test_line_ends_and_spaces_are_no_change() -> None:
    old, new = (
        ["The council plants\r\nforty trees.\r\nIt waters them."],
        ["The council plants forty trees. It waters them."],
    )
    assert place(old, new, OldPassage(0, "plants\nforty trees")).outcome == PlaceOutcome.EXACT
    assert place(old, new, OldPassage(0)).outcome == PlaceOutcome.EXACT


def test_words_that_do_not_stand_there_are_not_placed() -> None:
    assert Comparison(OLD, OLD).place(OldPassage(0, "buses run")) is None
    assert Comparison(OLD, OLD).place(OldPassage(0, "   ")) is None


def test_nothing_is_left_of_an_empty_text() -> None:
    assert place(OLD, [], OldPassage(0, "forty")) == GONE
    assert place(OLD, ["", "…"], OldPassage(0)) == GONE


def test_a_quote_of_words_shown_without_markdown_is_found() -> None:
    old = ["The council **plants** forty *trees* by 2027."]
    assert place(old, old, OldPassage(0, "council plants forty trees")).outcome == PlaceOutcome.EXACT


def test_sentences_end_at_full_stops_that_are_followed_by_space() -> None:
    row = tokenise(["It costs 4.50. “Who pays?” we asked. Nobody", "knew"]).tokens
    assert [(token.word, token.sentence) for token in row if not token.is_mark] == [
        ("it", 0), ("costs", 0), ("4", 0), ("50", 0), ("who", 1), ("pays", 1), ("we", 2), ("asked", 2),
        ("nobody", 3), ("knew", 4),
    ]  # fmt: skip


def test_a_passage_that_stands_as_it_was_is_exact_though_a_word_of_it_could_come_from_beside_it() -> None:
    old = ("The toilets at the bus station are open every day from 7 am to 11 pm.",)
    new = (
        "The toilets at the bus station are open every day from the first bus to the last,"
        " and at least from 7 am to 11 pm.",
    )
    found = place(old, new, OldPassage(0, "from 7 am to 11 pm"))
    assert (found.outcome, words(new, found)) == (PlaceOutcome.EXACT, "from 7 am to 11 pm")
