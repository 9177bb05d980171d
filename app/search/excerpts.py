"""Where a query occurs in a text, and the part of the text that shows it best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup, escape

from app.core.text import without_turning
from app.search.typed import Term, Terms
from app.search.words import WITHOUT_STEMS, Token, groups, keys, stem

# How much of a text a result shows, and how much of it before the first match.
LENGTH = 240
BEFORE = 70
FEWEST_WORDS = 3
_SPACES = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\s+")


class Match(NamedTuple):
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
    has_stems = language not in WITHOUT_STEMS
    wanted = {term.key: number for number, term in enumerate(terms) if term.key is not None and has_stems}
    found: set[Match] = set()
    # A text says the same words again and again, so each is looked at once.
    known: dict[str, tuple[list[int], int | None]] = {}
    for place, token in enumerate(words):
        looked_at = known.get(token.word)
        if looked_at is None:
            begun = [number for number, term in enumerate(terms) if _may_begin(token.word, term)]
            looked_at = known[token.word] = begun, wanted.get(stem(token.word)) if wanted else None
        begun, stemmed = looked_at
        for number in begun:
            last = place + len(terms[number].words) - 1
            if _goes_on(words, place, terms[number]):
                found.add(Match(token.start, words[last].end, number))
        if stemmed is not None:
            found.add(Match(token.start, token.end, stemmed))
    if wanted:
        found.update(
            Match(key.start, key.end, wanted[key.word])
            for key in keys(grouped, with_stems=False)
            if key.word in wanted
        )
    return sorted(found, key=lambda match: (match.start, -match.end, match.term))


def _may_begin(word: str, term: Term) -> bool:
    """Whether a term may begin with this word of a text."""
    first = term.words[0]
    return word == first or (term.is_begun and len(term.words) == 1 and word.startswith(first))


def _goes_on(words: Sequence[Token], place: int, term: Term) -> bool:
    """Whether the rest of a term's words follow in the text."""
    number = len(term.words)
    if number == 1:
        return True
    here = [token.word for token in words[place + 1 : place + number]]
    *middle, last = term.words[1:]
    if len(here) < number - 1 or here[:-1] != middle:
        return False
    return here[-1].startswith(last) if term.is_begun else here[-1] == last


def marked(text: str, terms: Terms) -> Markup:
    """A short text, such as a title, with every match inside `<mark>`."""
    return Excerpt(tuple(_pieces(text, 0, len(text), matches(text, terms))), 0).marked


def excerpt(text: str, terms: Terms, language: str = "en") -> Excerpt:
    """The part of a text where most of the terms stand closest together.

    Nothing, where none does and the text is a mere word or two: that would say less than the title that was found.
    """
    found = matches(text, terms, language)
    if not found and len(text.split(maxsplit=FEWEST_WORDS)) < FEWEST_WORDS:
        return Excerpt((), 0)
    begins = _best(found)
    start = max(begins - BEFORE, 0) if len(text) > LENGTH else 0
    if start:
        # From a sentence on, or from a word, not from the middle of one; a text without spaces is cut anyway.
        cut_at = _SENTENCE_END.search(text, start, begins) or _SPACES.search(text, start, begins)
        start = cut_at.end() if cut_at else start
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
            yield _on_a_line(text[at : match.start]), False
        yield _on_a_line(text[match.start : match.end]), True
        at = match.end
    if at < end:
        yield _on_a_line(text[at:end]), False


def _on_a_line(text: str) -> str:
    return _SPACES.sub(" ", without_turning(text))
