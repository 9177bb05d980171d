"""Bringing the index into step with rows that factories wrote past the services."""

from __future__ import annotations

from sqlalchemy import select

from app.assemblies.models import Assembly
from app.core.db import db
from app.search.services import keep_whole_assembly


def index_everything() -> None:
    """Let search find all that is there, in this transaction."""
    for assembly_id in db.session.scalars(select(Assembly.id)).all():
        keep_whole_assembly(assembly_id)
