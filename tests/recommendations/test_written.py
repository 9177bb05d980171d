"""Markdown becomes paragraphs of words alone, and paragraphs become Markdown that reads as them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.recommendations.written import as_markdown, paragraphs_of

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("markdown", "paragraphs"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("**Buses** come *first*, `always`.", ["Buses come first, always."]),
        ("See [the map](https://fenbury.example/map).", ["See the map (https://fenbury.example/map)."]),
        ("See <https://fenbury.example/>.", ["See https://fenbury.example/."]),
        ("# Buses\n\nThey come first.", ["Buses", "They come first."]),
        (
            "The council:\n\n- plants trees\n- mends benches",
            ["The council:\n- plants trees\n- mends benches"],
        ),
        ("The council:\n1. plants\n2. mends", ["The council:\n1. plants\n2. mends"]),
        ("- Plant trees.\n- Mend benches.", ["Plant trees.", "Mend benches."]),
        ("1986. A great year.", ["1986. A great year."]),
        ("The council:\n\n- plants\n\n1986. A year.", ["The council:\n- plants", "1986. A year."]),
        ("First line\nsecond line", ["First line\nsecond line"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["a; b", "1; 2"]),
        ("> Said so.", ["Said so."]),
        ("5 * 3 * 2 = 30, snake_case_word", ["5 * 3 * 2 = 30, snake_case_word"]),
        ("<b>raw</b> &amp; AT&T", ["<b>raw</b> & AT&T"]),
        (r"\*not bold\*", ["*not bold*"]),
        ("  \n \n", []),
    ],
)
def test_what_is_written_becomes_paragraphs_of_words(markdown: str, paragraphs: list[str]) -> None:
    assert paragraphs_of(markdown) == paragraphs


@pytest.mark.parametrize(
    "text",
    [
        "Plain words.",
        "Deliveries before 11 am, at £4.50 (or less).",
        "The council:\n- plants\n- mends",
        "1986. A year.",
    ],
)
def test_what_needs_no_sign_gets_none(text: str) -> None:
    assert as_markdown([text]) == text


def test_a_sign_that_markdown_would_take_away_is_kept_by_a_stroke() -> None:
    assert as_markdown(["*not bold*"]) == r"\*not bold\*"
    assert as_markdown(["# 4 is a number"]) == r"\# 4 is a number"
    assert as_markdown(["The council:", "1. plants trees"]) == "The council:\n\n1\\. plants trees"


def _folded(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


_LINES = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=("C", "Z"))
    | st.sampled_from(" *_[]()<>#-+.1:`\\|!&"),
    min_size=1,
    max_size=30,
)
_PARAGRAPHS = st.lists(_LINES, min_size=1, max_size=3).map("\n".join).filter(str.strip)


@settings(max_examples=300, deadline=None)
@given(st.lists(_PARAGRAPHS, min_size=1, max_size=4))
@example(["The council:", "- a", "- b"])
@example(["a", "==="])
@example(["```", "x"])
def test_any_paragraphs_come_back_as_they_were(paragraphs: list[str]) -> None:
    again = paragraphs_of(as_markdown(paragraphs))
    assert [_folded(each) for each in again] == [_folded(each) for each in paragraphs]
