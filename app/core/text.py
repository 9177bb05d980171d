"""What people type, made safe to keep and to show.

Plain text (comments, reasons) is escaped and its paragraphs kept. Markdown (evidence, clauses written by officers)
is rendered with raw HTML off and cleaned again. Text that runs right to left, or overrides direction, is isolated,
so that it cannot turn the page around it.
"""

from __future__ import annotations

import re
import unicodedata

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

_LINE_ENDS = re.compile(r"\r\n|\r")
_PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_SPACES = re.compile(r"\s+")
_HEADINGS = re.compile(r"<(/?)h([1-6])>")
# Of the categories Cc and Cs, all but the line end and the tab. Asked of forms that may be megabytes long.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
# Letters by their category, blanks to the eye: Hangul fillers and the empty Braille pattern.
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"
# They turn the direction of what follows until another sign ends it: embeddings, overrides and isolates.
_TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_MARKDOWN_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "pre", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


def tidy(text: str) -> str:
    """What a person typed, with one kind of line end and no space around it."""
    return _LINE_ENDS.sub("\n", text).strip()


def has_control_characters(text: str) -> bool:
    """Whether the text holds NUL, another control character or half a surrogate pair. Line ends and tabs are none."""
    return _CONTROL.search(text) is not None


def turns_direction(text: str) -> bool:
    """Whether a text holds a sign that forces a direction. Letters run their own way without any."""
    return without_turning(text) != text


def without_turning(text: str) -> str:
    """A text without the signs that force a direction. Where a text is cut, what begins one may lose what ends it."""
    return text.translate(_TURNING)


def says_something(text: str) -> bool:
    """Whether a text holds a letter, a figure or a sign, and not just spaces and characters that nobody sees."""
    # Each character is asked once: a form may send a million blanks.
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK_LETTERS for c in set(text))


def paragraphs(text: str) -> Markup:
    """Plain text as paragraphs, escaped, line ends kept, each isolated from the direction of its neighbours."""
    parts = (str(escape(part)).replace("\n", "<br>") for part in _PARAGRAPHS.split(text) if part.strip())
    # Every part has been escaped above.
    return Markup("".join(f'<p dir="auto"><bdi>{part}</bdi></p>' for part in parts))  # noqa: S704


def excerpt(text: str, length: int) -> str:
    """The beginning of a text on one line, with an ellipsis where it was cut: at a word, but for a word so long that
    less than half would be left."""
    line = _SPACES.sub(" ", text).strip()
    if len(line) <= length:
        return line
    end = line.rfind(" ", length // 2, length + 1)
    return line[: end if end > 0 else length].rstrip(" ,.;:") + "…"


def beginning(text: str, length: int, lines: int) -> str:
    """The beginning of a longer text with its lines as they stand, cut at a word, with an ellipsis; a shorter text as
    it is. Takes how many characters, and how many lines that say something, are not too long."""
    kept: list[str] = []
    left = lines
    for line in text.split("\n"):
        left -= bool(line.strip())
        if left < 0:
            break
        kept.append(line)
    first = "\n".join(kept)
    if len(first) > length:
        end = max(first.rfind(space, length // 2, length + 1) for space in " \n")
        first = first[: end if end > 0 else length]
    return text if len(first) == len(text) else first.rstrip(" ,.;:\n") + "…"


def markdown(text: str, top: int = 2) -> Markup:
    """Markdown as clean HTML. Its first two levels of heading become level `top`: the page has its own above."""

    def moved(match: re.Match[str]) -> str:
        return f"<{match[1]}h{min(max(int(match[2]), 2) + top - 2, 4)}>"

    html = _HEADINGS.sub(moved, _markdown.render(text))
    schemes = {"http", "https", "mailto"}
    # nh3 has cleaned it.
    return Markup(nh3.clean(html, tags=_MARKDOWN_TAGS, url_schemes=schemes, link_rel="noopener"))  # noqa: S704


def slug(text: str, longest: int = 60) -> str:
    """A text as the last part of an address: "Fenbury's high street" becomes "fenburys-high-street". May be empty."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    return "-".join(words)[:longest].strip("-")
