"""What was typed, as terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.typed import Term, has_more, read


def test_a_word_stands_for_its_forms_and_for_the_words_that_begin_with_it() -> None:
    assert read("Buses") == [Term(("buses",), "bus", is_begun=True)]


@pytest.mark.parametrize(
    "typed", ["“the last bus”", '"The last bus"', "«the last bus»", "‘the last bus’", "'the last bus'"]
)
def test_quoted_words_are_taken_as_they_stand(typed: str) -> None:
    assert read(typed) == [Term(("the", "last", "bus"))]


def test_an_apostrophe_is_no_quotation_mark_and_a_mark_that_stands_alone_is_none() -> None:
    assert read("traders' shops' till") == read("traders shops till")
    assert read("'til the traders'") == [Term(("til", "the", "traders"))]
    assert read("‘the council’s café’ bus") == [Term(("the", "councils", "cafe")), *read("bus")]
    assert read("'bus'") == read("bus")
    assert read("rock 'n' roll") == read("rock n roll")
    assert read('"late bus') == read("“late bus") == read("‘late bus") == read("late bus")


def test_it_is_known_when_there_are_more_words_than_are_looked_for() -> None:
    assert not has_more("the one two three four five six seven eight")
    assert has_more("one two three four five six seven eight nine")


def test_a_star_asks_for_beginnings_alone() -> None:
    assert read("deliver*") == [Term(("deliver",), is_begun=True)]
    assert read("x*") == [Term(("x",), "x")]


@pytest.mark.parametrize("typed", ["47", "A47", "20mph", "ox"])
def test_figures_and_the_shortest_words_are_not_beginnings(typed: str) -> None:
    assert [term.is_begun for term in read(typed)] == [False]


def test_what_a_hyphen_joins_stays_together() -> None:
    assert read("car-free 2.50") == [
        Term(("car", "free"), "carfre", is_begun=True),
        Term(("2", "50"), "250"),
    ]


def test_common_words_count_only_where_there_is_nothing_else() -> None:
    assert read("what is the bus") == read("bus")
    assert read("to be or not") == [Term((word,)) for word in ("to", "be", "or", "not")]
    assert read("“the” bus") == [Term(("the",)), *read("bus")]


def test_each_term_is_asked_for_once_and_eight_are_enough() -> None:
    assert len(read("bus BUS Bus")) == 1
    assert len(read(" ".join(f"w{n}" for n in range(50)))) == 8


@pytest.mark.parametrize("typed", ["", "  ", "?!", "“”", '"', "***", " , . "])
def test_a_query_without_a_word_has_no_terms(typed: str) -> None:
    assert read(typed) == []


@given(st.text(max_size=300))
def test_nothing_but_letters_and_figures_ever_reaches_an_engine(typed: str) -> None:
    for term in read(typed):
        assert all(word.isalnum() for word in term.words)
        assert term.key is None or term.key.isalnum()
