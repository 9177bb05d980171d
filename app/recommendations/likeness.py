"""How much two paragraphs have in common, and what finding that out may cost. Pure.

Drafts are matched with former texts while nobody else can write, so the work is counted. A text that repeats a few
words or signs for ever, so that every paragraph could be every other one, would need minutes: then what was found so
far has to do, and officers say by hand what the rest is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

# Below this, two paragraphs have less in common than not.
SIMILAR_ENOUGH = 0.6
# How much of a paragraph must stand in another one, to say that it was split from it or was taken in by it. Words count
# that stand there in runs; what is shorter than this could stand anywhere.
MOST_OF_IT = 0.6
RUN = 3
SHORTEST_PART = 5
# What saving a draft may cost, in words that are looked at: about a tenth of a second. The longest text that can be
# sent costs less than half of that while it is prose, though every paragraph is reworded.
MOST_WORK = 300_000
# So many words are looked up in a set while one is looked at in its place; and so many places fit into one step.
_LOOKED_UP_AT_ONCE = 16
_PLACES_AT_ONCE = 1_000
_TOKENS = re.compile(r"\w+|[^\w\s]")


def tokens(text: str) -> list[str]:
    """Its words and signs, in small letters."""
    return _TOKENS.findall(text.casefold())


class Work:
    """What may still be looked at. Texts that are saved together share one, so that the whole is bounded too."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def spend(self, steps: int) -> bool:
        """Take off so many steps; False where they do not suffice, and from then on."""
        if steps > self.left:
            self.left = 0
            return False
        self.left -= steps
        return True


class Paragraph:
    """A paragraph's words and signs, made ready to be compared with those of many others."""

    def __init__(self, text: str) -> None:
        self.words = tokens(text)

    @cached_property
    def counted(self) -> frozenset[str]:
        """Each word with the how-manieth of its kind it is: what two texts share of these, they share at most."""
        times: Counter[str] = Counter()
        counted = set()
        for word in self.words:
            times[word] += 1
            counted.add(f"{times[word]} {word}")
        return frozenset(counted)

    @cached_property
    def runs(self) -> Counter[tuple[str, ...]]:
        """Its runs of `RUN` words, and how often each stands here."""
        return Counter(self.runs_in_order())

    def runs_in_order(self) -> Iterable[tuple[str, ...]]:
        return zip(*(self.words[step:] for step in range(RUN)), strict=False)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each word stands, as the bits of a number."""
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            places.setdefault(word, []).append(place)
        return {word: _bits(each) for word, each in places.items()}


def _bits(places: list[int]) -> int:
    bits = bytearray(places[-1] // 8 + 1)
    for place in places:
        bits[place // 8] |= 1 << place % 8
    return int.from_bytes(bits, "little")


def similarity(one: Paragraph, other: Paragraph, work: Work) -> float:
    """How alike two paragraphs are, from 0 to 1: the share of their words that both have in the same order.

    0 where it is certain at a glance that they are not alike, and where no work is left.
    """
    both = len(one.words) + len(other.words)
    few, many = sorted((one, other), key=lambda each: len(each.words))
    if 2 * len(few.words) < SIMILAR_ENOUGH * both or not work.spend(1 + len(few.words) // _LOOKED_UP_AT_ONCE):
        return 0.0
    if 2 * len(few.counted & many.counted) < SIMILAR_ENOUGH * both:
        return 0.0
    if not work.spend(len(few.words) * (1 + len(many.words) // _PLACES_AT_ONCE)):
        return 0.0
    return 2 * in_the_same_order(few, many) / both if both else 1.0


def in_the_same_order(few: Paragraph, many: Paragraph) -> int:
    """The length of the longest common subsequence, by Hyyrö's bits: one sum a word finds all places at once."""
    every = (1 << len(many.words)) - 1
    open_places = every
    for word in few.words:
        here = open_places & many.places.get(word, 0)
        if here:
            open_places = ((open_places + here) | (open_places - here)) & every
    return len(many.words) - open_places.bit_count()


def share_of(part: Paragraph, whole: Paragraph, work: Work) -> float:
    """How much of one paragraph stands in another one, in runs of `RUN` words or more, from 0 to 1.

    0 where it is certain at a glance that it is not most of it, and where no work is left.
    """
    length = len(part.words)
    if length < SHORTEST_PART or not work.spend(1 + min(length, len(whole.words)) // _LOOKED_UP_AT_ONCE):
        return 0.0
    shared = part.runs.keys() & whole.runs.keys()
    if RUN * sum(part.runs[run] for run in shared) < MOST_OF_IT * length or not work.spend(length):
        return 0.0
    found, end = 0, 0
    for place, run in enumerate(part.runs_in_order()):
        if run in shared:
            found += place + RUN - max(place, end)
            end = place + RUN
    return found / length
