"""What happened to evidence."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EvidencePublished:
    """An evidence item went public."""

    item_id: int
