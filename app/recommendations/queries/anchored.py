"""Asking what a draft does to the comments on former texts, of a floor above."""

from __future__ import annotations

from flask import current_app

from app.recommendations.anchored import WHAT_MOVES_KEY, AnchoredCounts, AskWhatMoves
from app.recommendations.models import Version


def what_moves(draft: Version) -> AnchoredCounts | None:
    """What a draft does to the comments on former versions; None where there are none. Two queries."""
    ask: AskWhatMoves = current_app.extensions[WHAT_MOVES_KEY]
    return ask(draft)
