"""Which word of an old text is which word of a new one: greedy string tiling.

All runs of at least three words that both texts have are found through an index of triples. The longest run is laid
first, then the next; each word is used once, so a run that was laid clips the ones that it overlaps. Between runs of
about the same length the one wins whose two clauses share rare words, then the one that travels least. What is left
between two neighbouring runs is compared word by word.

The work is bounded by a budget in proportion to the texts: rare triples are looked at first, so a hostile text of one
repeated word spends nothing and maps nothing, rather than taking minutes. `Tiles.work` counts it.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.comments.anchoring.tokens import Text

SHORTEST_RUN = 3
MOST_BONUS = 2.0
# What one word of both texts may cost, and what every comparison may cost however short the texts.
WORK_A_WORD = 3
LEAST_WORK = 20_000
# A pair of words says something of its two clauses only where it is rare.
RARE = 16
# Between the same two neighbours words may differ much; where only one side is held, more of them must agree.
HELD_ON_BOTH_SIDES = 0.25
HELD_ON_ONE_SIDE = 0.4
LARGEST_GAP = 40_000
# Two clauses without a run in common are the same where more than half of their words are.
ALIKE = 0.6
MOST_UNTOUCHED = 60
NOWHERE = -1
_FAR = 1 << 62


@dataclass
class Tiles:
    """For each token of the old text its place in the new one, or NOWHERE; the same backwards; and what it cost."""

    to_new: list[int]
    to_old: list[int]
    work: int = 0


@dataclass
class _Tiling:
    old: Text
    new: Text
    tiles: Tiles
    left: int = 0

    def begin_stage(self) -> None:
        """Give the next stage a budget of its own, so that a costly search leaves its finds to be used."""
        self.left = most_work(self.old, self.new)

    def spend(self, work: int) -> bool:
        """Take work off the budget. False where it does not suffice; then what was found so far has to do."""
        if work > self.left:
            return False
        self.left -= work
        self.tiles.work += work
        return True

    def lay(self, at: int, to: int, length: int) -> None:
        for step in range(length):
            self.tiles.to_new[at + step] = to + step
            self.tiles.to_old[to + step] = at + step


def most_work(old: Text, new: Text) -> int:
    """How much work each stage of comparing two texts may take at most; one step more ends it."""
    return LEAST_WORK + WORK_A_WORD * (len(old.tokens) + len(new.tokens))


def tile(old: Text, new: Text) -> Tiles:
    """Map the words of the old text to those of the new one."""
    tiles = Tiles([NOWHERE] * len(old.tokens), [NOWHERE] * len(new.tokens))
    tiling = _Tiling(old, new, tiles)
    _lay_unchanged_clauses(tiling)
    tiling.begin_stage()
    runs = list(_runs(tiling))
    tiling.begin_stage()
    _lay_runs(tiling, runs)
    tiling.begin_stage()
    _fill_gaps(tiling)
    _match_untouched_clauses(tiling)
    return tiles


def _lay_unchanged_clauses(tiling: _Tiling) -> None:
    """Clauses that say the same in both texts, as often in the one as in the other, need no search."""
    old, new = _by_words(tiling.old), _by_words(tiling.new)
    for words, befores in old.items():
        nows = new.get(words, [])
        if words and len(befores) == len(nows):
            for before, now in zip(befores, nows, strict=True):
                tiling.lay(before, now, len(words))


def _by_words(text: Text) -> dict[tuple[str, ...], list[int]]:
    clauses: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for first, last in text.bounds:
        clauses[tuple(text.words[first:last])].append(first)
    return clauses


def _groups(text: Text, size: int, used: Sequence[int]) -> dict[tuple[str, ...], list[int]]:
    """Where each group of so many neighbouring words begins that lies in one clause and is not laid yet."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    words = text.words
    for first, last in text.bounds:
        for place in range(first, last - size + 1):
            if used[place] == NOWHERE:
                groups[tuple(words[place : place + size])].append(place)
    return groups


def _runs(tiling: _Tiling) -> Iterator[tuple[int, int, int]]:
    """Every longest common run that holds a triple rare enough to be looked at: (old place, new place, length)."""
    old = _groups(tiling.old, SHORTEST_RUN, tiling.tiles.to_new)
    new = _groups(tiling.new, SHORTEST_RUN, tiling.tiles.to_old)
    shared = sorted((len(places) * len(new[group]), group) for group, places in old.items() if group in new)
    # By how far a run travels: which old places are explored already, from and to.
    explored: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pairs, group in shared:
        if not tiling.spend(pairs):
            return
        for at in old[group]:
            for to in new[group]:
                seen = explored[to - at]
                after = bisect_right(seen, (at, _FAR))
                if after and at < seen[after - 1][1]:
                    continue
                start, end = _widened(tiling, at, to)
                insort(seen, (start, end))
                if not tiling.spend(end - start):
                    return
                yield start, start + to - at, end - start


def _widened(tiling: _Tiling, at: int, to: int) -> tuple[int, int]:
    """The longest run around a place of the old text, as places of the old text. It stays in its two clauses."""
    words, others, tiles = tiling.old.words, tiling.new.words, tiling.tiles
    first, last = tiling.old.bounds[tiling.old.tokens[at].clause]
    lowest, highest = tiling.new.bounds[tiling.new.tokens[to].clause]
    away = to - at
    start, end = at, at + SHORTEST_RUN
    while start > first and start + away > lowest and words[start - 1] == others[start - 1 + away]:
        if tiles.to_new[start - 1] != NOWHERE or tiles.to_old[start - 1 + away] != NOWHERE:
            break
        start -= 1
    while end < last and end + away < highest and words[end] == others[end + away]:
        if tiles.to_new[end] != NOWHERE or tiles.to_old[end + away] != NOWHERE:
            break
        end += 1
    return start, end


def _affinities(tiling: _Tiling) -> dict[tuple[int, int], float]:
    """How much two clauses have to do with each other, from 0 to 1: rare pairs of words that both have."""
    nothing_laid = [NOWHERE] * max(len(tiling.old.tokens), len(tiling.new.tokens))
    old, new = _groups(tiling.old, 2, nothing_laid), _groups(tiling.new, 2, nothing_laid)
    shared: dict[tuple[int, int], float] = defaultdict(float)
    for group, places in old.items():
        others = new.get(group, ())
        if others and len(places) * len(others) <= RARE:
            for at in places:
                for to in others:
                    clauses = tiling.old.tokens[at].clause, tiling.new.tokens[to].clause
                    shared[clauses] += 1 / (len(places) * len(others))
    best_of_old: dict[int, float] = defaultdict(float)
    best_of_new: dict[int, float] = defaultdict(float)
    for (before, now), weight in shared.items():
        best_of_old[before] = max(best_of_old[before], weight)
        best_of_new[now] = max(best_of_new[now], weight)
    return {
        (before, now): weight / max(best_of_old[before], best_of_new[now])
        for (before, now), weight in shared.items()
    }


def _lay_runs(tiling: _Tiling, runs: Sequence[tuple[int, int, int]]) -> None:
    """Lay the runs, the longest first; what is left of a run that another one overlaps waits for its turn again."""
    affinity = _affinities(tiling)
    old_tokens, new_tokens, tiles = tiling.old.tokens, tiling.new.tokens, tiling.tiles
    old_size, new_size = max(1, len(old_tokens)), max(1, len(new_tokens))
    heap: list[tuple[float, float, int, int, int]] = []

    def wait(at: int, to: int, length: int) -> None:
        bonus = MOST_BONUS * affinity.get((old_tokens[at].clause, new_tokens[to].clause), 0.0)
        heapq.heappush(heap, (-length - bonus, abs(at / old_size - to / new_size), at, to, length))

    for run in runs:
        wait(*run)
    while heap:
        _, _, at, to, length = heapq.heappop(heap)
        if not tiling.spend(length):
            return
        free = list(_free(tiles, at, to, length))
        if free == [(0, length)]:
            tiling.lay(at, to, length)
        else:
            for begin, size in free:
                if size >= SHORTEST_RUN:
                    wait(at + begin, to + begin, size)


def _free(tiles: Tiles, at: int, to: int, length: int) -> Iterator[tuple[int, int]]:
    """The parts of a run whose words nothing has used yet: (offset, length)."""
    begin = 0
    for step in range(length + 1):
        taken = step == length or tiles.to_new[at + step] != NOWHERE or tiles.to_old[to + step] != NOWHERE
        if taken:
            if step > begin:
                yield begin, step - begin
            begin = step + 1


def _fill_gaps(tiling: _Tiling) -> None:
    """Compare what lies between neighbouring runs, word by word."""
    for first, last in tiling.old.bounds:
        place = first
        while place < last:
            end = place
            while end < last and tiling.tiles.to_new[end] == NOWHERE:
                end += 1
            if end > place:
                _fill(tiling, place, end, first, last)
            place = end + 1


def _fill(tiling: _Tiling, start: int, end: int, first: int, last: int) -> None:
    """Fill one gap of the old text from the gaps of the new one beside its neighbours."""
    to_new = tiling.tiles.to_new
    after = _gap_after(tiling, to_new[start - 1]) if start > first else None
    before = _gap_before(tiling, to_new[end]) if end < last else None
    if after is not None and after == before:
        _match(tiling, (start, end), after, HELD_ON_BOTH_SIDES)
        return
    for gap in (after, before):
        if gap is not None and _match(tiling, (start, end), gap, HELD_ON_ONE_SIDE):
            return


def _match_untouched_clauses(tiling: _Tiling) -> None:
    """Compare the clauses of which no word was found with those that nothing was found for: they are short ones."""
    old, new = _untouched(tiling.old, tiling.tiles.to_new), _untouched(tiling.new, tiling.tiles.to_old)
    pairs = [
        (-likeness, abs(at - to), old[at], new[to])
        for at in old
        for to in new
        if (likeness := _likeness(tiling, old[at], new[to])) >= ALIKE
    ]
    for _, _, before, now in sorted(pairs):
        if tiling.tiles.to_new[before[0]] == NOWHERE and tiling.tiles.to_old[now[0]] == NOWHERE:
            _match(tiling, before, now, ALIKE)


def _untouched(text: Text, used: Sequence[int]) -> dict[int, tuple[int, int]]:
    clauses = {
        clause: (first, last)
        for clause, (first, last) in enumerate(text.bounds)
        if last > first and all(place == NOWHERE for place in used[first:last])
    }
    return clauses if len(clauses) <= MOST_UNTOUCHED else {}


def _likeness(tiling: _Tiling, before: tuple[int, int], now: tuple[int, int]) -> float:
    """How alike two clauses are, from 0 to 1, in the order of their words; 0 where it cannot be afforded."""
    size = (before[1] - before[0]) * (now[1] - now[0])
    if size > LARGEST_GAP or not tiling.spend(size):
        return 0.0
    words, others = tiling.old.words[slice(*before)], tiling.new.words[slice(*now)]
    return SequenceMatcher(None, words, others, autojunk=False).ratio()


def _gap_after(tiling: _Tiling, place: int) -> tuple[int, int] | None:
    _, highest = tiling.new.bounds[tiling.new.tokens[place].clause]
    end = place + 1
    while end < highest and tiling.tiles.to_old[end] == NOWHERE:
        end += 1
    return (place + 1, end) if end > place + 1 else None


def _gap_before(tiling: _Tiling, place: int) -> tuple[int, int] | None:
    lowest, _ = tiling.new.bounds[tiling.new.tokens[place].clause]
    start = place
    while start > lowest and tiling.tiles.to_old[start - 1] == NOWHERE:
        start -= 1
    return (start, place) if start < place else None


def _match(tiling: _Tiling, before: tuple[int, int], now: tuple[int, int], share: float) -> bool:
    """Map the words that two gaps have in common, if they are a large enough share of them."""
    size = (before[1] - before[0]) * (now[1] - now[0])
    if size > LARGEST_GAP or not tiling.spend(size):
        return False
    words, others = tiling.old.words[before[0] : before[1]], tiling.new.words[now[0] : now[1]]
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    matched = sum(
        tiling.old.tokens[before[0] + block.a + step].weight for block in blocks for step in range(block.size)
    )
    weight = min(
        sum(token.weight for token in tiling.old.tokens[before[0] : before[1]]),
        sum(token.weight for token in tiling.new.tokens[now[0] : now[1]]),
    )
    if not blocks or matched < share * weight:
        return False
    for block in blocks:
        tiling.lay(before[0] + block.a, now[0] + block.b, block.size)
    return True
