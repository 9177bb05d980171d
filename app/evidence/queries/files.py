"""Reading the files beside items and sessions."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.assemblies.models import Assembly
from app.core.db import db
from app.evidence.models import EvidenceFile, FileVersion
from app.files.models import StoredFile
from app.subjects.models import Subject


def file_version_at_desk(assembly: Assembly, file_id: int, number: int) -> FileVersion | None:
    """One version of a file beside anything of an assembly, public or not; None where the file was taken away."""
    return db.session.scalar(_version(assembly, file_id, number))


def _version(assembly: Assembly, file_id: int, number: int) -> Select[FileVersion]:
    return (
        select(FileVersion)
        .join(FileVersion.file)
        .join(EvidenceFile.subject)
        .where(
            FileVersion.file_id == file_id,
            FileVersion.number == number,
            EvidenceFile.removed_at.is_(None),
            Subject.assembly_id == assembly.id,
        )
        .options(joinedload(FileVersion.stored).selectinload(StoredFile.renditions))
    )


def public_file_version(assembly: Assembly, file_id: int, number: int) -> FileVersion | None:
    """One version of a file, the present or a former one, with its content's row and sizes.

    None unless everybody may see by now what it lies beside, and the file has not been taken away.
    """
    return db.session.scalar(_version(assembly, file_id, number).where(Subject.is_public))


def removed_file(assembly: Assembly, file_id: int, number: int) -> EvidenceFile | None:
    """A file that readers could see, with a version of this number, and that was taken away with a reason; or None.

    None too unless everybody may see what it lay beside, where the same trace stands.
    """
    return db.session.scalar(
        select(EvidenceFile)
        .join(EvidenceFile.subject)
        .join(EvidenceFile.versions)
        .where(
            EvidenceFile.id == file_id,
            FileVersion.number == number,
            EvidenceFile.removed_at.is_not(None),
            EvidenceFile.removed_reason.is_not(None),
            Subject.assembly_id == assembly.id,
            Subject.is_public,
        )
    )
