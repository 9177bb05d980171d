"""The officers' own order of sessions, speakers, items and files: one place up, one place down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Placed(Protocol):
    """Something with a place in a row."""

    id: int
    position: int


def renumber(row: Sequence[Placed]) -> None:
    """Give each its place, from 1 on."""
    for position, each in enumerate(row, start=1):
        if each.position != position:
            each.position = position


def moved(row: Sequence[Placed], thing: Placed, up: bool) -> bool:
    """Swap something with its neighbour. Returns whether there was one: past the ends nothing moves."""
    ordered = list(row)
    place = next((number for number, each in enumerate(ordered) if each.id == thing.id), None)
    if place is None:
        return False
    other = place - 1 if up else place + 1
    if not 0 <= other < len(ordered):
        return False
    ordered[place], ordered[other] = ordered[other], ordered[place]
    renumber(ordered)
    return True
