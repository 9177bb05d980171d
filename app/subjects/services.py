"""How an owner keeps its subject."""

from __future__ import annotations

from sqlalchemy import select

from app.assemblies.events import AssemblyChanged
from app.assemblies.models import Assembly
from app.core.db import db
from app.subjects.models import Subject, SubjectKind


def make_subject(
    kind: SubjectKind, assembly_id: int | None, title: str, path: str, is_public: bool
) -> Subject:
    """Make the subject of a noun. `path` is the page's address from the root, such as `/assemblies/x/`."""
    subject = Subject(
        kind=kind.value, assembly_id=assembly_id, title=title[:400], path=path, is_public=is_public
    )
    db.session.add(subject)
    db.session.flush()
    return subject


def keep_subject(subject: Subject, title: str, is_public: bool) -> None:
    """Bring a subject into step with its owner."""
    subject.title = title[:400]
    subject.is_public = is_public
    db.session.flush()


def keep_assembly_subject(event: AssemblyChanged) -> None:
    """Make or bring into step the subject of an assembly. Assemblies lie below subjects, so an event tells us."""
    assembly = db.session.get_one(Assembly, event.assembly_id)
    subject = db.session.scalar(
        select(Subject).where(Subject.assembly_id == assembly.id, Subject.kind == SubjectKind.ASSEMBLY)
    )
    if subject is None:
        make_subject(SubjectKind.ASSEMBLY, assembly.id, assembly.name, assembly.path, assembly.is_public)
    else:
        keep_subject(subject, assembly.name, assembly.is_public)
