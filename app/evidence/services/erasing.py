"""Erasing what must not be kept: the contents of a file that should never have been published, out of the store."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import ColumnElement, select, union

from app.core import audit
from app.core.db import db
from app.core.errors import Refused
from app.evidence.models import EvidenceFile, FileVersion
from app.files import services as files
from app.files.models import Rendition, StoredFile
from app.files.queries import held_beside


def erase_file(file_id: int) -> list[str]:
    """Take the contents of a file out of the store, all its versions, for good.

    That it was there, and why it was taken away, stays told. Returns the digests that went; what another file still
    holds stays for that one. Raises Refused unless the file was taken away at the desk before.
    """
    files.wait_for_keepers()
    file = db.session.scalar(
        select(EvidenceFile).where(EvidenceFile.id == file_id).execution_options(populate_existing=True)
    )
    if file is None:
        raise Refused(gettext("There is no file %(number)s.", number=file_id))
    if file.removed_at is None:
        raise Refused(gettext("This file is still given out. Take it away at the desk first, with a reason."))
    kept = _contents(EvidenceFile.removed_at.is_(None)) | set(held_beside(FileVersion.__tablename__))
    gone = _contents(EvidenceFile.id == file_id) - kept
    audit.record("erased", file, contents=sorted(gone))
    db.session.flush()
    return files.erase(sorted(gone))


def _contents(which: ColumnElement[bool]) -> set[str]:
    """The digests of all versions of some files, in every size."""
    ids = select(FileVersion.stored_file_id).join(FileVersion.file).where(which)
    return set(
        db.session.scalars(
            union(
                select(StoredFile.digest).where(StoredFile.id.in_(ids)),
                select(Rendition.digest).where(Rendition.stored_file_id.in_(ids)),
            )
        )
    )
