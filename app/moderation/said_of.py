"""What the reason of a counter-check is about, as the desk learns of it: from a floor above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class SaidOf:
    """What a moderator must know to read a reason: whose word it is, what was asked and found, and of what."""

    who: str
    question: str
    finding: str
    # The council's own words, in a line, and where they stand.
    about: str
    url: str


# What a comment that is the reason of a counter-check is about; None of any other. `app/wiring.py` names the function
# that knows.
AskWhatItIsOf = Callable[[int], SaidOf | None]
SAID_OF_KEY = "moothall-said-of"
