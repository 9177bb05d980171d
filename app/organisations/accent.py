"""One colour of a council's own, made fit to read, as the stylesheet that every page of that council links.

The rule of the look: white on the accent reaches 7:1, and so does the accent as a link on paper; otherwise the site
darkens the colour step by step and says so. For dark mode a light tint is derived that reaches 7:1 on dark paper.
Contrast is WCAG 2.2's: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

ENOUGH = 7.0
WHITE = "#ffffff"
PAPER = "#fdfdfb"
DARK_PAPER = "#10141e"
BLACK = "#000000"
_HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)
_SHORT_HEX = re.compile(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", re.IGNORECASE)
# Half a step in 100 of lightness: fine enough to keep as much of the council's colour as can be kept.
_STEP = 0.005

Rgb = tuple[float, float, float]


class NotAColour(ValueError):
    """The text names no colour as six hexadecimal figures."""


@dataclass(frozen=True)
class Accent:
    """A council's colour: as given, and as it can be used."""

    given: str
    used: str

    @property
    def was_darkened(self) -> bool:
        return self.given != self.used

    @property
    def contrast_given(self) -> float:
        """White on the colour as given."""
        return contrast(WHITE, self.given)


def parse(text: str) -> str:
    """A colour as `#rrggbb`. Takes `#0E4B3E`, `0e4b3e` or `#0a5`. Raises NotAColour."""
    word = text.strip()
    short = _SHORT_HEX.fullmatch(word)
    if short:
        return "#" + "".join(2 * figure for figure in short.groups()).lower()
    match = _HEX.fullmatch(word)
    if match is None:
        raise NotAColour(text)
    return "#" + match[1].lower()


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02x}" for part in rgb)


def luminance(colour: str) -> float:
    """Relative luminance, from 0 for black to 1 for white."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(colour: str, ground: str, share: float) -> str:
    """A share (0 to 1) of a colour painted over a ground."""
    pairs = zip(_rgb(colour), _rgb(ground), strict=True)
    red, green, blue = (share * upper + (1 - share) * lower for upper, lower in pairs)
    return _hex((red, green, blue))


def _with_lightness(colour: str, lightness: float) -> str:
    hue, _, saturation = colorsys.rgb_to_hls(*_rgb(colour))
    return _hex(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness)), saturation))


def _lightness(colour: str) -> float:
    return colorsys.rgb_to_hls(*_rgb(colour))[1]


def fit(given: str) -> Accent:
    """Darken a colour, in its own hue, until white on it and it on paper both reach 7:1."""
    used, lightness = given, _lightness(given)
    while min(contrast(WHITE, used), contrast(PAPER, used)) < ENOUGH:
        lightness -= _STEP
        used = _with_lightness(given, lightness)
    return Accent(given, used)


def tint(accent: str) -> str:
    """A light tint of a colour that reaches 7:1 on dark paper."""
    lightness = max(_lightness(accent), 0.5)
    light = _with_lightness(accent, lightness)
    while contrast(light, DARK_PAPER) < ENOUGH:
        lightness += _STEP
        light = _with_lightness(accent, lightness)
    return light


@lru_cache(maxsize=256)
def stylesheet(accent: str) -> str:
    """The custom properties that the site's style sheet reads, for light and dark screens, and nothing else.

    They hold on screens alone: paper and forced colours keep their own few colours.
    """
    used = fit(accent).used
    light = tint(used)
    bright = {
        "--accent": used,
        "--link": used,
        "--button": used,
        "--button-hover": mix(BLACK, used, 0.18),
        "--on-button": WHITE,
        "--accent-wash": mix(used, WHITE, 0.09),
    }
    dark = {
        "--accent": used,
        "--link": light,
        "--button": light,
        "--button-hover": _with_lightness(light, _lightness(light) + 0.1),
        "--on-button": DARK_PAPER,
        "--accent-wash": mix(used, DARK_PAPER, 0.18),
    }
    return (
        _rule("@media screen and (forced-colors: none)", bright)
        + "\n"
        + _rule("@media screen and (forced-colors: none) and (prefers-color-scheme: dark)", dark)
    )


def _rule(where: str, properties: dict[str, str]) -> str:
    lines = "".join(f"    {name}: {value};\n" for name, value in properties.items())
    return f"{where} {{\n  :root {{\n{lines}  }}\n}}\n"
