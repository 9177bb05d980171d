"""What people type can be kept and shown, whatever it is."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import text

ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=400)
NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "[click](javascript:alert(1))",
    "![x](https://tracker.example/x.png)",
    "<style>body{display:none}</style>",
    '<a href="https://x.example" onclick="alert(1)">x</a>',
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "&lt;script&gt;",
    "<iframe src=//x.example></iframe>",
    '[x](https://a.example/"onmouseover="alert(1))',
]


class Elements(HTMLParser):
    """The elements and attributes in a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_one_kind_of_line_end_and_no_space_around() -> None:
    assert text.tidy(" \r\nOne\r\ntwo\rthree\nfour \t\n") == "One\ntwo\nthree\nfour"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\ud800"])
def test_control_characters_are_found(character: str) -> None:
    assert text.has_control_characters(f"before{character}after")


def test_they_are_those_of_two_categories_but_for_the_line_end_and_the_tab() -> None:
    characters = map(chr, (*range(0x3000), *range(0xD000, 0x10000), 0xE0001, 0x10FFFF))
    for character in characters:
        is_one = unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"
        assert text.has_control_characters(character) is is_one


@pytest.mark.parametrize("sound", ["line\nline", "a\tb", "🚌🏽‍♀️", "שלום \u202eover\u202c", "é", "\u00ad", ""])
def test_what_keyboards_send_is_no_control_character(sound: str) -> None:
    assert not text.has_control_characters(sound)


@given(ANY_TEXT)
def test_plain_text_becomes_paragraphs_and_nothing_else(typed: str) -> None:
    found = Elements(str(text.paragraphs(typed)))
    assert found.tags <= {"p", "bdi", "br"}
    assert found.attributes <= {"dir"}


@given(st.text(alphabet="abc <>&\"'\n", max_size=200))
def test_every_letter_of_a_plain_text_is_shown(typed: str) -> None:
    shown = Elements(str(text.paragraphs(text.tidy(typed)))).words
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", typed)


def test_an_empty_line_parts_paragraphs_and_a_line_end_is_kept() -> None:
    html = text.paragraphs("One\ntwo\n \n\nthree")
    assert html == '<p dir="auto"><bdi>One<br>two</bdi></p><p dir="auto"><bdi>three</bdi></p>'


def test_text_that_overrides_direction_is_shut_in() -> None:
    html = str(text.paragraphs("\u202eevil"))
    assert html.startswith('<p dir="auto"><bdi>')
    assert html.endswith("</bdi></p>")


@pytest.mark.parametrize("typed", NASTY)
def test_markdown_lets_nothing_through_that_runs_or_fetches(typed: str) -> None:
    found = Elements(str(text.markdown(typed)))
    assert found.tags & {"script", "style", "img", "iframe", "object", "svg"} == set()
    assert {name for name in found.attributes if name.startswith("on") or name in ("style", "src")} == set()
    assert [link for link in found.links if not link.startswith(("https://", "http://", "mailto:"))] == []


@given(ANY_TEXT)
def test_markdown_never_fails_and_never_lets_a_handler_through(typed: str) -> None:
    found = Elements(str(text.markdown(typed)))
    assert found.tags & {"script", "style", "img", "iframe", "h1"} == set()
    assert not any(name.startswith("on") for name in found.attributes)


def test_markdown_keeps_what_officers_need() -> None:
    html = text.markdown(
        "# Title\n\n- one\n- **two**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[x](https://x.example)"
    )
    assert "<h2>Title</h2>" in html
    assert "<strong>two</strong>" in html
    assert "<td>1</td>" in html
    assert '<a href="https://x.example" rel="noopener">x</a>' in html


@pytest.mark.parametrize(
    "typed", ["> " * 5000 + "deep", "[" * 5000, "*" * 20_000, "- " * 3000 + "x", "`" * 5000]
)
def test_markdown_made_to_be_slow_is_not(typed: str) -> None:
    assert isinstance(str(text.markdown(typed)), str)


@given(ANY_TEXT, st.integers(min_value=1, max_value=120))
def test_an_excerpt_is_one_line_and_short(typed: str, length: int) -> None:
    excerpt = text.excerpt(typed, length)
    assert "\n" not in excerpt
    assert len(excerpt) <= length + 1


@given(st.text(alphabet="a \n", max_size=60), st.integers(1, 30), st.integers(1, 5))
def test_a_beginning_is_the_text_itself_or_short_and_says_that_it_was_cut(
    typed: str, length: int, lines: int
) -> None:
    first = text.beginning(typed, length, lines)
    assert len(first) <= max(length + 1, len(typed) if first == typed else 0)
    if first != typed:
        assert first.endswith("…")
        assert typed.startswith(first[:-1])
    assert len([line for line in first.split("\n") if line.strip(" …")]) <= lines


def test_a_beginning_keeps_its_lines_and_is_cut_at_a_word() -> None:
    assert text.beginning("One.\n\nTwo, three", 14, 3) == "One.\n\nTwo…"
    assert text.beginning("One\n\nTwo\nThree", 99, 2) == "One\n\nTwo…"
    assert text.beginning("One\n\nTwo", 9, 2) == "One\n\nTwo"
    assert text.beginning("Llanfairpwllgwyngyll", 8, 1) == "Llanfair…"


def test_an_excerpt_is_cut_at_a_word() -> None:
    assert text.excerpt("The market\nsquare, for people", 18) == "The market square…"
    assert text.excerpt("The market", 10) == "The market"
    assert text.excerpt("Llanfairpwllgwyngyll", 8) == "Llanfair…"


def test_a_cut_does_not_leave_next_to_nothing_before_a_long_word() -> None:
    long = "A " + "a" * 300
    assert text.excerpt(long, 120) == long[:120] + "…"
    assert text.beginning(long, 120, 3) == long[:120] + "…"
    assert text.excerpt("Some words that are short " * 3, 40) == "Some words that are short Some words…"
