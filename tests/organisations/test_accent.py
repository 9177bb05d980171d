"""A council's colour is made fit to read, whatever it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.organisations import accent

COLOURS = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        # Worked out by hand from WCAG 2.2's definition, and known from its techniques.
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.478),
        ("#767676", "#ffffff", 4.542),
        ("#ff0000", "#ffffff", 3.998),
        ("#0000ff", "#ffffff", 8.592),
        ("#18213a", "#fdfdfb", 15.7),
        ("#0e4b3e", "#fdfdfb", 9.8),
    ],
)
def test_contrast_is_wcag_s(one: str, other: str, ratio: float) -> None:
    assert accent.contrast(one, other) == pytest.approx(ratio, abs=0.06)
    assert accent.contrast(other, one) == accent.contrast(one, other)


@pytest.mark.parametrize(
    ("colour", "luminance"), [("#000000", 0.0), ("#ffffff", 1.0), ("#808080", 0.21586), ("#ff0000", 0.2126)]
)
def test_luminance_is_wcag_s(colour: str, luminance: float) -> None:
    assert accent.luminance(colour) == pytest.approx(luminance, abs=0.0001)


@pytest.mark.parametrize(
    ("typed", "colour"),
    [("#0E4B3E", "#0e4b3e"), ("0e4b3e", "#0e4b3e"), (" #0a5 ", "#00aa55"), ("FFF", "#ffffff")],
)
def test_a_colour_may_be_typed_in_several_ways(typed: str, colour: str) -> None:
    assert accent.parse(typed) == colour


@pytest.mark.parametrize(
    "typed", ["", "green", "#12345", "#1234567", "#gggggg", "rgb(0,0,0)", "#０e4b3e", "\x00"]
)
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(accent.NotAColour):
        accent.parse(typed)


def test_a_dark_colour_is_used_as_it_is() -> None:
    chosen = accent.fit("#0e4b3e")
    assert (chosen.used, chosen.was_darkened) == ("#0e4b3e", False)


def test_a_light_colour_is_darkened_no_more_than_needed_and_stays_its_hue() -> None:
    chosen = accent.fit("#00a878")
    assert chosen.was_darkened
    assert 7.0 <= accent.contrast("#fdfdfb", chosen.used) < 7.4
    red, green, blue = (int(chosen.used[i : i + 2], 16) for i in (1, 3, 5))
    assert red < blue < green


@given(COLOURS)
def test_every_colour_ends_up_readable_on_both_papers(colour: str) -> None:
    used = accent.fit(colour).used
    assert accent.contrast("#ffffff", used) >= 7
    assert accent.contrast("#fdfdfb", used) >= 7
    assert accent.contrast("#10141e", accent.tint(used)) >= 7
    assert accent.fit(used).used == used


@given(COLOURS)
def test_button_and_link_stay_readable_in_every_state(colour: str) -> None:
    css = accent.stylesheet(colour)
    bright, dark = (
        dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", part)) for part in css.split("@media")[1:]
    )
    for words, paper in ((bright, "#fdfdfb"), (dark, "#10141e")):
        assert accent.contrast("#ffffff", words["--accent"]) >= 7
        assert accent.contrast(paper, words["--link"]) >= 7
        assert accent.contrast(words["--on-button"], words["--button"]) >= 7
        assert accent.contrast(words["--on-button"], words["--button-hover"]) >= 7
    assert accent.contrast(bright["--link"], bright["--accent-wash"]) >= 4.5


@given(COLOURS)
def test_the_stylesheet_sets_only_the_properties_that_an_accent_may_set(colour: str) -> None:
    names = set(re.findall(r"(--[a-z-]+):", accent.stylesheet(colour)))
    assert names == {"--accent", "--link", "--button", "--button-hover", "--on-button", "--accent-wash"}
    assert re.fullmatch(r"[@a-z0-9 :;,#(){}\n-]+", accent.stylesheet(colour))


def test_paper_and_forced_colours_keep_their_own() -> None:
    rules = accent.stylesheet("#0e4b3e").count("@media screen and (forced-colors: none)")
    assert rules == accent.stylesheet("#0e4b3e").count(":root") == 2
