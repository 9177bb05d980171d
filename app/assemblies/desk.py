"""Where every page of the council's desk begins: the assembly of its address, for somebody who may work on it."""

from __future__ import annotations

from app.assemblies.models import Assembly
from app.assemblies.queries import assembly_by_slug
from app.core.loading import found
from app.core.permissions import Permission, authorise


def assembly_at_desk(slug: str, permission: Permission) -> Assembly:
    """The assembly of an address, public or not.

    Answers 404 where there is none, or where it is not this person's business, and 401 where nobody is signed in.
    """
    assembly = found(assembly_by_slug(slug))
    authorise(permission, assembly)
    return assembly
