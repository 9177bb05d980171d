"""How long and how much: the limits that the desk keeps to."""

from __future__ import annotations

from datetime import timedelta

# Whoever reads a comment has it to themselves for so long.
CLAIM_LASTS = timedelta(minutes=10)
# So long a press can be taken back; letters about it wait until then.
UNDO_WITHIN = timedelta(minutes=5)
# How many comments one press may decide.
MOST_AT_ONCE = 500
