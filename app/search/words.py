"""What a reader typed into the search box, and where it occurs in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

MOST_WORDS = 8
LONGEST_QUERY = 200
# How much of a text a result shows, and how much of it before the first match.
EXCERPT = 240
BEFORE = 70
_SPACES = re.compile(r"\s+")
_MARKDOWN = re.compile(r"[#*_`>|]+|\]\([^)]*\)|\[")


def words_of(query: str) -> list[str]:
    """The words that must all occur, each once, at most eight. Quotation marks and commas belong to none."""
    typed = (word.strip("\"'“”‘’.,;:!?()") for word in query[:LONGEST_QUERY].split())
    return list(dict.fromkeys(word.casefold() for word in typed if word))[:MOST_WORDS]


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def marked(text: str, words: Sequence[str]) -> Markup:
    """A short text, escaped, with every match inside `<mark>`."""
    if not words:
        return escape(text)
    parts: list[Markup] = []
    end = 0
    for match in _pattern(words).finditer(text):
        parts += [escape(text[end : match.start()]), Markup("<mark>{}</mark>").format(match.group())]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def marked_excerpt(text: str, words: Sequence[str]) -> Markup:
    """The part of a long text around its first match, on one line, with every match inside `<mark>`."""
    line = _SPACES.sub(" ", _MARKDOWN.sub(" ", text)).strip()
    match = _pattern(words).search(line) if words else None
    start = max(match.start() - BEFORE, 0) if match else 0
    if start:
        start = line.find(" ", start) + 1 or start
    end = start + EXCERPT
    if end < len(line):
        end = max(line.rfind(" ", start, end), start + 1)
    cut = line[start:end]
    return Markup("{}{}{}").format("… " if start else "", marked(cut, words), "…" if end < len(line) else "")
