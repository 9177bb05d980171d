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
# Parts a text from what is only said of it: who gave it, its topic, its files. That is shown only where it was found.
ASIDE = "\f"
FEWEST_WORDS = 3
_SPACES = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)]*\s+")


class Match(NamedTuple):
    """Where a term occurs."""

    start: int
    end: int
    term: int


class _Stretch(NamedTuple):
    """A part of a text that holds matches close together: of how many terms, and from where to where."""

    terms: int = 0
    start: int = 0
    end: int = 0


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
    """The part of a text where most of the terms stand closest together, to the end of a sentence where it can be.

    Nothing, where none does and the text is a mere word or two: that would say less than the title that was found.
    """
    found = matches(text, terms, language)
    low, high, best = _section(text, found)
    if not best.terms and len(text[low:high].split(maxsplit=FEWEST_WORDS)) < FEWEST_WORDS:
        return Excerpt((), 0)
    start = max(best.start - BEFORE, low) if high - low > LENGTH else low
    if start > low:
        # From a sentence on, or from a word, not from the middle of one; a text without spaces is cut anyway.
        cut_at = _SENTENCE_END.search(text, start, best.start) or _SPACES.search(text, start, best.start)
        start = cut_at.end() if cut_at else start
    end, sign = _end(text, start, high, best)
    pieces = list(_pieces(text, start, end, found))
    # Beside a name or a topic stands how the text begins, or a result would not say what it is of.
    opening = _SENTENCE_END.search(text, 0, min(low, text.find(ASIDE) + 1, LENGTH - BEFORE))
    if opening:
        between = " … " if text[opening.end() : start].strip() else " "
        pieces[:0] = [*_pieces(text, 0, len(text[: opening.end()].rstrip()), found), (between, False)]
    elif start:
        pieces.insert(0, ("… ", False))
    if sign:
        pieces.append((sign, False))
    return Excerpt(tuple(pieces), best.start)


def _section(text: str, found: Sequence[Match]) -> tuple[int, int, _Stretch]:
    """From where to where an excerpt may reach, and the stretch that it should show.

    That is the text itself, unless more terms stand beside it: then the lines that hold them.
    """
    middle = text.find(ASIDE)
    if middle < 0:
        return 0, len(text), _best(found)
    within = _best([match for match in found if match.start < middle])
    beside = _best([match for match in found if match.start > middle])
    if within.terms >= beside.terms:
        return 0, middle, within
    low = max(text.rfind("\n", middle, beside.start), middle) + 1
    high = text.find("\n", beside.end)
    return low, high if high > 0 else len(text), beside


def _end(text: str, start: int, high: int, best: _Stretch) -> tuple[int, str]:
    """Where an excerpt ends, and the sign that the text goes on: after a sentence, or else after a word."""
    latest = start + LENGTH
    if latest >= high:
        return high, ""
    earliest = max(best.end, start + LENGTH // 2)
    ends = [stop.end() for stop in _SENTENCE_END.finditer(text, earliest, latest + 1)]
    if ends:
        return len(text[: ends[-1]].rstrip()), " …"
    cut = max(text.rfind(" ", start, latest), text.rfind("\n", start, latest))
    return (cut if cut > best.start else latest), "…"


def _best(found: Sequence[Match]) -> _Stretch:
    """The stretch that an excerpt should show: most terms, then the shortest, then the first."""
    best = _Stretch()
    for number, first in enumerate(found):
        seen: set[int] = set()
        reach = first.end
        for match in found[number:]:
            if match.end - first.start > LENGTH - BEFORE:
                break
            if match.term not in seen:
                seen.add(match.term)
                reach = match.end
        stretch = _Stretch(max(len(seen), 1), first.start, reach)
        if (stretch.terms, stretch.start - stretch.end) > (best.terms, best.start - best.end):
            best = stretch
    return best


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
