"""What a detector found, in the words of the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.moderation.signals.kinds import Finding


def quoted(detector: Callable[[str], Iterable[Finding]], text: str) -> list[str]:
    """The words that a detector points at, in their order."""
    return [text[finding.start : finding.end] for finding in detector(text)]
