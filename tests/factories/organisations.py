"""Organisations for tests."""

from __future__ import annotations

from app.core.db import db
from app.organisations.models import Organisation


def make_organisation(slug: str = "fenbury", **columns: object) -> Organisation:
    """A council; its name is made of its slug unless one is given."""
    given: dict[str, object] = {"name": f"{slug.capitalize()} Borough Council", **columns}
    organisation = Organisation(slug=slug, **given)
    db.session.add(organisation)
    db.session.flush()
    return organisation
