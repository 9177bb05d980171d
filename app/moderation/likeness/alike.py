"""How near two texts are: the share of the words of one that stand beside the same words in the other.

A word counts where it and one of its neighbours are neighbours in the other text too. That asks for the order of
words nearby and not for that of sentences, so that reordering costs nothing, and swapping a word costs that word.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from rapidfuzz import fuzz

from app.moderation.likeness.wording import Wording, reaches

# What fewer words say, many people say by themselves ("I support this", "No to the bus lane").
FEWEST_WORDS = 8
# The share of words that must agree. Texts of up to a dozen words must be the same but for one of twenty, since forms
# of words come to many people; from 45 words on so much agreement does not come by chance:
# of two texts, with nothing else to go by; of one with what several have in common; and of one of the same length
# with what several have in common, where that is nearly all that they say.
_SHORT, _LONG = 12, 45
_OF_SHORT, _OF_TWO, _OF_SEVERAL, _OF_COHERENT = 0.95, 0.62, 0.72, 0.58
_NEARLY_ALL = 0.85
# Texts that agree less are no evidence for each other.
NEAR = 0.45
# What agrees must be so much of the longer text: who adds more than that to a common text has written one.
_OF_LONGER = 0.55
# Neighbours that so many of several texts have are their common wording. Swapped words are outvoted.
_AGREED = 0.5

# Whatever the shares say, the words themselves must be so near, from 0 to 100, to one of those that stand for the
# group. Of a hundred pairs on the same subject that have nothing to do with each other, at most three are.
_CONFIRMED = 70


def is_confirmed(text: Wording, others: Iterable[Wording]) -> bool:
    """Whether a text is near one of others by the edits between their words, sorted or as sets: a second opinion,
    which knows no hashes and no neighbours (rapidfuzz, token_ratio)."""
    words = " ".join(text.words)
    return any(fuzz.token_ratio(words, " ".join(other.words), score_cutoff=_CONFIRMED) for other in others)


def is_contrary(text: Wording, others: Sequence[Wording]) -> bool:
    """Whether a text says the opposite of half of others or more (`sides`). One that lost the word among those that
    stand for a group lets nobody in who is against it."""
    contrary = sum(text.sides.oppose(other.sides) for other in others)
    return bool(others) and 2 * contrary >= len(others)


def neighbours_of(text: Wording) -> frozenset[int]:
    """The neighbours of a text as a set."""
    return frozenset(text.neighbours.tolist())


def marks(text: Wording, known: AbstractSet[int]) -> bytes:
    """For each word of a text 1 where it stands beside a word as in a known wording, and 0 where it does not."""
    found = bytes(map(known.__contains__, text.neighbours.tolist()))
    marked = 0
    for apart, start, end in reaches(len(text)):
        # One byte a word: two neighbours mark the word they stand at and the one so far behind it.
        here = int.from_bytes(found[start:end], "little")
        marked |= here | here << 8 * apart
    return marked.to_bytes(len(text), "little")


def agreeing(text: Wording, known: AbstractSet[int]) -> int:
    """How many words of a text stand beside a word as in a known wording."""
    return sum(marks(text, known))


def likeness_of_two(text: Wording, known: AbstractSet[int], other: Wording) -> float:
    """The share of the shorter of two texts that agrees with the other, from 0 to 1; 0 where they are not near.

    Takes the neighbours of the first too, since it is measured against many.
    """
    shorter, longer = sorted((len(text), len(other)))
    least = max(NEAR * shorter, _OF_LONGER * longer)
    # Most of those measured have little in common, which is seen before words are marked.
    if least > shorter or sum(map(known.__contains__, other.neighbours.tolist())) < least:
        return 0.0
    agreed = agreeing(other, known)
    if agreed >= least:
        agreed = min(agreed, agreeing(text, neighbours_of(other)))
    return agreed / shorter if agreed >= least else 0.0


def makes_two(text: Wording, other: Wording, likeness: float) -> bool:
    """Whether two texts are so near that they make a group, with nothing else to go by."""
    return likeness >= _asked(min(len(text), len(other)), _OF_TWO)


@dataclass(frozen=True)
class Common:
    """What several texts have in common.

    `wording` are their common neighbours, `length` is the usual number of their words, `shares` says for each of
    them which share of it is common.
    """

    wording: frozenset[int]
    length: float
    shares: tuple[float, ...]

    @property
    def coherence(self) -> float:
        """The usual share of a text that is common wording."""
        return statistics.median(self.shares)

    def share_of(self, text: Wording) -> float:
        """Which share of a text, or of the usual length where that is more, is common wording."""
        return agreeing(text, self.wording) / max(len(text), self.length)

    def fit(self, text: Wording) -> float:
        """By how much a text agrees more than is asked, from 0; below 0 it does not belong."""
        shorter, longer = sorted((len(text), self.length))
        share = self.share_of(text)
        if share < _OF_LONGER:
            return -1.0
        fits = share * longer / shorter - _asked(shorter, _OF_SEVERAL)
        if fits < 0 and self.coherence >= _NEARLY_ALL:
            fits = share - _asked(shorter, _OF_COHERENT)
        return fits


@lru_cache(maxsize=2_000)
def common_to(texts: tuple[Wording, ...]) -> Common:
    """What several texts have in common; of a single one, all of it."""
    if len(texts) == 1:
        return Common(neighbours_of(texts[0]), len(texts[0]), (1.0,))
    needed = max(2, math.ceil(len(texts) * _AGREED))
    counts = Counter(chain.from_iterable(map(neighbours_of, texts)))
    wording = frozenset(number for number, count in counts.items() if count >= needed)
    length = statistics.median(map(len, texts))
    return Common(wording, length, tuple(agreeing(text, wording) / len(text) for text in texts))


def _asked(words: float, of_long: float) -> float:
    """The share that must agree in texts of so many words."""
    along = min(max((words - _SHORT) / (_LONG - _SHORT), 0.0), 1.0)
    return _OF_SHORT + (of_long - _OF_SHORT) * along
