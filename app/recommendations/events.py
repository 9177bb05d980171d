"""What happened to recommendations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VersionPublished:
    """A text of a recommendation went public."""

    version_id: int


@dataclass(frozen=True)
class DraftWritten:
    """The text of a draft, or which clause each of its paragraphs is, was saved. Nobody but officers sees it yet."""

    version_id: int


@dataclass(frozen=True)
class DraftDiscarded:
    """A draft is about to go, in this transaction. What was worked out for it goes first."""

    version_id: int
