"""Whether words stand in a piece of evidence: letter by letter, as readers see them, spaces folded."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.text import markdown
from app.evidence.passages import passages
from app.evidence.transcripts import Said, span_of

_TAGS = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")


def folded(text: str) -> str:
    """A text with every run of spaces and line ends as one space."""
    return _SPACES.sub(" ", text).strip()


def text_of(summary: str, body: str) -> list[str]:
    """What readers see of an item: its summary, and its body without the signs of Markdown."""
    return [folded(summary), folded(html.unescape(_TAGS.sub("", markdown(body))))]


def spoken_of(cues: Sequence[Said]) -> list[str]:
    """What was said, speaker by speaker: nobody is quoted with words of two people in one."""
    turns: list[list[str]] = []
    for passage in passages(cues):
        if passage.begins_turn:
            turns.append([])
        turns[-1].append(passage.text)
    return [folded(" ".join(turn)) for turn in turns]


def holds(texts: Sequence[str], quote: str) -> bool:
    """Whether one of these texts holds the quote."""
    words = folded(quote)
    return bool(words) and any(words in text for text in texts)


@dataclass(frozen=True)
class Quotable:
    """All that an item says, as readers see it, and the last second of its transcript, if that has times."""

    texts: Sequence[str]
    last_second: int | None

    def has(self, quote: str | None, at_second: int | None) -> bool:
        """Whether these words are there, and whether the transcript goes on until this second."""
        if quote and not holds(self.texts, quote):
            return False
        return at_second is None or (self.last_second is not None and at_second <= self.last_second)


def quotable(summary: str, body: str, cues: Sequence[Said]) -> Quotable:
    """What can be cited of an item with this summary and body, and with these words spoken."""
    span = span_of(cues)
    return Quotable([*text_of(summary, body), *spoken_of(cues)], span[1] // 1000 if span else None)
