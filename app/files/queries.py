"""Reading what is kept about files."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select, union

from app.core.db import db
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
