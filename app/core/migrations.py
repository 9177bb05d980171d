"""Bringing the database to this program's version."""

from __future__ import annotations

from flask_alembic import Alembic
from sqlalchemy.schema import SchemaItem

from app.core.db import Model

# A table that each kind of database builds in its own way, by hand in a migration. No model describes it.
BUILT_BY_HAND = "search_index"


def is_modelled(item: SchemaItem, name: str | None, kind: str, *_rest: object) -> bool:
    """Whether models and migrations must agree on this part of the database."""
    return not (kind == "table" and (name or "").startswith(BUILT_BY_HAND))


alembic = Alembic(metadatas=Model.metadata)


def upgrade_database() -> list[str]:
    """Run the migrations that are missing. Returns their names, oldest first; empty if there were none."""
    missing = pending_migrations()
    alembic.upgrade()
    return missing


def pending_migrations() -> list[str]:
    """The names of the migrations that this database still lacks, oldest first."""
    applied = {script.revision for script in alembic.current()}
    known = [script.revision for script in alembic.log()]
    if applied:
        done: set[str] = set()
        for script in alembic.log(end=next(iter(applied))):
            done.add(script.revision)
        known = [revision for revision in known if revision not in done]
    return list(reversed(known))
