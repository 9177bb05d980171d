"""Where a query occurs in a text, marked, and the part of the text that shows it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.search.excerpts import ASIDE, excerpt, marked
from app.search.typed import read


def test_matches_are_marked_and_everything_else_is_escaped() -> None:
    text = marked("<script>Bus & busy</script>", read("bus"))
    assert text == "&lt;script&gt;<mark>Bus</mark> &amp; <mark>busy</mark>&lt;/script&gt;"


def test_stems_phrases_beginnings_and_compounds_are_marked_as_they_were_found() -> None:
    assert marked("Delivered by the last bus", read("deliveries")) == "Delivered by the last bus"
    assert marked("Deliveries by bus", read("delivery")) == "<mark>Deliveries</mark> by bus"
    assert marked("At last the last bus", read("“last bus”")) == "At last the <mark>last bus</mark>"
    assert marked("A library", read("libr")) == "A <mark>library</mark>"
    assert marked("A car-free day", read("carfree")) == "A <mark>car-free</mark> day"
    assert marked("At 20 mph", read("20mph")) == "At <mark>20 mph</mark>"
    assert (
        marked("The council’s café", read("councils cafe")) == "The <mark>council’s</mark> <mark>café</mark>"
    )


def test_an_excerpt_stands_around_the_matches_on_one_line() -> None:
    text = "Long ago. " * 40 + "The bus\nis late. " + "And so on. " * 40
    cut = excerpt(text, read("bus"))
    assert str(cut).startswith("… ")
    assert str(cut).endswith("…")
    assert "The <mark>bus</mark> is late." in cut.marked
    assert len(str(cut)) < 260
    assert text[cut.begins :].startswith("bus")


def test_it_begins_with_a_sentence_where_one_begins_shortly_before() -> None:
    text = "Long ago. " * 40 + "So it was. In the evening the bus is late. " + "And so on. " * 40
    assert str(excerpt(text, read("bus"))).startswith("… Long ago. Long ago.")
    text = "Long ago and " * 40 + "so it was. In the evening the bus is late. " + "And so on. " * 40
    assert str(excerpt(text, read("bus"))).startswith("… In the evening the bus")


def test_it_shows_where_the_words_stand_closest_together() -> None:
    text = f"A bus. {'Nothing. ' * 60}The bus is late. {'Nothing. ' * 60}Late."
    assert "The <mark>bus</mark> is <mark>late</mark>." in excerpt(text, read("late bus")).marked


def test_it_ends_with_a_sentence_where_one_ends_late_enough() -> None:
    text = "The bus is late. " * 5 + "It comes from the market square and stops at the library. " * 5
    assert str(excerpt(text, read("bus"))).endswith("stops at the library. …")
    text = "The bus is late. " + "It comes from the market square and stops at the library and " * 5
    assert str(excerpt(text, read("bus"))).endswith(" and…")


def test_an_end_of_a_sentence_never_leaves_out_a_word_that_is_shown_with_others() -> None:
    text = f"A bus. {'So it was. ' * 13}A llama stood there {'and there ' * 30}"
    assert "<mark>llama</mark>" in excerpt(text, read("bus llama")).marked


def test_what_is_said_of_a_text_is_shown_only_where_it_was_found() -> None:
    aside = "Joe Tranter, Market supervisor, Fenbury.\nAnn Reid, Trader.\nTrade.\nthe slides."
    text = f"A bench costs four hundred. Seats cost less.{ASIDE}{aside}"
    assert str(excerpt(text, read("bench"))) == "A bench costs four hundred. Seats cost less."
    assert str(excerpt(text, read("square"))) == "A bench costs four hundred. Seats cost less."
    assert str(excerpt(text, read("bench reid"))) == "A bench costs four hundred. Seats cost less."
    found = excerpt(text, read("reid"))
    assert found.marked == "A bench costs four hundred. … Ann <mark>Reid</mark>, Trader."
    assert excerpt(f"{ASIDE}{aside}", read("trade")).marked == "… <mark>Trade</mark>."
    assert str(excerpt(f"{ASIDE}{aside}", read("square"))) == ""


def test_a_short_text_is_shown_whole() -> None:
    assert excerpt("The bus is late.", read("late")).marked == "The bus is <mark>late</mark>."
    assert excerpt("Nothing to see.", read("bus")).marked == "Nothing to see."


def test_a_word_or_two_without_a_match_say_nothing() -> None:
    assert str(excerpt("Evidence.", read("romsey"))) == ""
    assert str(excerpt("Local views.", read("romsey"))) == ""
    assert excerpt("Local views.", read("views")).marked == "Local <mark>views</mark>."


def test_no_sign_turns_the_direction_of_what_stands_beside_an_excerpt() -> None:
    turning = "A \u202ebus\u202c is \u2067late and \u202dnever"
    assert str(excerpt(turning, read("bus"))) == "A bus is late and never"
    assert marked(turning, read("late")) == "A bus is <mark>late</mark> and never"


def test_a_text_without_a_space_is_cut_anyway() -> None:
    assert len(str(excerpt("x" * 3000, read("bus")))) < 260


@given(st.text(max_size=400), st.text(max_size=60))
def test_no_text_and_no_query_gets_markup_through(text: str, query: str) -> None:
    for shown in (marked(text, read(query)), excerpt(text, read(query)).marked):
        bare = str(shown).replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
