"""Texts grouped as they arrive, in memory, and the shelf on which their bands are kept: on a site it is a table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain, count, repeat
from typing import Generic, Protocol

from app.moderation.likeness.deciding import (
    MOST_REPRESENTATIVES,
    Decision,
    Gathered,
    Key,
    Known,
    decide,
)
from app.moderation.likeness.signatures import bands
from app.moderation.likeness.wording import Wording, wording

# So many texts are looked at for a new one, those that share most bands with it first: a new text takes as long
# among a million as among a thousand.
MOST_CANDIDATES = 20
# And so many groups of them.
MOST_GROUPS = 8
# What shares so little of what the nearest shares is noise beside it.
LEAST_OF_MOST = 4
# What so many unlike texts share is a phrase from stock, and finds nothing worth finding.
MOST_IN_ONE = 32


class Shelf(Protocol[Key]):
    """Where the bands of texts that stand alone, or for a group, are kept."""

    def add(self, key: Key, numbers: Sequence[int]) -> None:
        """Keep the bands of a text."""

    def remove(self, key: Key, numbers: Sequence[int]) -> None:
        """Keep them no longer."""

    def candidates(self, numbers: Sequence[int]) -> list[Key]:
        """The texts that share bands, those that share most first, at most MOST_CANDIDATES."""
        ...


class MemoryShelf(Generic[Key]):
    """A shelf in memory."""

    def __init__(self) -> None:
        # By the number of the band, which tells its place too.
        self._keys: defaultdict[int, list[Key]] = defaultdict(list)

    def add(self, key: Key, numbers: Sequence[int]) -> None:
        """Keep the bands of a text."""
        for number in numbers:
            if len(self._keys[number]) < MOST_IN_ONE:
                self._keys[number].append(key)

    def remove(self, key: Key, numbers: Sequence[int]) -> None:
        """Keep them no longer."""
        for number in numbers:
            if key in self._keys[number]:
                self._keys[number].remove(key)

    def candidates(self, numbers: Sequence[int]) -> list[Key]:
        """The texts that share bands, those that share most first, at most MOST_CANDIDATES."""
        shared = Counter(chain.from_iterable(map(self._keys.get, numbers, repeat(()))))
        return nearest(shared.most_common(MOST_CANDIDATES))


def nearest(counted: Sequence[tuple[Key, int]]) -> list[Key]:
    """Of texts with the number of bands that they share, most first, those worth looking at."""
    return [key for key, number in counted if LEAST_OF_MOST * number >= counted[0][1]]


class Grouping(Generic[Key]):
    """Texts in groups, in memory. Each text has a key of its own."""

    def __init__(self) -> None:
        self._shelf: Shelf[Key] = MemoryShelf()
        self._numbers = count()
        # The group of each text, in the order in which they came; None where it stands alone.
        self._group: dict[Key, int | None] = {}
        self._alone: dict[Key, Known[Key]] = {}
        # By the number of their group.
        self.representatives: dict[int, list[Known[Key]]] = {}
        self._bridged: dict[int, int] = {}

    def add(self, key: Key, text: str) -> None:
        """Put a text into the group it belongs to, or let it stand alone. Others may move for its sake."""
        one = Known(key, wording(text))
        numbers = bands(one.wording)
        decision = self._decision(one.wording, numbers)
        self._group[key] = None
        if decision.is_alone:
            self._alone[key] = one
        else:
            self._follow(one, decision)
        if decision.represents:
            self._shelf.add(key, numbers)

    def groups(self) -> dict[Key, Key]:
        """For each text, in the order in which they came, the first text of its group: itself where it is alone."""
        firsts: dict[int, Key] = {}
        return {
            key: key if group is None else firsts.setdefault(self._now(group), key)
            for key, group in self._group.items()
        }

    def _now(self, group: int) -> int:
        """The group that a group has become part of."""
        while group in self._bridged:
            group = self._bridged[group]
        return group

    def _decision(self, text: Wording, numbers: Sequence[int]) -> Decision[Key]:
        alone: list[Known[Key]] = []
        groups: dict[int, Gathered[Key]] = {}
        for key in self._shelf.candidates(numbers):
            group = self._group[key]
            if group is None:
                alone.append(self._alone[key])
            else:
                number = self._now(group)
                groups.setdefault(number, Gathered(number, tuple(self.representatives[number])))
        return decide(text, alone, list(groups.values())[:MOST_GROUPS])

    def _follow(self, one: Known[Key], decision: Decision[Key]) -> None:
        group = next(self._numbers) if decision.group is None else decision.group
        company = [self._alone.pop(key) for key in decision.company]
        representatives = [*self.representatives.get(group, ()), *company]
        for joined in (one, *company):
            self._group[joined.key] = group
        for other in decision.bridged:
            self._bridged[other] = group
            representatives += self.representatives.pop(other)
        for each in [each for each in representatives if each.key in decision.misfits]:
            representatives.remove(each)
            self._group[each.key] = None
            self._alone[each.key] = each
        if decision.represents:
            representatives.append(one)
        kept = [each for each in representatives if each.key != decision.in_place_of][:MOST_REPRESENTATIVES]
        for spare in representatives:
            if spare not in kept and spare is not one:
                self._shelf.remove(spare.key, bands(spare.wording))
        self.representatives[group] = kept
