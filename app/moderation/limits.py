"""How long and how much: the limits that the desk keeps to."""

from __future__ import annotations

from datetime import timedelta

# Whoever reads a comment has it to themselves for so long.
CLAIM_LASTS = timedelta(minutes=10)
# So long a press can be taken back.
UNDO_WITHIN = timedelta(minutes=5)
# So long letters about it wait: a minute more, for who takes it back at the last moment has not committed yet.
LETTERS_WAIT = UNDO_WITHIN + timedelta(minutes=1)
# How many comments one press may decide.
MOST_AT_ONCE = 500
# From so many on, near-identical texts that wait stand in a list as one.
FOLDS_FROM = 2
