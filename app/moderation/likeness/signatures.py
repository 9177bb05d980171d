"""MinHash: a text as a few numbers ("bands"). Texts that share much of their wording share some of them, whatever
the order of their sentences; other texts hardly ever do."""

from __future__ import annotations

import numpy as np

from app.moderation.likeness.wording import Wording, reaches

# Two texts of which a fifth of the neighbouring words agree (each copy with a fifth of its words swapped, and more)
# meet in at least one of 48 bands with 86 %, and there are several texts of a group to meet. Of unlike ones a
# hundredth agrees: 0.5 %.
BANDS, ROWS = 48, 2
# Words with one other between them count beside those that touch.
_REACH = 2

_chance = np.random.Generator(np.random.PCG64(20_000))
_TIMES = _chance.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
_PLUS = _chance.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
_MIX, _BAND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)


def bands(text: Wording) -> tuple[int, ...]:
    """The bands of a text, each a whole number of 63 bits that stands for its place too; none for a text of one word.

    They are the same on every machine and may be kept.
    """
    features = text.neighbours[: reaches(len(text))[_REACH - 1][2]].copy()
    if not len(features):
        return ()
    features ^= features >> np.uint64(29)
    lowest = ((features[:, None] * _TIMES + _PLUS) >> np.uint64(16)).min(axis=0).reshape(BANDS, ROWS)
    mixed = (lowest[:, 0] * _MIX + lowest[:, 1]) ^ (np.arange(BANDS, dtype=np.uint64) * _BAND)
    mixed = (mixed ^ (mixed >> np.uint64(31))) * _MIX
    return tuple((mixed >> np.uint64(1)).tolist())
