"""Reading the moderation policy."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db
from app.moderation.models import PolicyVersion


def policy_in_force() -> PolicyVersion:
    """The version of the policy that holds now."""
    return db.session.scalars(select(PolicyVersion).order_by(PolicyVersion.number.desc()).limit(1)).one()
