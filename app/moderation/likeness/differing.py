"""What is somebody's own in a text of a group: the words to mark at the desk, and whether they say something more."""

from __future__ import annotations

from app.moderation.likeness.alike import marks, neighbours_of
from app.moderation.likeness.wording import (
    Word,
    Wording,
    body_of,
    sentences_of,
    without_markup,
    wording_of,
    words_of,
)

# A sentence of so many words, of which so few stand beside the same words in the group's text, is somebody's own.
_FEWEST_OWN_WORDS = 4
_OF_A_SENTENCE = 0.3

Span = tuple[int, int]


def differing(text: str, representative: str) -> list[Span]:
    """Where the words stand in which a text differs from the one that stands for its group.

    Returns beginnings and ends, in order; words next to each other make one span. A sentence that only moved does not
    differ; a greeting and a signature do where they are others.
    """
    readable = without_markup(text)
    return _joined(_own(readable, 0, len(readable), representative))


def own_words(text: str, representative: str) -> list[Span]:
    """The same of what a text says, between its greeting and its signature: what somebody put into it or swapped."""
    readable = without_markup(text)
    return _joined(_own(readable, *body_of(readable), representative))


def _joined(own: list[tuple[Word, bool]]) -> list[Span]:
    """Where words are that are their author's own, those next to each other as one."""
    spans: list[Span] = []
    before: Word | None = None
    for word, is_own in own:
        if is_own and before is not None and spans and spans[-1][1] == before.end:
            spans[-1] = (spans[-1][0], word.end)
        elif is_own:
            spans.append((word.start, word.end))
        before = word
    return spans


def adds_own_words(text: str, representative: str) -> bool:
    """Whether a text says something that the one that stands for its group does not: a sentence or more.

    Words swapped within sentences, a greeting and a signature are nothing more. Such a text is decided by itself.
    """
    readable = without_markup(text)
    start, end = body_of(readable)
    own = _own(readable, start, end, representative)
    for begin, stop in sentences_of(readable, start, end):
        flags = [is_own for word, is_own in own if begin <= word.start < stop]
        if len(flags) >= _FEWEST_OWN_WORDS and flags.count(False) < _OF_A_SENTENCE * len(flags):
            return True
    return False


def _own(readable: str, start: int, end: int, representative: str) -> list[tuple[Word, bool]]:
    """Each word between two places of a text, and whether it is its author's own."""
    words = words_of(readable, start, end)
    marked = marks(_whole(words), neighbours_of(_whole(_all_words(without_markup(representative)))))
    return [(word, not is_common) for word, is_common in zip(words, marked, strict=True)]


def _all_words(readable: str) -> list[Word]:
    return words_of(readable, 0, len(readable))


def _whole(words: list[Word]) -> Wording:
    return wording_of(tuple(word.folded for word in words))
