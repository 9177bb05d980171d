"""A text of several clauses as one row of words and marks, each knowing where it stands."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

# A letter written as a letter and its accent is one word with it.
_TOKEN = re.compile(r"\w[\w\u0300-\u036f]*|[^\w\s]")
_ENDS_SENTENCE = frozenset(".?!…")
# A mark counts a tenth of a word: a full stop that survives says little of a passage.
MARK_WEIGHT = 0.1


class Token(NamedTuple):
    """One word or mark: how it is compared, which clause and sentence it is in, and where in its clause's text."""

    word: str
    clause: int
    sentence: int
    start: int
    end: int
    is_mark: bool

    @property
    def weight(self) -> float:
        return MARK_WEIGHT if self.is_mark else 1.0


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """A word as it is compared: upper and lower case, composed and decomposed letters are the same."""
    return unicodedata.normalize("NFC", word.casefold())


def words_of(text: str) -> list[str]:
    """The words and marks of a text, as they are compared."""
    return [folded(word) for word in _TOKEN.findall(text)]


def same_words(one: str, other: str) -> bool:
    """Whether two texts say the same, letter by letter; how their white space is set does not matter."""
    return " ".join(unicodedata.normalize("NFC", one).split()) == " ".join(
        unicodedata.normalize("NFC", other).split()
    )


@dataclass(frozen=True)
class Text:
    """The clauses of a text, their tokens in one row, and for each clause the first and the one after its last."""

    clauses: Sequence[str]
    tokens: Sequence[Token]
    bounds: Sequence[tuple[int, int]]
    words: Sequence[str]

    def span(self, clause: int, start: int, end: int) -> tuple[int, int]:
        """The tokens of a clause that stand, wholly or in part, between two characters of its text."""
        first, last = self.bounds[clause]
        row = self.tokens[first:last]
        return (
            first + bisect_right(row, start, key=lambda token: token.end),
            first + bisect_left(row, end, key=lambda token: token.start),
        )


def tokenise(clauses: Sequence[str]) -> Text:
    """Take the clauses of a text apart."""
    tokens: list[Token] = []
    bounds: list[tuple[int, int]] = []
    sentence = 0
    for number, text in enumerate(clauses):
        first, ended = len(tokens), False
        for found in _TOKEN.finditer(text):
            word, is_mark = found[0], not found[0][0].isalnum() and found[0][0] != "_"
            # Marks right after the full stop, such as a closing quotation mark, still belong to the sentence.
            if ended and text[found.start() - 1].isspace():
                sentence, ended = sentence + 1, False
            ended = (ended and is_mark) or word in _ENDS_SENTENCE
            tokens.append(Token(folded(word), number, sentence, found.start(), found.end(), is_mark))
        bounds.append((first, len(tokens)))
        sentence += 1
    return Text(clauses, tokens, bounds, [token.word for token in tokens])
