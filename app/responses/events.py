"""What happened to responses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ResponsePublished:
    """The council's answer went public."""

    response_id: int


@dataclass(frozen=True)
class ProgressReported:
    """The council said how a commitment is going."""

    update_id: int
