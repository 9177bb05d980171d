"""Reading what is kept about files."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select, union

from app.core.db import Model, db
from app.files.models import FileKind, Rendition, StoredFile

MOST_AT_ONCE = 500


def stored_file(digest: str, kind: FileKind) -> StoredFile | None:
    """The row of a content of a kind, or None."""
    return db.session.scalar(
        select(StoredFile).where(StoredFile.digest == digest, StoredFile.kind == kind.value)
    )


def in_use(digests: Iterable[str]) -> Collection[str]:
    """Those of these contents that a row refers to, as a file or as a smaller picture."""
    wanted = list(digests)
    used: set[str] = set()
    for start in range(0, len(wanted), MOST_AT_ONCE):
        some = wanted[start : start + MOST_AT_ONCE]
        found = union(
            *(select(table.digest).where(table.digest.in_(some)) for table in (StoredFile, Rendition))
        )
        used.update(db.session.scalars(found))
    return used


def held_beside(table_name: str) -> Collection[str]:
    """The contents, in every size, of the files to which another table than this one refers."""
    pointers = [
        column
        for table in Model.metadata.tables.values()
        if table.name not in (table_name, Rendition.__tablename__)
        for column in table.columns
        if column.references(Model.metadata.tables[StoredFile.__tablename__].c.id)
    ]
    if not pointers:
        return set()
    ids = union(*(select(column).where(column.is_not(None)) for column in pointers)).subquery()
    held = select(ids.c[0])
    return set(
        db.session.scalars(
            union(
                select(StoredFile.digest).where(StoredFile.id.in_(held)),
                select(Rendition.digest).where(Rendition.stored_file_id.in_(held)),
            )
        )
    )
