"""Where a query occurs in a text, and the part of the text that shows it best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.search.typed import Term, Terms
from app.search.words import WITHOUT_STEMS, Token, groups, keys

# How much of a text a result shows, and how much of it before the first match.
LENGTH = 240
BEFORE = 70
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Match:
    """Where a term occurs."""

    start: int
    end: int
    term: int


@dataclass(frozen=True)
class Excerpt:
    """A part of a text on one line, in pieces: each with whether it is a match. `begins` is the first match's place."""

    pieces: tuple[tuple[str, bool], ...]
    begins: int

    def __str__(self) -> str:
        return "".join(piece for piece, _ in self.pieces)

    @property
    def marked(self) -> Markup:
        """Escaped, with every match inside `<mark>`."""
        return Markup("").join(
            Markup("<mark>{}</mark>").format(piece) if is_match else escape(piece)
            for piece, is_match in self.pieces
        )


def matches(text: str, terms: Terms, language: str = "en") -> list[Match]:
    """Every occurrence of every term, in the order of the text."""
    grouped = list(groups(text))
    words = [token for group in grouped for token in group]
    found = [
        Match(token.start, words[place + len(term.words) - 1].end, number)
        for number, term in enumerate(terms)
        for place, token in enumerate(words)
        if _begins_here(words, place, term)
    ]
    wanted = {term.key: number for number, term in enumerate(terms) if term.key is not None}
    if language not in WITHOUT_STEMS:
        found += [Match(key.start, key.end, wanted[key.word]) for key in keys(grouped) if key.word in wanted]
    return sorted(set(found), key=lambda match: (match.start, -match.end, match.term))


def _begins_here(words: Sequence[Token], place: int, term: Term) -> bool:
    """Whether a term's words stand one after the other from a place of the text on."""
    if place + len(term.words) > len(words):
        return False
    *first, last = term.words
    for offset, word in enumerate(first):
        if words[place + offset].word != word:
            return False
    here = words[place + len(first)].word
    return here.startswith(last) if term.is_begun else here == last


def marked(text: str, terms: Terms) -> Markup:
    """A short text, such as a title, with every match inside `<mark>`."""
    return Excerpt(tuple(_pieces(text, 0, len(text), matches(text, terms))), 0).marked


def excerpt(text: str, terms: Terms, language: str = "en") -> Excerpt:
    """The part of a text where most of the terms stand closest together."""
    found = matches(text, terms, language)
    begins = _best(found)
    start = max(begins - BEFORE, 0) if len(text) > LENGTH else 0
    if start:
        # From a word on, not from the middle of one; a text without spaces is cut anyway.
        space = _SPACES.search(text, start, begins)
        start = space.end() if space else start
    end = start + LENGTH
    if end < len(text):
        cut = max(text.rfind(" ", start, end), text.rfind("\n", start, end))
        end = cut if cut > begins else end
    pieces = list(_pieces(text, start, end, found))
    if start:
        pieces.insert(0, ("… ", False))
    if end < len(text):
        pieces.append(("…", False))
    return Excerpt(tuple(pieces), begins)


def _best(found: Sequence[Match]) -> int:
    """Where the stretch begins that an excerpt should show: most terms, then the shortest, then the first."""
    best, begins = (0, 0), 0
    for number, first in enumerate(found):
        seen: set[int] = set()
        reach = first.end
        for match in found[number:]:
            if match.end - first.start > LENGTH - BEFORE:
                break
            if match.term not in seen:
                seen.add(match.term)
                reach = match.end
        worth = (max(len(seen), 1), first.start - reach)
        if worth > best or not number:
            best, begins = worth, first.start
    return begins


def _pieces(text: str, start: int, end: int, found: Iterable[Match]) -> Iterable[tuple[str, bool]]:
    at = start
    for match in found:
        if match.start < at or match.end > end:
            continue
        if match.start > at:
            yield _SPACES.sub(" ", text[at : match.start]), False
        yield _SPACES.sub(" ", text[match.start : match.end]), True
        at = match.end
    if at < end:
        yield _SPACES.sub(" ", text[at:end]), False
