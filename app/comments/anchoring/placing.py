"""What became of a passage in a new text: exact, moved or deleted. Never guessed by how alike letters are.

A passage is where its own words went. If most of them are gone but the sentence around them is kept, they were
reworded, and the passage is what stands in their place. Everything else is deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.comments.anchoring.finding import spans_of
from app.comments.anchoring.tiling import NOWHERE, tile
from app.comments.anchoring.tokens import same_words, tokenise
from app.comments.models import PlaceOutcome

# The share of a passage's words that a clause must hold, and of a clause's words that make it the same clause.
ENOUGH_OF_PASSAGE = 0.5
ENOUGH_OF_CLAUSE = 0.3
# How many places of the old text that nothing tells apart are followed before the passage counts as lost.
MOST_LIKENESSES = 12
# Within one place of a passage, so many words may stand that are not its own, and as many again as it has.
STRANGERS = 4


@dataclass(frozen=True)
class OldPassage:
    """A passage of the old text: its clause (counted from 0) and words of it with what stands around them.

    Without words it is the whole clause.
    """

    clause: int
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True)
class Place:
    """What became of a passage: the new text's clause (counted from 0), from which character to which.

    A whole clause has no characters; what is deleted has no clause either.
    """

    outcome: PlaceOutcome
    clause: int | None = None
    start: int | None = None
    end: int | None = None


GONE = Place(PlaceOutcome.DELETED)
# First and last place in a text's row of tokens, the last one included.
Span = tuple[int, int]


class Comparison:
    """An old and a new text, compared once; then any number of passages can be placed."""

    def __init__(self, old: Sequence[str], new: Sequence[str], same: Mapping[int, int] | None = None) -> None:
        """Take the clauses of both texts and, where keys tell it, which old clause is which new one.

        Without keys, the clause that has most of an old one's words is the same clause.
        """
        self.old, self.new = tokenise(old), tokenise(new)
        self._tiles = tile(self.old, self.new)
        shares = self._shares()
        # Where most of a clause went; several may have gone into one.
        self.kin = {clause: now for clause, (now, _) in shares.items()}
        self.same = _each_once(shares) if same is None else dict(same)

    @property
    def work(self) -> int:
        """What comparing cost, counted in words looked at."""
        return self._tiles.work

    def place(self, passage: OldPassage) -> Place | None:
        """What became of a passage. None where these words do not stand in that clause of the old text."""
        if passage.exact is None:
            return self._whole(passage.clause)
        text = self.old.clauses[passage.clause]
        spans = spans_of(text, passage.exact, passage.prefix or "", passage.suffix or "")
        if not spans:
            return None
        if len(spans) > MOST_LIKENESSES:
            return GONE
        places = [self._follow(passage.clause, start, end) for start, end in spans]
        if len({(place.outcome, place.clause) for place in places}) > 1:
            # Nothing tells which of these was meant, and they have parted.
            return GONE
        return places[0]

    def _whole(self, clause: int) -> Place:
        now = self.kin.get(clause)
        if now is None:
            return GONE
        is_same = self.same.get(clause) == now and same_words(self.old.clauses[clause], self.new.clauses[now])
        return Place(PlaceOutcome.EXACT if is_same else PlaceOutcome.MOVED, now)

    def _shares(self) -> dict[int, tuple[int, float]]:
        """For each old clause the new one that has most of its words, and how much that is, if it is enough."""
        shares: dict[int, tuple[int, float]] = {}
        for clause, (first, last) in enumerate(self.old.bounds):
            held = self._held(first, last)
            best = max(held, key=lambda now: (held[now], -abs(now - clause)), default=None)
            if best is not None and held[best] >= ENOUGH_OF_CLAUSE * self._weight(first, last):
                shares[clause] = best, held[best]
        return shares

    def _weight(self, first: int, last: int) -> float:
        return sum(token.weight for token in self.old.tokens[first:last])

    def _held(self, first: int, last: int) -> dict[int, float]:
        """How much of some old words each new clause holds."""
        held: dict[int, float] = defaultdict(float)
        for place in range(first, last):
            to = self._tiles.to_new[place]
            if to != NOWHERE:
                held[self.new.tokens[to].clause] += self.old.tokens[place].weight
        return held

    def _follow(self, clause: int, start: int, end: int) -> Place:
        """Where the words between two characters of an old clause went."""
        first, last = self.old.span(clause, start, end)
        if first == last:
            return GONE
        held = self._held(first, last)
        now = max(held, key=lambda place: (held[place], place == self.same.get(clause)), default=None)
        if now is None or held[now] < ENOUGH_OF_PASSAGE * self._weight(first, last):
            return self._reworded(first, last)
        return self._at(clause, (start, end), (first, last), self._edges(first, last, now))

    def _edges(self, first: int, last: int, clause: int) -> Span:
        """The first and the last word of a passage in its new clause: where most of its words stand together."""
        mine = sorted(
            (to, self.old.tokens[place].weight)
            for place, to in enumerate(self._tiles.to_new[first:last], first)
            if to != NOWHERE and self.new.tokens[to].clause == clause
        )
        groups: list[list[tuple[int, float]]] = []
        for to, weight in mine:
            if groups and to - groups[-1][-1][0] <= STRANGERS + last - first:
                groups[-1].append((to, weight))
            else:
                groups.append([(to, weight)])
        best = max(groups, key=lambda group: sum(weight for _, weight in group))
        return self._widened(first, last, best[0][0], best[-1][0])

    def _widened(self, first: int, last: int, begin: int, end: int) -> Span:
        """The same with the words that replaced the passage's first or last ones, where its neighbours tell."""
        to_new = self._tiles.to_new
        lost = _leading(to_new[first:last])
        before = self._neighbour(first, -1, self.new.tokens[begin].clause)
        if lost and before is not None and 0 < begin - before - 1 <= 2 * lost + 1:
            begin = before + 1
        lost = _leading(to_new[first:last][::-1])
        after = self._neighbour(last - 1, 1, self.new.tokens[end].clause)
        if lost and after is not None and 0 < after - end - 1 <= 2 * lost + 1:
            end = after - 1
        return begin, end

    def _neighbour(self, place: int, step: int, clause: int | None = None) -> int | None:
        """Where the word beside an old one of the same sentence went, if it went into that new clause."""
        beside = place + step
        if not 0 <= beside < len(self.old.tokens):
            return None
        same_sentence = self.old.tokens[beside].sentence == self.old.tokens[place].sentence
        to = self._tiles.to_new[beside]
        if not same_sentence or to == NOWHERE or clause not in (None, self.new.tokens[to].clause):
            return None
        return to

    def _reworded(self, first: int, last: int) -> Place:
        """What stands in the place of words that are gone, if the sentence around them is kept."""
        before, after = self._neighbour(first, -1), self._neighbour(last - 1, 1)
        if before is None or after is None:
            return GONE
        same_sentence = self.new.tokens[before].sentence == self.new.tokens[after].sentence
        if not same_sentence or not 0 < after - before - 1 <= 2 * (last - first) + STRANGERS:
            return GONE
        begin, end = self.new.tokens[before + 1], self.new.tokens[after - 1]
        return Place(PlaceOutcome.MOVED, begin.clause, begin.start, end.end)

    def _at(self, clause: int, characters: Span, words: Span, span: Span) -> Place:
        """The place between two new words; to the character where the passage's own first and last words are kept."""
        begin, end = self.new.tokens[span[0]], self.new.tokens[span[1]]
        first, last = self.old.tokens[words[0]], self.old.tokens[words[1] - 1]
        start, stop = begin.start, end.end
        if self._tiles.to_new[words[0]] == span[0]:
            start = min(begin.end, start + max(0, characters[0] - first.start))
        if self._tiles.to_new[words[1] - 1] == span[1]:
            stop = max(end.start, stop - max(0, last.end - characters[1]))
        if stop <= start:
            start, stop = begin.start, end.end
        was = self.old.clauses[clause][characters[0] : characters[1]]
        # A word of it may have been followed elsewhere, while the passage stands there as it was.
        whole = [
            each
            for each in spans_of(self.new.clauses[begin.clause], was)
            if each[0] < stop and start < each[1]
        ]
        if len(whole) == 1:
            start, stop = whole[0]
        is_same = self.same.get(clause) == begin.clause and same_words(
            was, self.new.clauses[begin.clause][start:stop]
        )
        return Place(PlaceOutcome.EXACT if is_same else PlaceOutcome.MOVED, begin.clause, start, stop)


def _leading(row: Sequence[int]) -> int:
    """How many words at the beginning of a passage went nowhere."""
    return next((number for number, to in enumerate(row) if to != NOWHERE), 0)


def _each_once(shares: Mapping[int, tuple[int, float]]) -> dict[int, int]:
    """Which old clause is which new one: the one that brings most of its words, where several went into one."""
    best: dict[int, tuple[float, int]] = {}
    for clause, (now, held) in shares.items():
        if now not in best or held > best[now][0]:
            best[now] = held, clause
    return {clause: now for now, (_, clause) in best.items()}
