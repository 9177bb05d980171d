"""Whether words stand in a piece of evidence: letter by letter, as readers see them, spaces folded."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Sequence

from app.core.text import markdown
from app.evidence.transcripts import Said, passages

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
    turns = itertools.groupby(passages(cues), key=lambda passage: passage.speaker)
    return [folded(" ".join(passage.text for passage in turn)) for _, turn in turns]


def holds(texts: Sequence[str], quote: str) -> bool:
    """Whether one of these texts holds the quote."""
    words = folded(quote)
    return bool(words) and any(words in text for text in texts)
