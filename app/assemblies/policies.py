"""Who serves the organisation of an assembly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.organisations.models import Organisation


def organisation_of(thing: Any) -> int | None:
    """The organisation that a thing belongs to: an organisation, an assembly, or what hangs on an assembly."""
    if isinstance(thing, Organisation):
        return thing.id
    if isinstance(thing, Assembly):
        return thing.organisation_id
    assembly: Assembly = thing.assembly
    return assembly.organisation_id


def organisations_of(actor: Account, *roles: Role) -> Sequence[int] | None:
    """The organisations for which somebody holds one of these roles, or None for all of them."""
    serves = [membership.organisation_id for membership in actor.memberships if membership.role in roles]
    return None if None in serves else [served for served in serves if served is not None]


def is_officer_for(actor: Account, thing: object) -> bool:
    """Is an officer of the organisation concerned, or of any where no thing is given."""
    return actor.holds(Role.OFFICER, None if thing is None else organisation_of(thing))
