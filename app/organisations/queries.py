"""Reading organisations."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.organisations.models import Organisation


def organisation_by_slug(slug: str) -> Organisation | None:
    """The organisation of an address."""
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def organisation_by_name(name: str) -> Organisation | None:
    """The organisation that has exactly this name."""
    return db.session.scalar(select(Organisation).where(Organisation.name == name))


def all_organisations() -> Sequence[Organisation]:
    """Every organisation, by name."""
    return db.session.scalars(select(Organisation).order_by(Organisation.name)).all()
