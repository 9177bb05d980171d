"""Whether words stand in a piece of evidence: letter by letter, as readers see them, spaces folded."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.core.text import markdown
from app.evidence.passages import passages
from app.evidence.transcripts import span_of
from app.evidence.voices import SLOW_MS_A_WORD, Said

# People note a time a little before or after the words that they mean.
ABOUT_A_MINUTE_MS = 60_000

_TAGS = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")


def folded(text: str) -> str:
    """A text with every run of spaces and line ends as one space."""
    return _SPACES.sub(" ", text).strip()


def text_of(summary: str, body: str) -> list[str]:
    """What readers see of an item: its summary, and its body without the signs of Markdown."""
    return [folded(summary), folded(html.unescape(_TAGS.sub("", markdown(body))))]


@dataclass(frozen=True)
class Turn:
    """What one speaker says without a break: as one text, and from when to when each part of it is said."""

    text: str
    # For each cue with a time: where in the text it ends, when it begins and when it ends.
    times: Sequence[tuple[int, int, int]]

    def moments_of(self, words: str) -> Iterator[tuple[int, int]]:
        """From when to when these words are said, in milliseconds, as often as they are."""
        place = self.text.find(words)
        while place >= 0:
            end = place + len(words)
            held = [
                (starts, until)
                for before, (after, starts, until) in zip(
                    [0, *(each[0] for each in self.times)], self.times, strict=False
                )
                if place < after and before < end
            ]
            if held:
                yield held[0][0], max(until for _, until in held)
            place = self.text.find(words, place + 1)


def _turns(cues: Sequence[Said]) -> list[Turn]:
    """What was said, speaker by speaker: nobody is quoted with words of two people in one."""
    each = iter(zip(cues, (*(cue.starts_ms for cue in cues[1:]), None), strict=False))
    turns: list[tuple[list[str], list[tuple[int, int, int]]]] = []
    for passage in passages(cues):
        if passage.begins_turn:
            turns.append(([], []))
        words, times = turns[-1]
        length = sum(map(len, words)) + len(words) - 1
        # Passages hold the cues one after the other, each once.
        for cue, next_ms in islice(each, len(passage.cues)):
            words.append(folded(cue.text))
            length += 1 + len(words[-1])
            if cue.starts_ms is not None:
                times.append((length, cue.starts_ms, _until(cue, cue.starts_ms, next_ms)))
    return [Turn(" ".join(words), times) for words, times in turns]


def _until(cue: Said, starts_ms: int, next_ms: int | None) -> int:
    """When a cue ends; where that is not told, when the next begins, or a slow speaker would have come to its end."""
    if cue.ends_ms is not None:
        return cue.ends_ms
    slowly = starts_ms + SLOW_MS_A_WORD * len(cue.text.split())
    return slowly if next_ms is None else min(next_ms, slowly)


def spoken_of(cues: Sequence[Said]) -> list[str]:
    """What was said, turn by turn."""
    return [turn.text for turn in _turns(cues)]


def holds(texts: Sequence[str], quote: str) -> bool:
    """Whether one of these texts holds the quote."""
    words = folded(quote)
    return bool(words) and any(words in text for text in texts)


@dataclass(frozen=True)
class Quotable:
    """All that an item says, as readers see it: what is written, what is spoken, and its last second."""

    written: Sequence[str]
    turns: Sequence[Turn]
    last_second: int | None

    def has(self, quote: str | None, at_second: int | None) -> bool:
        """Whether these words are there, and are said at this second; or whether the transcript goes on until it."""
        if at_second is None:
            return not quote or holds(self.written, quote) or self.is_spoken(quote)
        if self.last_second is None or at_second > self.last_second:
            return False
        return not quote or self.is_said_at(quote, at_second)

    def is_spoken(self, quote: str) -> bool:
        """Whether the words stand in the transcript."""
        return holds([turn.text for turn in self.turns], quote)

    def seconds_of(self, quote: str) -> list[int]:
        """At which seconds the words begin to be said."""
        words = folded(quote)
        return (
            [starts // 1000 for turn in self.turns for starts, _ in turn.moments_of(words)] if words else []
        )

    def is_said_at(self, quote: str, at_second: int) -> bool:
        """Whether the words are said at this second, or within about a minute of it."""
        words, at_ms = folded(quote), at_second * 1000
        return any(
            starts - ABOUT_A_MINUTE_MS <= at_ms <= until + ABOUT_A_MINUTE_MS
            for turn in self.turns
            for starts, until in turn.moments_of(words)
        )


def quotable(summary: str, body: str, cues: Sequence[Said]) -> Quotable:
    """What can be cited of an item with this summary and body, and with these words spoken."""
    span = span_of(cues)
    return Quotable(text_of(summary, body), _turns(cues), span[1] // 1000 if span else None)
