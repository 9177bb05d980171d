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
# So few kept words beside so long a change only cut a phrase in pieces: they are shown as part of the change. Words
# swapped one by one ("Plant ten trees now") stay marked one by one.
LONE_WORDS, LONG_CHANGE = 2, 4
# So many words together, that stood in one of several texts, were taken over. Fewer could stand anywhere.
TAKEN_OVER = 3


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
    budget = Budget()
    paragraphs, follows_gap = [], False
    for is_same, old, new in _pairs(_paragraphs(before), _paragraphs(after), budget):
        if is_same:
            follows_gap = True
            continue
        paragraphs.append(ChangedParagraph(_runs(old, new, budget), follows_gap))
        follows_gap = False
    return paragraphs


Words = tuple[str, ...]


def changed_words(before: str, after: str, budget: Budget) -> list[Run]:
    """What became of each word of a text; one run where the texts are alike.

    Line ends make no difference, and stay where they are, so that a list is shown as one.

    Takes the two texts and what may still be compared. Where next to nothing stayed between two changes, it is shown
    as changed too: a struck-out sentence reads better than a sieve.
    """
    return [run for span in _spans(_words(before), _words(after), budget) for run in _runs_of(*span)]


def collected_words(own: Sequence[str], others: Sequence[str], after: str, budget: Budget) -> list[Run]:
    """The same for a text that was put together from several: what stood in any of them is not new, in any order.

    Takes the texts that it takes the place of, those from which it has words while they go on elsewhere, and itself.
    Words of the second that are not in it are not said to be removed: they stayed where they were.
    """
    new = _words(after)
    sources = [_words(text) for text in own]
    sources += [tuple(_Elsewhere(word) for word in text.split()) for text in others]
    old = tuple(word for source in sorted(sources, key=lambda each: _begins_at(each, new)) for word in source)
    marked: list[tuple[Change, Words]] = []
    for is_same, gone, come in _spans(old, new, budget):
        marked += [(Change.SAME, gone)] if is_same else [(Change.REMOVED, gone), (Change.ADDED, come)]
    runs: list[Run] = []
    for change, each in _taken_over(marked, budget):
        words = [word for word in each if change is not Change.REMOVED or not isinstance(word, _Elsewhere)]
        if words and runs and runs[-1].change is change:
            words = [runs.pop().text, *words]
        if words:
            runs.append(Run(change, _joined(words)))
    return runs


class _Elsewhere(str):
    """A word of a text that goes on by itself."""

    __slots__ = ()


def _begins_at(source: Words, new: Words) -> int:
    """Where the first words that both have together stand in the new text; behind it where there are none."""
    places = {new[place : place + TAKEN_OVER]: place for place in reversed(range(len(new) - TAKEN_OVER + 1))}
    found = (places.get(source[place : place + TAKEN_OVER]) for place in range(len(source)))
    return next((place for place in found if place is not None), len(new))


def _taken_over(marked: list[tuple[Change, Words]], budget: Budget) -> list[tuple[Change, Words]]:
    """Let words that were removed in one place and added in another count as kept, the longest first."""
    while True:
        best = (TAKEN_OVER - 1, 0, 0, 0, 0)
        for i, (_, old) in ((i, each) for i, each in enumerate(marked) if each[0] is Change.REMOVED):
            for j, (_, new) in ((j, each) for j, each in enumerate(marked) if each[0] is Change.ADDED):
                if min(len(old), len(new)) > best[0] and budget.affords(old, new):
                    match = SequenceMatcher(None, old, new, autojunk=False).find_longest_match()
                    best = max(best, (match.size, i, j, match.a, match.b))
        size, i, j, from_old, from_new = best
        if size < TAKEN_OVER:
            return marked
        old, new = marked[i][1], marked[j][1]
        cut = {
            i: [(Change.REMOVED, old[:from_old]), (Change.REMOVED, old[from_old + size :])],
            j: [
                (Change.ADDED, new[:from_new]),
                (Change.SAME, new[from_new : from_new + size]),
                (Change.ADDED, new[from_new + size :]),
            ],
        }
        pieces = [piece for place, each in enumerate(marked) for piece in cut.get(place, [each])]
        marked = [piece for piece in pieces if piece[1]]


def _spans(old: Words, new: Words, budget: Budget) -> list[tuple[bool, Words, Words]]:
    """Whether words are the same, the former ones and the new ones, by turns."""
    spans: list[tuple[bool, Words, Words]] = []
    for tag, i, to_i, j, to_j in _blocks(old, new, budget):
        spans.append((tag == "equal", old[i:to_i], new[j:to_j]))
        while _holds_an_island(spans):
            _, gone, come = zip(*spans[-3:], strict=True)
            spans[-3:] = [(False, sum(gone, ()), sum(come, ()))]
    return spans


def _holds_an_island(spans: Sequence[tuple[bool, Words, Words]]) -> bool:
    """Whether the last three are a change, too few unchanged words to help a reader, and a change."""
    if len(spans) < 3 or [is_same for is_same, _, _ in spans[-3:]] != [False, True, False]:
        return False
    first, island, last = (max(len(old), len(new)) for _, old, new in spans[-3:])
    return island < min(first, last) or (island <= LONE_WORDS and max(first, last) >= LONG_CHANGE)


def _runs_of(is_same: bool, old: Words, new: Words) -> list[Run]:
    if is_same:
        return [Run(Change.SAME, _joined(new))]
    runs = [Run(Change.REMOVED, _joined(old))] if old else []
    return runs + ([Run(Change.ADDED, _joined(new))] if new else [])


class _FirstOfLine(str):
    """A word that begins a further line of its text: the same word as any other, but shown on a line of its own."""

    __slots__ = ()


def _words(text: str) -> Words:
    lines = [line.split() for line in text.splitlines()]
    return tuple(
        _FirstOfLine(word) if number and not place else word
        for number, line in enumerate(line for line in lines if line)
        for place, word in enumerate(line)
    )


def _joined(words: Sequence[str]) -> str:
    parts = (f"\n{word}" if isinstance(word, _FirstOfLine) else f" {word}" for word in words)
    return "".join(parts).removeprefix(" ")


class Budget:
    """What may still be compared. Texts that are shown on one page share one, so that the page is bounded too."""

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


def _pairs(
    then: Sequence[Words], now: Sequence[Words], budget: Budget
) -> Iterator[tuple[bool, Words, Words]]:
    """Paragraphs side by side: whether they are the same, the former words, the present words."""
    for tag, i, to_i, j, to_j in _blocks(then, now, budget):
        if tag == "equal":
            yield from ((True, words, words) for words in then[i:to_i])
            continue
        gone, come = deque(then[i:to_i]), deque(now[j:to_j])
        while gone or come:
            yield False, gone.popleft() if gone else (), come.popleft() if come else ()


def _runs(old: Words, new: Words, budget: Budget) -> list[Run]:
    """What became of the words of one paragraph."""
    return [
        run
        for tag, i, to_i, j, to_j in _blocks(old, new, budget)
        for run in _runs_of(tag == "equal", old[i:to_i], new[j:to_j])
    ]


Block = tuple[str, int, int, int, int]


def _blocks(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> Iterator[Block]:
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
