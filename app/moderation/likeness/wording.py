"""A text as the words that count: case, accents, look-alike letters and markup make no difference, nor do a greeting
before them and a signature after."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from app.moderation.likeness.sides import Sides, sides_of

# Two words are neighbours where at most two others stand between them. A word that is swapped then leaves enough
# neighbours to each side, and a sentence that has moved takes its neighbours along.
NEIGHBOURHOOD = 3
# More words than any comment may have, so that nobody's paste takes long.
MOST_WORDS = 2500

# Scripts that put no spaces between words: each letter counts as one. Then words, with the marks that some scripts
# write over letters, soft hyphens and the spaces of no width that hide a word from searches.
_WORD = re.compile(
    "[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
    "|[^\\W_](?:[^\\W_]|[\u00ad\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff\u200b-\u200d\u2060\ufeff]"
    "|['’ʼ](?=[^\\W\\d_]))*"
)
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,30});")
_SENTENCE_END = re.compile(r"[.!?…।。！？]+(?=\s|$)|\n+")

_GREETING = re.compile(
    r"\W*(?:(?:hello|hi|hiya|hey|good (?:morning|afternoon|evening|day)|greetings|to whom it may concern|"
    r"helo|shwmae|bore da|prynhawn da|noswaith dda)\b(?:[^\S\n]+[\w'’.-]+){0,2}?|"
    r"(?:dear|to the|annwyl|at sylw)\b(?:[^\S\n]+[\w'’.-]+){0,6}?)[^\S\n]*[,:;.!\n–—-]\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?<=[\n,.!?;])\W*(?:(?:with )?(?:very |many |my )?(?:(?:kind|kindest|best|warm|warmest) )?(?:regards|wishes)|"
    r"yours|(?:many )?thanks|thank you|sincerely|respectfully|faithfully|cheers|signed|best|"
    r"cofion|yn gywir|yr eiddoch|diolch|hwyl)\b[^?]{0,100}\Z",
    re.IGNORECASE,
)
# A name, a street or a postcode on a line of its own, or a name after a dash.
_NAME_LINES = re.compile(
    r"(?<=[.!?])(?:\s*\n\W*\w[^\n.!?]{0,40}){1,3}\s*\Z|(?<=[.!?])\s*[–—-]\s*\w[^\n.!?]{0,40}\Z"
)
# What stands between quotation marks, or behind the sign with which mail quotes: a few words are a name and stay.
_QUOTED = re.compile(r'[“„«][^“”„«»]{25,3000}[”»“]|"[^"]{25,3000}"|^[ \t]*>.*$', re.MULTILINE)
# With fewer words of its own beside it, a text is what it quotes.
_FEWEST_BESIDE = 4
# A signature is looked for in so many characters at the end.
_TAIL = 160

# Cyrillic, Greek and barred letters that pass for Latin ones, in either case.
_LOOK_ALIKES = str.maketrans(
    "авекмнорстухіјѕԁԛԝһαβεζηικμνορτυχωıłøđ", "abekmhopctyxijsdqwhabezhikmvoptuxwilod"
)
_FIGURES = str.maketrans("013457", "oleast")

Words = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Wording:
    """The words of a text that count, and its neighbours: a number for each two words that stand near each other, by
    the distance between them."""

    words: Words
    neighbours: NDArray[np.uint64]

    @cached_property
    def sides(self) -> Sides:
        """What it is for and against; worked out where something near it asks."""
        return sides_of(self.words)

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True)
class Word:
    """A word as it is compared, and where it stands in its text."""

    folded: str
    start: int
    end: int


def wording(text: str) -> Wording:
    """The wording of a text, without its greeting and signature, and without what it quotes beside words of its own."""
    readable = without_markup(text)
    start, end = body_of(readable)
    body = readable[start:end]
    words = _folded_words(body)
    if _QUOTED.search(body):
        own = _folded_words(_QUOTED.sub(" ", body))
        words = own if len(own) >= _FEWEST_BESIDE else words
    return wording_of(words[:MOST_WORDS])


def wording_of(words: Words) -> Wording:
    """The wording that consists of some words, as they are compared."""
    return Wording(words, _neighbours(words))


def _folded_words(text: str) -> Words:
    return tuple(word for word in map(_folded, _WORD.findall(text)) if word)


def without_markup(text: str) -> str:
    """The text with spaces in place of tags and of characters that are written out, so that every place stays."""
    return _MARKUP.sub(lambda match: " " * len(match[0]), text) if "<" in text or "&" in text else text


def body_of(text: str) -> tuple[int, int]:
    """Where a text begins after its greeting and ends before its signature. Most of it is never taken for these."""
    start, end = 0, len(text)
    greeting = _GREETING.match(text)
    if greeting and greeting.end() < len(text) // 2:
        start = greeting.end()
    tail = max(start + (len(text) - start) * 2 // 5, len(text) - _TAIL)
    for pattern in (_CLOSING, _NAME_LINES):
        closing = pattern.search(text, tail, end)
        if closing:
            end = closing.start()
    return start, end


def words_of(text: str, start: int, end: int) -> list[Word]:
    """The words between two places of a text, as they are compared."""
    found = (
        Word(_folded(match[0]), match.start(), match.end()) for match in _WORD.finditer(text, start, end)
    )
    return [word for word in found if word.folded]


def sentences_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each sentence between two places of a text begins and ends. A line that ends is a sentence too."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start, end)] + [end]
    return [(begin, stop) for begin, stop in zip([start, *ends], ends, strict=False) if begin < stop]


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    """A word without case, accents and marks nobody sees, its look-alike letters as Latin ones."""
    plain = word.casefold()
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in parts if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf"))
        plain = plain.translate(_LOOK_ALIKES).replace("’", "").replace("ʼ", "")
    plain = plain.replace("'", "")
    return plain if plain.isalpha() or plain.isdigit() else plain.translate(_FIGURES)


@lru_cache(maxsize=100_000)
def _number(word: str) -> int:
    """The same number for a word in every process and on every machine."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)


def _neighbours(words: Words) -> NDArray[np.uint64]:
    numbers = np.fromiter(map(_number, words), np.uint64, len(words))
    # Multiplied apart, so that "bus lane" and "lane bus" are two things. Overflow is meant: it is a hash.
    first, second = numbers * _FIRST, numbers * _SECOND
    return np.concatenate([first[:-apart] + second[apart:] for apart in range(1, NEIGHBOURHOOD + 1)])


def reaches(words: int) -> list[tuple[int, int, int]]:
    """Where the neighbours of a text of so many words are kept: for each distance it, and from where to where."""
    found, start = [], 0
    for apart in range(1, NEIGHBOURHOOD + 1):
        end = start + max(words - apart, 0)
        found.append((apart, start, end))
        start = end
    return found
