"""What differs between two plain texts, word by word: paragraphs are matched first, then the words within them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# How many comparisons two texts are worth, about a second. Prose needs a hundredth of it. What repeats one word for
# ever would need its cube: then what lies between the common beginning and end is shown as wholly replaced.
MOST_COMPARISONS = 10_000_000


class Change(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """Words that follow each other and share their fate."""

    change: Change
    text: str


@dataclass(frozen=True)
class ChangedParagraph:
    """The runs of one paragraph, in order. `follows_gap` says that unchanged paragraphs stood before it."""

    runs: Sequence[Run]
    follows_gap: bool


def changed_paragraphs(before: str, after: str) -> list[ChangedParagraph]:
    """The paragraphs in which two texts differ, each whole, with what was removed and added; none where they are alike.

    Spaces alone make no difference. The time it takes is bounded whatever the texts are.
    """
    budget = _Budget()
    paragraphs, follows_gap = [], False
    for is_same, old, new in _pairs(_paragraphs(before), _paragraphs(after), budget):
        if is_same:
            follows_gap = True
            continue
        paragraphs.append(ChangedParagraph(_runs(old, new, budget), follows_gap))
        follows_gap = False
    return paragraphs


class _Budget:
    """What may still be compared in these two texts."""

    def __init__(self) -> None:
        self.left = MOST_COMPARISONS

    def affords(self, old: Sequence[Hashable], new: Sequence[Hashable]) -> bool:
        """Take off what comparing these costs at worst; where that is too much, say no."""
        mine, theirs = Counter(old), Counter(new)
        pairs = sum(count * theirs[each] for each, count in mine.items())
        cost = (pairs + len(old)) * min(pairs, len(old), len(new))
        if cost > self.left:
            return False
        self.left -= cost
        return True


def _paragraphs(text: str) -> list[tuple[str, ...]]:
    """Each line that says something, as words. A list has a line for each point, so lines count as paragraphs."""
    lines = (tuple(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


Words = tuple[str, ...]


def _pairs(
    then: Sequence[Words], now: Sequence[Words], budget: _Budget
) -> Iterator[tuple[bool, Words, Words]]:
    """Paragraphs side by side: whether they are the same, the former words, the present words."""
    for tag, i, to_i, j, to_j in _blocks(then, now, budget):
        if tag == "equal":
            yield from ((True, words, words) for words in then[i:to_i])
            continue
        gone, come = deque(then[i:to_i]), deque(now[j:to_j])
        while gone or come:
            yield False, gone.popleft() if gone else (), come.popleft() if come else ()


def _runs(old: Words, new: Words, budget: _Budget) -> list[Run]:
    """What became of the words of one paragraph."""
    runs: list[Run] = []
    for tag, i, to_i, j, to_j in _blocks(old, new, budget):
        if tag == "equal":
            runs.append(Run(Change.SAME, " ".join(old[i:to_i])))
            continue
        if i < to_i:
            runs.append(Run(Change.REMOVED, " ".join(old[i:to_i])))
        if j < to_j:
            runs.append(Run(Change.ADDED, " ".join(new[j:to_j])))
    return runs


Block = tuple[str, int, int, int, int]


def _blocks(old: Sequence[Hashable], new: Sequence[Hashable], budget: _Budget) -> Iterator[Block]:
    """The blocks of `SequenceMatcher`, with the common beginning and end found first, since that is cheap."""
    shorter = min(len(old), len(new))
    start = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    rest = shorter - start
    end = next((place for place in range(rest) if old[-1 - place] != new[-1 - place]), rest)
    to_i, to_j = len(old) - end, len(new) - end
    mine, theirs = old[start:to_i], new[start:to_j]
    if start:
        yield "equal", 0, start, 0, start
    if budget.affords(mine, theirs):
        for tag, i, i_end, j, j_end in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
            yield tag, i + start, i_end + start, j + start, j_end + start
    else:
        yield "replace", start, to_i, start, to_j
    if end:
        yield "equal", to_i, len(old), to_j, len(new)
