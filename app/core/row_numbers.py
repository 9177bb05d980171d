"""The numbers of rows, as they come in addresses and forms: whatever somebody writes there."""

from __future__ import annotations

# What an integer column holds. PostgreSQL refuses to compare it with more.
HIGHEST = 2**31 - 1


def row_number(word: str | None) -> int | None:
    """The number that a word is, or None where it cannot be that of a row."""
    if word is None or not (word.isascii() and word.isdecimal() and len(word) <= len(str(HIGHEST))):
        return None
    number = int(word)
    return number if number <= HIGHEST else None
