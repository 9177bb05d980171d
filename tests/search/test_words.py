"""What was typed, and where it occurs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.search.words import marked, marked_excerpt, words_of


def test_words_are_taken_apart_once_each_without_their_punctuation() -> None:
    assert words_of("  “Bus stop”, BUS? ") == ["bus", "stop"]
    assert words_of("?!  ,") == []
    assert len(words_of(" ".join(f"w{n}" for n in range(50)))) == 8


def test_matches_are_marked_and_everything_else_is_escaped() -> None:
    text = marked("<script>Bus & busy</script>", ["bus"])
    assert text == "&lt;script&gt;<mark>Bus</mark> &amp; <mark>bus</mark>y&lt;/script&gt;"


def test_an_excerpt_stands_around_the_first_match_on_one_line() -> None:
    text = "Long ago. " * 40 + "The **bus**\nis late. " + "And so on. " * 40
    cut = marked_excerpt(text, ["bus"])
    assert cut.startswith("… ")
    assert cut.endswith("…")
    assert "The <mark>bus</mark> is late." in cut
    assert len(cut.striptags()) < 260


def test_a_short_text_is_shown_whole() -> None:
    assert marked_excerpt("The bus is late.", ["late"]) == "The bus is <mark>late</mark>."
    assert marked_excerpt("Nothing to see.", ["bus"]) == "Nothing to see."


@given(st.text(max_size=400), st.text(max_size=60))
def test_no_text_and_no_query_gets_markup_through(text: str, query: str) -> None:
    for shown in (marked(text, words_of(query)), marked_excerpt(text, words_of(query))):
        bare = str(shown).replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
