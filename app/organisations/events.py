"""What happened to organisations."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganisationChanged:
    """A council's name, colour or contact ways are others now; every page that shows them changes."""

    organisation_id: int
