"""What became of each paragraph from one text of a recommendation to a later one. Pure: texts in, changes out.

A clause is known by its key. That it stands elsewhere, was split or taken in by another one is told, never guessed:
moves follow from the order, the rest from what the officers wrote down with each version in between. What they wrote
down says nothing of words: whether any went along is looked for in the texts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

# So many words in a row, that a clause did not have before, came from the one that had them.
IN_A_ROW = 3
_WORD = re.compile(r"\w+")
# Of one version: the keys of a clause that holds words of another clause of the version before, and of that one.
Origins = Iterable[tuple[str, str]]


class Change(StrEnum):
    """What became of a clause between two versions."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    DELETED = "deleted"


@dataclass(frozen=True)
class ClauseChange:
    """One clause in the new text (`now`), in the former one (`before`), or in both, with its places from 1."""

    key: str
    change: Change
    before: str | None
    now: str | None
    # Whether it stands elsewhere in the order of the clauses that both versions have.
    is_moved: bool = False
    place_before: int | None = None
    place_now: int | None = None
    # Other clauses of the former text whose words it holds: those that it took in, or that it was split from.
    came_from: tuple[str, ...] = ()
    # Other clauses of the new text that hold words of it.
    went_to: tuple[str, ...] = ()
    # Clauses that were merged into it, and those into which it was merged, without a word going along.
    merged_in: tuple[str, ...] = ()
    merged_into: tuple[str, ...] = ()
    # Both kinds as they were written down, whatever became of the words.
    said_from: tuple[str, ...] = ()
    said_to: tuple[str, ...] = ()

    @property
    def is_split_off(self) -> bool:
        return self.change is Change.NEW and bool(self.came_from)

    @property
    def is_taken_in(self) -> bool:
        return self.change is Change.DELETED and bool(self.went_to)

    @property
    def is_merged(self) -> bool:
        """Whether it is gone into others, be it without its words."""
        return self.change is Change.DELETED and bool(self.went_to or self.merged_into)

    @property
    def is_unchanged(self) -> bool:
        """Whether there is nothing at all to tell of it."""
        return self.change is Change.SAME and not (
            self.is_moved or self.came_from or self.went_to or self.merged_in
        )


def changes_between(
    former: Mapping[str, str], new: Mapping[str, str], origins: Iterable[Origins] = ()
) -> list[ClauseChange]:
    """What changed, clause by clause in the order of the new text, what is gone standing where it stood.

    Takes both texts by key in their order, and the origins that were written down with each version after the former
    one up to the new one, in their order. Spaces alone are no change.
    """
    said = [(source, key) for key, sources in _sources(former, new, origins).items() for source in sources]
    with_words = [pair for pair in said if _hold_words_of(pair, former, new)]
    # What was split off without a word of it is new, and nothing more.
    without = [pair for pair in said if pair not in with_words and pair[1] in former]
    came_from, went_to = _both_ways(with_words)
    merged_in, merged_into = _both_ways(without)
    said_from, said_to = _both_ways(said)
    before = {key: place for place, key in enumerate(former, 1)}
    now = {key: place for place, key in enumerate(new, 1)}
    stayed = _in_order([before[key] for key in new if key in former])
    return [
        ClauseChange(
            key,
            _change(former.get(key), new.get(key)),
            former.get(key),
            new.get(key),
            key in former and key in new and before[key] not in stayed,
            before.get(key),
            now.get(key),
            *(
                tuple(found[key])
                for found in (came_from, went_to, merged_in, merged_into, said_from, said_to)
            ),
        )
        for key in _reading_order(list(former), list(new))
    ]


def _both_ways(pairs: Iterable[tuple[str, str]]) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    """From pairs of a former clause and one of the new text: the former ones of each, and the new ones of each."""
    came_from, went_to = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for source, key in pairs:
        came_from[key].append(source)
        went_to[source].append(key)
    return came_from, went_to


def _hold_words_of(pair: tuple[str, str], former: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether words of a former clause came to another one, or all of them stand there anyway."""
    source, own, now = (
        _WORD.findall(text.casefold()) for text in (former[pair[0]], former.get(pair[1], ""), new[pair[1]])
    )
    length = max(1, min(IN_A_ROW, len(source) // 2, len(now) // 2))
    wanted, there = _rows(source, length), _rows(now, length)
    return wanted <= there or not wanted.isdisjoint(there - _rows(own, length))


def _rows(words: Sequence[str], length: int) -> set[tuple[str, ...]]:
    return {tuple(words[place : place + length]) for place in range(len(words) - length + 1)}


def _change(before: str | None, now: str | None) -> Change:
    if before is None:
        return Change.NEW
    if now is None:
        return Change.DELETED
    return Change.SAME if before.split() == now.split() else Change.CHANGED


def _sources(
    former: Mapping[str, str], new: Mapping[str, str], origins: Iterable[Origins]
) -> dict[str, list[str]]:
    """For each clause of the new text, in the former text's order, the other ones there whose words it holds.

    What was split in one version and taken in by the next came from where it stood first.
    """
    holds: dict[str, set[str]] = {key: {key} for key in former}
    for step in origins:
        added: dict[str, set[str]] = defaultdict(set)
        for key, source in step:
            added[key] |= holds.get(source, set())
        for key, sources in added.items():
            holds[key] = holds.get(key, set()) | sources
    order = list(former)
    return {key: sorted(holds.get(key, set()) - {key}, key=order.index) for key in new}


def _in_order(places: Sequence[int]) -> set[int]:
    """The most of these numbers that stand in rising order: whatever else there is has moved."""
    ends: list[int] = []
    links: dict[int, int | None] = {}
    for place in places:
        length = bisect_left(ends, place)
        links[place] = ends[length - 1] if length else None
        ends[length : length + 1] = [place]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = links[last]
    return kept


def _reading_order(former: Sequence[str], new: Sequence[str]) -> list[str]:
    """The new text's order, with each clause that is gone after the one that it followed."""
    here = set(new)
    following: dict[str | None, list[str]] = defaultdict(list)
    last: str | None = None
    for key in former:
        if key in here:
            last = key
        else:
            following[last].append(key)
    return [*following[None], *(each for key in new for each in (key, *following[key]))]
