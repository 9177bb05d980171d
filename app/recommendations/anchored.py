"""Comments that hang on a text, as recommendations learn of them: from a floor above, which they do not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.recommendations.models import Version


@dataclass(frozen=True)
class Anchored:
    """One published comment whose passage moves, or is gone, in a draft."""

    is_gone: bool
    # The paragraph that it was made on, and the one that it moves to.
    was_at: str
    now_at: str
    quote: str | None
    body: str


@dataclass(frozen=True)
class AnchoredCounts:
    """What becomes of the comments on former versions in a draft. What is waiting is being matched."""

    exact: int = 0
    moved: int = 0
    deleted: int = 0
    waiting: int = 0
    # Those that move or lose their passage, up to a few dozen.
    listed: Sequence[Anchored] = ()


# What a draft does to comments; None where there are none. `app/wiring.py` names the function that knows.
AskWhatMoves = Callable[[Version], AnchoredCounts | None]
WHAT_MOVES_KEY = "moothall-what-moves"
