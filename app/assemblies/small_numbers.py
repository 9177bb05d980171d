"""Small numbers identify people: how figures about members and residents are made safe to show.

Rule 11 of the domain: any public figure about who took part and where they live is left out under 5, and where
subtraction would give it away. Counts of comments, stances and decisions are no such figures.
"""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_SHOWN = 5


def shown_counts(counts: Sequence[int | None]) -> list[int | None]:
    """The counts of one breakdown of a known total, with None for each that must not be shown.

    A count under 5 is left out. One gap could be filled by subtracting the others from the total, and gaps that add
    up to less than 5 would each be known to be small, so the next smallest count is left out too until neither holds.
    What was unknown before stays unknown, and is a gap that nobody can fill.
    """
    hidden = {i for i, count in enumerate(counts) if count is not None and count < SMALLEST_SHOWN}
    known = sorted((i for i, count in enumerate(counts) if count is not None), key=lambda i: (counts[i], i))
    unknown = len(counts) - len(known)
    for i in known:
        if not hidden or (
            len(hidden) + unknown > 1 and sum(counts[j] or 0 for j in hidden) >= SMALLEST_SHOWN
        ):
            break
        hidden.add(i)
    return [None if i in hidden else count for i, count in enumerate(counts)]
