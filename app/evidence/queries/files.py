"""Reading the files beside items and sessions."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.assemblies.models import Assembly
from app.core.db import db
from app.evidence.models import EvidenceFile, FileVersion
from app.files.models import StoredFile
from app.subjects.models import Subject


def public_file_version(assembly: Assembly, file_id: int, number: int) -> FileVersion | None:
    """One version of a file, the present or a former one, with its content's row and sizes.

    None unless everybody may see by now what it lies beside, and the file has not been taken away.
    """
    return db.session.scalar(
        select(FileVersion)
        .join(FileVersion.file)
        .join(EvidenceFile.subject)
        .where(
            FileVersion.file_id == file_id,
            FileVersion.number == number,
            EvidenceFile.removed_at.is_(None),
            Subject.assembly_id == assembly.id,
            Subject.is_public,
        )
        .options(joinedload(FileVersion.stored).selectinload(StoredFile.renditions))
    )
