"""What happened to evidence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EvidencePublished:
    """An evidence item went public, or will at a set time: a thing to tell followers."""

    item_id: int


@dataclass(frozen=True)
class ItemChanged:
    """What readers can see of an item changed: it was published, edited, taken down, its transcript or its files."""

    item_id: int


@dataclass(frozen=True)
class SessionChanged:
    """What readers can see of a session changed: it was published, edited, taken down, its speakers or transcript."""

    session_id: int
