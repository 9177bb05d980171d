"""Styles that fetch nothing: CSS of drawings and of captions. Knows no web, no database.

Nothing is understood here beyond what can reach out. Whatever calls a function that is not known to be harmless, or
points anywhere but into the file itself, is taken out; then the whole is looked at again.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

# Functions that work out a value from what stands in the brackets. None of them fetches.
_NAMES_OF_HARMLESS = """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix light-dark calc min max clamp var env
    matrix matrix3d translate translatex translatey translate3d scale scalex scaley rotate rotatez skew skewx skewy
    perspective blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
    linear-gradient radial-gradient conic-gradient repeating-linear-gradient repeating-radial-gradient
    cubic-bezier steps linear path polygon circle ellipse inset rect counter counters format local
    not is where has lang nth-child nth-last-child nth-of-type nth-last-of-type cue cue-region
"""
_HARMLESS = frozenset(_NAMES_OF_HARMLESS.split())
# Numbers and words before a bracket that belongs to no function, as in `@media screen and (width > 3em)`.
_PLAIN_WORDS = frozenset(("", "and", "or", "only", "screen", "print", "all", "media", "supports", "to"))
_INSIDE = re.compile(
    r"#|data:(?:image/(?:png|jpeg|gif|webp)|font/(?:woff2?|ttf|otf)|application/(?:x-)?font-(?:woff2?|ttf|otf))[;,]",
    re.IGNORECASE,
)
# Longer than the name of any function, and than what an address within the file begins with.
_NAME_AND_SPACE, _BEGINNING = 60, 80
_NAME = re.compile(r"([\w-]*)[ \t\r\n\f]*\Z")
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\r\n\f])?|([^\r\n\f]))", re.IGNORECASE)
_AT_RULE = re.compile(r"@\s*([\w-]+)")
_HARMLESS_RULES = frozenset(
    ("media", "supports", "keyframes", "-webkit-keyframes", "font-face", "page", "layer")
)
_OLD_TRICKS = re.compile(r"-moz-binding|behaviou?r\s*:|javascript:|vbscript:", re.IGNORECASE)
_STATEMENT = re.compile(
    r"@\s*(?:import|namespace|charset)\b(?:\"[^\"]*\"|'[^']*'|[^;{}\"'])*;?", re.IGNORECASE
)
_BLOCK = re.compile(r"\{([^{}]*)\}")


def is_sealed(style: str) -> bool:
    """Whether a style, a sheet of them or the value of one, reaches nothing outside of the file that it stands in.

    It is asked of the text as it is and as it reads without its escapes: a backslash could spell anything.
    """
    return _reaches_nothing(style) and _reaches_nothing(_ESCAPE.sub(_spelt_out, style))


def _spelt_out(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[2]
    code = int(escape[1], 16)
    return chr(code) if 0 < code <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"


def _reaches_nothing(style: str) -> bool:
    if _OLD_TRICKS.search(style):
        return False
    if any(rule.lower() not in _HARMLESS_RULES for rule in _AT_RULE.findall(style)):
        return False
    # Every bracket by itself, for one call may stand in another. A search for names would take for ever on long words.
    return all(_is_harmless(style, bracket.start()) for bracket in re.finditer(r"\(", style))


def _is_harmless(style: str, bracket: int) -> bool:
    """Whether what is called at a bracket fetches nothing."""
    found = _NAME.search(style[max(0, bracket - _NAME_AND_SPACE) : bracket])
    name = found[1].lower() if found else ""
    if name != "url":
        return name in _HARMLESS or name in _PLAIN_WORDS
    argument = style[bracket + 1 : bracket + 1 + _BEGINNING].lstrip(" \t\r\n\f\"'")
    return argument.startswith(")") or _INSIDE.match(argument) is not None


def sealed_declarations(style: str) -> str:
    """The declarations of one rule, or of a `style` attribute, without those that reach out."""
    if is_sealed(style):
        return style
    left = ";".join(each for each in style.split(";") if is_sealed(each))
    return left if is_sealed(left) else ""


def sealed_sheet(sheet: str) -> str:
    """A style sheet without what reaches out: the declaration where that can be told, else all of it."""
    if is_sealed(sheet):
        return sheet
    left = _STATEMENT.sub("", sheet)
    left = _BLOCK.sub(lambda block: "{" + sealed_declarations(block[1]) + "}", left)
    return left if is_sealed(left) else ""


def points_at(style: str) -> list[str]:
    """The ids of the same file that a style points at, however they are spelt."""
    style = unquote(_ESCAPE.sub(_spelt_out, style))
    return re.findall(r"url\(\s*[\"']?\s*#([^)\"']*)", style)
