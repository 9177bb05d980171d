"""Which words a correction took away, and whether an older wording of the same page holds them too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.evidence.said import Said

TRANSCRIPT = "transcript"
# What is chosen from a list, or is no prose: only the same choice is the same words.
_CHOSEN = {"kind", "language", "session_id", "starts_at", "transcript_language"}
# "a", "of": they stand everywhere and tell nothing. A figure tells something however short it is.
_WORD = re.compile(r"[^\W\d_]{3,}|\w*\d\w*")


@dataclass(frozen=True)
class TakenAway:
    """What a page no longer says: whole values by field, and single words."""

    values: Mapping[str, Any]
    words: frozenset[str]

    def stand_in(self, said: Said) -> bool:
        """Whether a wording says the same in one of these fields, or holds one of these words anywhere."""
        if any(said.get(field) == value for field, value in self.values.items()):
            return True
        return not self.words.isdisjoint(_words(_written(said)))


def taken_away(then: Said, now: Said) -> TakenAway:
    """Compare what a page said with what it says. A word counts as gone once it stands nowhere on the page."""
    values = {field: value for field, value in then.items() if value and value != now.get(field)}
    gone = (_words(value) for field, value in values.items() if field not in _CHOSEN)
    return TakenAway(values, frozenset().union(*gone) - _words(_written(now)))


def _written(said: Said) -> Said:
    return {field: value for field, value in said.items() if field not in _CHOSEN}


def _words(value: Any) -> frozenset[str]:
    return frozenset(word for text in _texts(value) for word in _WORD.findall(text.casefold()))


def _texts(value: Any) -> Iterator[str]:
    """Every text of a value, however deep it lies: speakers are a list of several texts each."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
