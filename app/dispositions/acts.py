"""What can be done to comments in the coding list."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """A theme is added or taken away, or comments move from the theme of the list to another."""

    ADD = "add"
    TAKE = "take"
    MOVE = "move"
