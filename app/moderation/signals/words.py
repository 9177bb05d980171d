"""The council's list of words: found as whole words, however their letters are dressed up.

"1d10t", "i d i o t", "id.iot", "idioooot", "id*ot" and one with a Cyrillic "о" all read as "idiot". A word within
another does not count: "class" holds no insult, and neither does Scunthorpe.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise, product

from app.moderation.signals.folding import Folded, end_in, fold
from app.moderation.signals.kinds import Finding, SignalKind

_TOKEN = re.compile(r"(?:[^\W_]|[@$€]|!(?=[^\W_]))(?:[^\W_]|[@$€!|*])*")
_AT_ITS_END = "!|*@€"
_DIGITS_FOR_LETTERS = str.maketrans("0345789@$€!", "oeastbgase" + "i")
# A one, or a stroke, stands for either.
_ONE = re.compile(r"[1|]")
# A road, a bus, a postcode or a size of paper: "A55", "M25", "FB1".
_ROAD = re.compile(r"[a-z]{1,2}\d+")
_JOINED = re.compile(r"[._'’·~–-]")
_SPACED = re.compile(r"\s{1,3}|\s?[._'’·~/|*–-]\s?|,")
_WITHIN_A_PHRASE = re.compile(r"[\s,'’\"-]{1,3}")
# From this length on, a letter that stands twice instead of once is a stretched one: "idiiot". In shorter words it
# makes another word: "god" and "good".
_LONG_WORD = 5
_FEWEST_SPACED = 3
# One-letter words that stand before or behind a word that is spaced out: "what a i d i o t u".
_ONE_LETTER_WORDS = "aiou"
_REPEATED = re.compile(r"(.)\1+")

Words = tuple[str, ...]


@dataclass(frozen=True)
class _Token:
    """A word of a text, folded, with its place in the folded text."""

    text: str
    start: int
    end: int


def normal_form(term: str) -> str:
    """A word or phrase of the list as texts are compared with it; empty where it holds neither letter nor figure."""
    return " ".join(token.text for token in _tokens(fold(term)))


class WordList:
    """The words and phrases of a list, ready to be looked for.

    Takes each with the number of its entry. However long the list, a text takes as long as it has words.
    """

    def __init__(self, terms: Mapping[int, str]) -> None:
        self._by_beginning: dict[str, list[tuple[int, Words]]] = defaultdict(list)
        self._by_shape: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
        for entry, term in terms.items():
            words = tuple(normal_form(term).split())
            if not words:
                continue
            self._by_beginning[_collapsed(words[0])].append((entry, words))
            if len(words) == 1:
                self._by_shape[words[0][0], len(words[0])].append((entry, words[0]))

    def find(self, text: str) -> Iterator[Finding]:
        """Each place in a text that reads as one of the words, in order; of two that overlap, the longer."""
        if not self._by_beginning:
            return
        folded = fold(text)
        reached = 0
        found = sorted(self._found(folded), key=lambda each: (each[0], -each[1], each[2]))
        for start, end, entry in found:
            if start < reached:
                continue
            reached = end
            first, last = folded.places[start], folded.places[end - 1]
            yield Finding(SignalKind.WORD, first, end_in(text, last), {"entry": entry})

    def _found(self, folded: Folded) -> Iterator[tuple[int, int, int]]:
        tokens = _tokens(folded)
        for at, token in enumerate(tokens):
            for entry, words in self._beginning_as(token.text):
                last = _last_of(words, folded.text, tokens, at)
                if last is not None:
                    yield token.start, last.end, entry
            if "*" in token.text:
                yield from ((token.start, token.end, entry) for entry in self._starred(token.text))
        for written, start, end in (*_joined(folded.text, tokens), *_spaced(folded.text, tokens)):
            for entry, words in self._beginning_as(written):
                if len(words) == 1:
                    yield start, end, entry

    def _beginning_as(self, written: str) -> Iterator[tuple[int, Words]]:
        """The terms whose first word something reads as."""
        for reading in _readings(written):
            for entry, words in self._by_beginning.get(_collapsed(reading), ()):
                if _is_stretched(reading, words[0]):
                    yield entry, words

    def _starred(self, written: str) -> Iterator[int]:
        """The entries that a word with stars in it stands for: at least half of its letters must be there."""
        if written.count("*") * 2 > len(written):
            return
        reading = written.translate(_DIGITS_FOR_LETTERS)
        for entry, word in self._by_shape.get((reading[0], len(reading)), ()):
            if all(there in ("*", letter) for there, letter in zip(reading, word, strict=True)):
                yield entry


# ---- What stands in a text ----


def _tokens(folded: Folded) -> list[_Token]:
    """The words of a text. What is written wholly in another script is no look-alike in a text of that script."""
    tokens = []
    for match in _TOKEN.finditer(folded.text):
        written = match[0].rstrip(_AT_ITS_END)
        start = match.start()
        end = start + len(written)
        if folded.is_mostly_latin or not all(folded.foreign[start:end]):
            tokens.append(_Token(written, start, end))
    return tokens


def _runs(tokens: list[_Token], together: Iterable[bool]) -> Iterator[list[_Token]]:
    """Tokens in a row of which each belongs together with the next: two or more."""
    run: list[_Token] = tokens[:1]
    for token, belongs in zip(tokens[1:], together, strict=True):
        if not belongs:
            if len(run) > 1:
                yield run
            run = []
        run.append(token)
    if len(run) > 1:
        yield run


def _joined(text: str, tokens: list[_Token]) -> Iterator[tuple[str, int, int]]:
    """What is one word but for signs in it: "id.iot", "id-iot"."""
    together = (_JOINED.fullmatch(text, one.end, other.start) is not None for one, other in pairwise(tokens))
    for run in _runs(tokens, together):
        yield _as_one(run)


def _spaced(text: str, tokens: list[_Token]) -> Iterator[tuple[str, int, int]]:
    """What is spelt letter by letter: "i d i o t", with or without a one-letter word before and behind."""
    together = (
        len(one.text) == len(other.text) == 1 and _SPACED.fullmatch(text, one.end, other.start) is not None
        for one, other in pairwise(tokens)
    )
    for run in _runs(tokens, together):
        for before, behind in product(range(2), range(2)):
            inner = run[before : len(run) - behind]
            beside = run[:before] + run[len(run) - behind :]
            if len(inner) >= _FEWEST_SPACED and all(token.text in _ONE_LETTER_WORDS for token in beside):
                yield _as_one(inner)


def _as_one(run: list[_Token]) -> tuple[str, int, int]:
    return "".join(token.text for token in run), run[0].start, run[-1].end


# ---- What it reads as ----


def _readings(written: str) -> set[str]:
    """What a word can be read as: itself, and with its digits and signs as the letters that they look like."""
    if written.isalpha():
        return {written}
    readings = {written, written.lstrip("@$!€")}
    if any(character.isalpha() for character in written) and not _ROAD.fullmatch(written):
        read = written.translate(_DIGITS_FOR_LETTERS)
        readings |= {_ONE.sub("i", read), _ONE.sub("l", read)}
    return readings - {""}


def _collapsed(word: str) -> str:
    return _REPEATED.sub(r"\1", word)


def _is_stretched(reading: str, word: str) -> bool:
    """Whether a reading is a word, letter for letter, or with letters that are drawn out: "idioooot"."""
    for (_, drawn), (_, letters) in zip(groupby(reading), groupby(word), strict=True):
        times, due = len(list(drawn)), len(list(letters))
        stretched = times > due and (times > 2 or len(word) >= _LONG_WORD)
        if times != due and not stretched:
            return False
    return True


def _last_of(words: Words, text: str, tokens: list[_Token], at: int) -> _Token | None:
    """The last word of a phrase that begins with this token, if the rest of it follows."""
    following = tokens[at + 1 : at + len(words)]
    if len(following) < len(words) - 1:
        return None
    for before, token, word in zip(tokens[at:], following, words[1:], strict=False):
        if not _WITHIN_A_PHRASE.fullmatch(text, before.end, token.start):
            return None
        if not any(
            _collapsed(each) == _collapsed(word) and _is_stretched(each, word)
            for each in _readings(token.text)
        ):
            return None
    return tokens[at + len(words) - 1]
