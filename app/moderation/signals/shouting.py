"""Shouting: a text that is mostly in capital letters."""

from __future__ import annotations

import re

from app.moderation.signals.kinds import Finding, SignalKind

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Fewer letters are a heading or a cry, and three words in five in capitals are no longer for stress.
_FEWEST_LETTERS = 30
_SHARE = 0.6
_LONGEST_ACRONYM = 6


def shouting(text: str) -> Finding | None:
    """Whether a text is shouted: how many of its letters are capitals. Acronyms such as "NHS" do not count."""
    words = [match[0] for match in _WORD.finditer(text)]
    shouted = [len(word) > 1 and word.isupper() for word in words]
    capitals = letters = 0
    for at, word in enumerate(words):
        if shouted[at] and len(word) <= _LONGEST_ACRONYM and not _beside(shouted, at):
            continue
        capitals += sum(letter.isupper() for letter in word)
        letters += sum(letter.isupper() or letter.islower() for letter in word)
    if letters < _FEWEST_LETTERS or capitals < _SHARE * letters:
        return None
    return Finding(SignalKind.SHOUTING, figures={"capitals": capitals, "letters": letters})


def _beside(shouted: list[bool], at: int) -> bool:
    """Whether a word beside this one is in capitals as well."""
    return any(shouted[max(0, at - 1) : at]) or any(shouted[at + 1 : at + 2])
