"""Evidence for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.evidence.models import AssemblySession, EvidenceItem, EvidenceKind, Speaker
from app.subjects.models import SubjectKind
from app.subjects.services import make_subject


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
