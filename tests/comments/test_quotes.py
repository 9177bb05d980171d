"""Where quoted words stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comments.quotes import Quote, places_of

TEXT = "Ask the council first. Then the council answers, and the council pays."


def _words(quote: Quote, text: str = TEXT) -> list[tuple[int, str]]:
    return [(start, text[start:end]) for start, end in places_of(quote, text)]


def test_words_stand_wherever_the_text_holds_them() -> None:
    assert _words(Quote("the council")) == [(4, "the council"), (28, "the council"), (53, "the council")]
    assert _words(Quote("no such words")) == []
    assert _words(Quote("")) == []


@pytest.mark.parametrize(
    "quote",
    [
        Quote("the council", before="first. Then "),
        Quote("the council", before="first. Then"),
        Quote("the council", after=" answers"),
        Quote("the council", before="Then ", after=" answers"),
    ],
)
def test_what_stands_beside_the_words_tells_which_are_meant(quote: Quote) -> None:
    assert _words(quote) == [(28, "the council")]


def test_words_between_others_than_they_were_chosen_stand_nowhere() -> None:
    assert _words(Quote("the council", before="Ask ", after=" pays")) == []


@pytest.mark.parametrize(
    ("kept", "quoted"),
    [
        ("at 5\u00a0pm on\nweekdays", "5 pm on weekdays"),
        ("at 5 pm on weekdays", "5\u00a0pm on\r\nweekdays"),
        ("at 5 pm \u2067on\u2069 weekdays", "5 pm on weekdays"),
        ("at 5 pm on weekdays", "5 pm \u2068on\u2069 weekdays"),
        ("at 5  pm on \n weekdays", "5 pm on weekdays"),
    ],
)
def test_blanks_and_signs_of_direction_may_differ_from_what_a_browser_quotes(kept: str, quoted: str) -> None:
    places = places_of(Quote(quoted, before="at"), kept)
    assert [kept[start:end] for start, end in places] == [kept[3:]]


def test_words_that_overlap_are_all_found() -> None:
    assert places_of(Quote("aba"), "ababa") == [(0, 3), (2, 5)]


@given(st.text(max_size=60), st.integers(0, 60), st.integers(1, 60))
def test_what_was_cut_out_of_a_text_is_found_where_it_stood(text: str, start: int, length: int) -> None:
    exact = text[start : start + length]
    places = places_of(Quote(exact, text[:start], text[start + length :]), text)
    assert len(places) <= 1
    for begin, end in places:
        assert text[begin:end].strip()
        assert places_of(Quote(text[begin:end]), text)
