"""What happened to responses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ResponsePublished:
    """The council's answer went public, or will at a set time."""

    response_id: int


@dataclass(frozen=True)
class ResponseCalledOff:
    """The council's answer does not go public at the time that was set for it."""

    response_id: int


@dataclass(frozen=True)
class ProgressReported:
    """The council said how a commitment is going."""

    update_id: int
