"""What happened to recommendations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VersionPublished:
    """A text of a recommendation went public."""

    version_id: int
