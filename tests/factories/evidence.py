"""Evidence for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.evidence.models import (
    AssemblySession,
    EvidenceFile,
    EvidenceItem,
    EvidenceKind,
    FileVersion,
    Speaker,
)
from app.evidence.queries import listed_items
from app.evidence.words import Correction
from app.files.models import FileKind, Rendition, StoredFile
from app.subjects.models import SubjectKind
from app.subjects.services import make_subject

# What readers are told of a change, as an officer's words and as the field of a form.
NOTE = "The number of buses was wrong."
TOLD = Correction(NOTE)


def make_item(
    assembly: Assembly,
    title: str = "How traffic moves on the lane",
    *,
    published: bool = True,
    **columns: object,
) -> EvidenceItem:
    """An evidence item, published yesterday unless told otherwise."""
    published_at = clock.now() - timedelta(days=1) if published else None
    subject = make_subject(
        SubjectKind.EVIDENCE, assembly.id, title, f"{assembly.path}evidence/new/", published_at
    )
    given: dict[str, object] = {
        "kind": EvidenceKind.PRESENTATION.value,
        "summary": "In short.",
        "body": "",
        **columns,
    }
    item = EvidenceItem(
        assembly=assembly,
        subject=subject,
        title=title,
        created_at=clock.now(),
        published_at=published_at,
        **given,
    )
    db.session.add(item)
    db.session.flush()
    subject.path = f"{assembly.path}evidence/{item.id}/"
    return item


def make_session(
    assembly: Assembly,
    title: str = "Who uses the lane",
    *,
    published: bool = True,
    speakers: Sequence[Speaker] = (),
    **columns: object,
) -> AssemblySession:
    """A session of an assembly, published unless told otherwise, at the end of those there are."""
    published_at = clock.now() - timedelta(days=1) if published else None
    subject = make_subject(
        SubjectKind.SESSION, assembly.id, title, f"{assembly.path}evidence/new/", published_at
    )
    given: dict[str, object] = {
        "position": db.session.query(AssemblySession).filter_by(assembly_id=assembly.id).count() + 1,
        "published_at": published_at,
        **columns,
    }
    session = AssemblySession(
        assembly=assembly, subject=subject, title=title, speakers=list(speakers), **given
    )
    db.session.add(session)
    db.session.flush()
    subject.path = session.path
    return session


def make_stored(kind: FileKind = FileKind.PDF, content: str = "slides", **columns: object) -> StoredFile:
    """The row of a stored content; nothing stands in the store."""
    given: dict[str, object] = {"size": 1_234_567, **columns}
    stored = StoredFile(
        digest=hashlib.sha256(content.encode()).hexdigest(), kind=kind.value, stored_at=clock.now(), **given
    )
    db.session.add(stored)
    return stored


def add_file(
    thing: AssemblySession | EvidenceItem, label: str = "The slides", *stored: StoredFile, **columns: object
) -> EvidenceFile:
    """A file beside a session or an item, with these contents as its versions, one a day, the last one today."""
    versions = stored or (make_stored(content=label),)
    file = EvidenceFile(
        subject=thing.subject,
        position=db.session.query(EvidenceFile).filter_by(subject_id=thing.subject_id).count() + 1,
        label=label,
        versions=[
            FileVersion(
                number=number,
                stored=each,
                name=f"file-{number}.{each.kind}",
                note="A figure was wrong" if number > 1 else None,
                added_at=clock.now() - timedelta(days=len(versions) - number),
            )
            for number, each in enumerate(versions, start=1)
        ],
        **columns,
    )
    db.session.add(file)
    db.session.flush()
    return file


def add_rendition(stored: StoredFile, width: int) -> None:
    """A smaller size of a picture."""
    digest = hashlib.sha256(f"{stored.digest} {width}".encode()).hexdigest()
    stored.renditions.append(Rendition(width=width, height=width, digest=digest, size=1000))
    db.session.flush()


def readable(assembly: Assembly) -> list[EvidenceItem]:
    """The items that everybody can read by now, in the order of pages; traces left out."""
    return [item for item in listed_items(assembly) if item.is_public]
