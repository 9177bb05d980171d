"""How a session or an item stands: a draft, set to be published, public, or taken down again."""

from __future__ import annotations

from enum import StrEnum

from app.evidence.models import AssemblySession, EvidenceItem

Thing = AssemblySession | EvidenceItem


class Standing(StrEnum):
    """Where a session or an item is on its way to readers."""

    DRAFT = "draft"
    SET = "set"
    PUBLIC = "public"
    TAKEN_DOWN = "taken_down"


def standing_of(thing: Thing) -> Standing:
    """By the clock. What was taken down and is set to come back counts as set; until then its trace stays."""
    if thing.is_public:
        return Standing.PUBLIC
    if thing.published_at is not None:
        return Standing.SET
    return Standing.DRAFT if thing.unpublished_at is None else Standing.TAKEN_DOWN


def has_been_public(thing: Thing) -> bool:
    """Whether readers have seen it, be it now or before it was taken down."""
    return thing.is_public or thing.unpublished_at is not None
