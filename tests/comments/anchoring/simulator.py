"""Random edits that know where each word went, and a judge of where the matcher says that passages went.

Each word of a text has a number of its own that it keeps through every edit, also when it is replaced by another
word in its place. So the judge does not compare letters, as the matcher must, but knows.
"""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.comments.anchoring.placing import Comparison, OldPassage, Place
from app.comments.models import PlaceOutcome
from tests.comments.anchoring.corpus import SENTENCE_END

CONTEXT = 32
Word = tuple[int, str]
Clauses = list[list[list[Word]]]


@dataclass
class Draft:
    """A text that is being edited: clauses of sentences of numbered words."""

    clauses: Clauses
    chance: random.Random
    vocabulary: Sequence[str]
    spare: Sequence[str]
    numbers: Iterator[int]

    def words(self, text: str) -> list[Word]:
        return [(next(self.numbers), word) for word in text.split()]

    def copy(self) -> Draft:
        clauses = [[list(sentence) for sentence in clause] for clause in self.clauses]
        return Draft(clauses, self.chance, self.vocabulary, self.spare, self.numbers)

    def texts(self) -> list[str]:
        return [" ".join(word for sentence in clause for _, word in sentence) for clause in self.clauses]

    def holders(self) -> dict[int, int]:
        """Which clause holds which word."""
        return {
            number: place
            for place, clause in enumerate(self.clauses)
            for sentence in clause
            for number, _ in sentence
        }

    def some_clause(self) -> list[list[Word]]:
        return self.chance.choice(self.clauses)

    def tidy(self) -> None:
        self.clauses = [kept for clause in self.clauses if (kept := [one for one in clause if one])]


def change_words(draft: Draft) -> None:
    """One to three words beside each other become others."""
    sentence = draft.chance.choice(draft.some_clause())
    at = draft.chance.randrange(len(sentence))
    for place in range(at, min(len(sentence), at + draft.chance.randint(1, 3))):
        sentence[place] = (sentence[place][0], draft.chance.choice(draft.vocabulary))


def insert_words(draft: Draft) -> None:
    sentence = draft.chance.choice(draft.some_clause())
    at = draft.chance.randint(0, len(sentence))
    chosen = " ".join(draft.chance.choices(draft.vocabulary, k=draft.chance.randint(1, 3)))
    sentence[at:at] = draft.words(chosen)


def delete_words(draft: Draft) -> None:
    sentence = draft.chance.choice(draft.some_clause())
    at = draft.chance.randrange(len(sentence))
    del sentence[at : at + draft.chance.randint(1, 3)]


def reorder_sentences(draft: Draft) -> None:
    draft.chance.shuffle(draft.some_clause())


def split_clause(draft: Draft) -> None:
    clause = draft.some_clause()
    if len(clause) > 1:
        at, place = draft.chance.randrange(1, len(clause)), draft.clauses.index(clause)
        draft.clauses[place : place + 1] = [clause[:at], clause[at:]]


def merge_clauses(draft: Draft) -> None:
    if len(draft.clauses) > 1:
        at = draft.chance.randrange(len(draft.clauses) - 1)
        draft.clauses[at : at + 2] = [draft.clauses[at] + draft.clauses[at + 1]]


def delete_clause(draft: Draft) -> None:
    if len(draft.clauses) > 1:
        draft.clauses.pop(draft.chance.randrange(len(draft.clauses)))


def delete_sentence(draft: Draft) -> None:
    clause = draft.some_clause()
    if len(clause) > 1:
        clause.pop(draft.chance.randrange(len(clause)))


def move_sentence(draft: Draft) -> None:
    clause = draft.some_clause()
    if len(clause) > 1:
        sentence = clause.pop(draft.chance.randrange(len(clause)))
        other = draft.some_clause()
        other.insert(draft.chance.randint(0, len(other)), sentence)


def move_clause(draft: Draft) -> None:
    clause = draft.clauses.pop(draft.chance.randrange(len(draft.clauses)))
    draft.clauses.insert(draft.chance.randint(0, len(draft.clauses)), clause)


def insert_sentence(draft: Draft) -> None:
    clause = draft.some_clause()
    clause.insert(draft.chance.randint(0, len(clause)), draft.words(draft.chance.choice(draft.spare)))


def insert_clause(draft: Draft) -> None:
    sentences = [draft.words(draft.chance.choice(draft.spare)) for _ in range(draft.chance.randint(1, 3))]
    draft.clauses.insert(draft.chance.randint(0, len(draft.clauses)), sentences)


EDITS: tuple[Callable[[Draft], None], ...] = (
    change_words, change_words, insert_words, delete_words, reorder_sentences, split_clause, merge_clauses,
    delete_clause, delete_sentence, move_sentence, move_clause, insert_sentence, insert_clause,
)  # fmt: skip


@dataclass
class Tally:
    """What the judge counted."""

    passages: int = 0
    right: int = 0
    wrong: int = 0
    lost: int = 0
    deleted: int = 0
    off: int = 0
    seconds: float = 0.0
    texts: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def right_percent(self) -> float:
        return 100 * self.right / self.passages

    @property
    def wrong_percent(self) -> float:
        return 100 * self.wrong / self.passages


@dataclass(frozen=True)
class Passage:
    """Words of the old text: how a comment quotes them, and which ones they are."""

    quote: OldPassage
    words: frozenset[int]


def _passage(draft: Draft, texts: Sequence[str]) -> Passage:
    """One to twelve words of a clause, as somebody selects them."""
    place = draft.chance.randrange(len(draft.clauses))
    words = [word for sentence in draft.clauses[place] for word in sentence]
    at = draft.chance.randrange(len(words))
    chosen = words[at : at + draft.chance.choice((1, 2, 3, 4, 5, 6, 8, 10, 12))]
    start = sum(len(word) + 1 for _, word in words[:at])
    exact = " ".join(word for _, word in chosen)
    text = texts[place]
    end = start + len(exact)
    quote = OldPassage(place, exact, text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
    return Passage(quote, frozenset(number for number, _ in chosen))


def judge(tally: Tally, passage: Passage, place: Place | None, new: Draft, holders: dict[int, int]) -> None:
    """Count one answer. Takes the edited text, and which of its clauses holds which word.

    Right: in the clause that holds most of the surviving words, or said to be deleted where fewer than half survive.
    Wrong: in a clause that holds none of them, or placed although none survives. Neither: in a clause that holds
    some but not most of them, or lost although at least half survive.
    """
    survivors = Counter(holders[word] for word in passage.words if word in holders)
    alive = sum(survivors.values()) / len(passage.words)
    tally.passages += 1
    tally.deleted += not survivors
    if place is None or place.outcome == PlaceOutcome.DELETED:
        tally.right += alive < 0.5
        tally.lost += alive >= 0.5
        verdict = "lost" if alive >= 0.5 else ""
    elif place.clause is None or place.clause not in survivors:
        tally.wrong += 1
        verdict = "wrong"
    else:
        is_most = survivors[place.clause] == max(survivors.values())
        tally.right += is_most
        tally.off += is_most and not _covers(passage, place, new)
        verdict = "" if is_most else "not most"
    if verdict:
        tally.mistakes.append(f"{verdict}: “{passage.quote.exact}” → {place}, survivors {dict(survivors)}")


def _covers(passage: Passage, place: Place, new: Draft) -> bool:
    """Whether the characters named hold at least half of the words that survived in that clause."""
    assert place.clause is not None
    assert place.start is not None
    assert place.end is not None
    at, inside, there = 0, 0, 0
    for number, word in (word for sentence in new.clauses[place.clause] for word in sentence):
        if number in passage.words:
            there += 1
            inside += place.start < at + len(word) and at < place.end
        at += len(word) + 1
    return 2 * inside >= there


def simulate(sources: Sequence[Sequence[str]], rounds: int, fewest: int, most: int, seed: int) -> Tally:
    """Edit texts at random, from `fewest` to `most` edits each, and judge ten passages of each."""
    chance, tally = random.Random(seed), Tally()
    sentences = [[one for clause in text for one in SENTENCE_END.split(clause)] for text in sources]
    vocabulary = [word for text in sentences for sentence in text for word in sentence.split()]
    for _ in range(rounds):
        at = chance.randrange(len(sources))
        # What is written anew is of another text: of a sentence that stands there twice, nobody could tell which.
        spare = sentences[(at + chance.randrange(1, len(sources))) % len(sources)]
        old = Draft([], chance, vocabulary, spare, itertools.count())
        old.clauses = [
            [old.words(sentence) for sentence in SENTENCE_END.split(clause)] for clause in sources[at]
        ]
        new = old.copy()
        for _ in range(chance.randint(fewest, most)):
            chance.choice(EDITS)(new)
            new.tidy()
        texts, changed = old.texts(), new.texts()
        passages = [_passage(old, texts) for _ in range(10)]
        begun = time.perf_counter()
        comparison = Comparison(texts, changed)
        places = [comparison.place(passage.quote) for passage in passages]
        tally.seconds += time.perf_counter() - begun
        tally.texts += 1
        holders = new.holders()
        for passage, place in zip(passages, places, strict=True):
            judge(tally, passage, place, new, holders)
    return tally
