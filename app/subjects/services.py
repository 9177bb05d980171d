"""How an owner keeps its subject."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.assemblies.events import AssemblyChanged
from app.assemblies.models import Assembly
from app.core.db import db
from app.subjects.models import Subject, SubjectKind


def make_subject(
    kind: SubjectKind, assembly_id: int | None, title: str, path: str, public_from: datetime | None
) -> Subject:
    """Make the subject of a noun.

    `path` is the page's address from the root, such as `/assemblies/x/`; `public_from` the moment from which on
    everybody may see it, None for a draft. Returns it.
    """
    subject = Subject(
        kind=kind.value, assembly_id=assembly_id, title=title[:400], path=path, public_from=public_from
    )
    db.session.add(subject)
    db.session.flush()
    return subject


def keep_subject(subject: Subject, title: str, public_from: datetime | None) -> None:
    """Bring a subject into step with its owner."""
    subject.title = title[:400]
    subject.public_from = public_from
    db.session.flush()


def keep_assembly_subject(event: AssemblyChanged) -> None:
    """Make or bring into step the subject of an assembly. Assemblies lie below subjects, so an event tells us."""
    assembly = db.session.get_one(Assembly, event.assembly_id)
    subject = db.session.scalar(
        select(Subject).where(Subject.assembly_id == assembly.id, Subject.kind == SubjectKind.ASSEMBLY)
    )
    if subject is None:
        make_subject(SubjectKind.ASSEMBLY, assembly.id, assembly.name, assembly.path, assembly.published_at)
    else:
        keep_subject(subject, assembly.name, assembly.published_at)
