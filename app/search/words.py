"""Words as search knows them: folded, so that case, accents and apostrophes make no difference, and their stems.

Both databases are given the same words and the same stems, made here. So they find the same texts, a half-typed word
works beside stemming, and a match is marked in a result by the very rules that found it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from snowballstemmer.english_stemmer import EnglishStemmer

# Beyond this a text is not looked into, and a word is cut: PostgreSQL counts no further in one text.
MOST_WORDS = 16_000
LONGEST_WORD = 40
LONGEST_COMPOUND = 3
# Texts in these languages are matched as they stand.
WITHOUT_STEMS = frozenset({"cy"})

_MARKS = "\u0300-\u036f"
# Nobody sees these inside a word: where it may be hyphenated, and what holds letters together or apart.
_UNSEEN = "\u00ad\u200c\u200d\u2060"
# Letters and figures with their accents; an apostrophe belongs to the word that it stands in.
_WORD = re.compile(rf"[^\W_]+(?:(?:[{_MARKS}]+['’‘]?|['’‘{_UNSEEN}])[^\W_]+)*[{_MARKS}]*")
_HYPHENS = "-‐‑–"
_NUMBER_WITH_UNIT = re.compile(r"(\d+)([^\W\d_]+)")
# What people write close to a number or apart from it: 20mph, 20 mph.
_UNITS = frozenset({"am", "cm", "ft", "ha", "kg", "km", "kmh", "kw", "kwh", "mm", "mph", "pm", "st", "th"})
# Plurals of everyday words that the stemmer takes for other words.
_STEMS = {"buses": "bus", "busses": "bus", "gases": "gas"}
# What nearly every text holds. Beside other words of a query they are not asked for.
_COMMON = (
    "a an and any are as at be been but by can could did do does for from had has have he her him his how i if in"
    " into is it its many may me might much must my no not of on or our over shall she should so some than that the"
    " their them then there these they this those to us was we were what when where which who whom whose why will"
    " with would you your about y yr yn ac am ar beth ble ei eu gan mae oes pam pwy sut wedi"
)
COMMON = frozenset(_COMMON.split())

_stemmer = EnglishStemmer()
# It keeps the word that it works on in itself, so threads take turns.
_stemming = Lock()


class Token(NamedTuple):
    """A word of a text, folded, and where it stands there."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IndexedWords:
    """What the engines are given of one text, each as words with spaces between."""

    title_words: str
    title_stems: str
    text_words: str
    text_stems: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """A word without case, accents and apostrophes: "Siân’s" becomes "sians". Only letters and figures are left."""
    if word.isascii():
        plain = word.lower().replace("'", "")
    else:
        plain = "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalnum())
    return plain[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem of a folded word: "deliveries" and "delivery" have one."""
    if word in _STEMS:
        return _STEMS[word]
    with _stemming:
        return str(_stemmer.stemWord(word))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in their order."""
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word:
            yield Token(word, match.start(), match.end())


def groups(text: str) -> Iterator[list[Token]]:
    """The words of a text, those together that a hyphen, a point or the like makes one: car-free, 2.50, 1,500."""
    group: list[Token] = []
    end = -2
    for token in tokens(text):
        # Nearly always more or less than one sign stands between two words; nothing else is looked at then.
        if token.start - end == 1 and _belongs(text[end], group[-1], token):
            group.append(token)
        else:
            if group:
                yield group
            group = [token]
        end = token.end
    if group:
        yield group


def _belongs(between: str, before: Token, after: Token) -> bool:
    if between in ",:":
        return before.word.isdigit() and after.word.isdigit()
    return between in _HYPHENS or between in ".@"


def joined(group: Sequence[Token]) -> str:
    """A group of words as one, stemmed: whoever types "carfree" or "e-mail" finds "car-free" and "email"."""
    return stem("".join(token.word for token in group)[:LONGEST_WORD])


def keys(groups_of_words: Iterable[Sequence[Token]], with_stems: bool = True) -> Iterator[Token]:
    """What the words can be looked up by: their stems, those of compounds, and figures with and without a unit.

    Without stems it gives what words can be looked up by beside their own stems.
    """
    former: Token | None = None
    for group in groups_of_words:
        for token in group:
            word = token.word
            if with_stems:
                yield Token(stem(word), token.start, token.end)
            if word in _UNITS and former is not None and former.word.isdigit():
                yield Token(former.word + word, former.start, token.end)
            apart = _NUMBER_WITH_UNIT.fullmatch(word) if word[0].isdigit() else None
            if apart is not None:
                yield Token(apart[1], token.start, token.end)
                yield Token(stem(apart[2]), token.start, token.end)
            former = token
        if 1 < len(group) <= LONGEST_COMPOUND:
            yield Token(joined(group), group[0].start, group[-1].end)


def _bag(text: str, has_stems: bool) -> tuple[str, str]:
    """The words of a text, and what they can be looked up by."""
    found = list(groups(text))
    words = [token.word for group in found for token in group]
    stems = [key.word for key in keys(found)] if has_stems else []
    return " ".join(words[:MOST_WORDS]), " ".join(stems[:MOST_WORDS])


def indexed(title: str, text: str, language: str) -> IndexedWords:
    """What is looked up of a document. Texts in Welsh have no stems: they are matched word by word."""
    has_stems = language not in WITHOUT_STEMS
    title_words, title_stems = _bag(title, has_stems)
    text_words, text_stems = _bag(text, has_stems)
    return IndexedWords(title_words, title_stems, text_words, text_stems)
