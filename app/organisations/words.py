"""What people write about organisations, as forms hand it to services."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganisationWords:
    """What an administrator writes about an organisation. Codes are in capitals; an empty text is None."""

    name: str
    local_authority_code: str | None = None
    gss_code: str | None = None
    accent: str | None = None
    email: str | None = None
    phone: str | None = None
    postal_address: str | None = None
    website: str | None = None
    population: int | None = None
