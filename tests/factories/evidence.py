"""Evidence for tests."""

from __future__ import annotations

from datetime import timedelta

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.evidence.models import EvidenceItem, EvidenceKind
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
    subject = make_subject(
        SubjectKind.EVIDENCE, assembly.id, title, f"{assembly.path}evidence/new/", published
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
        published_at=clock.now() - timedelta(days=1) if published else None,
        **given,
    )
    db.session.add(item)
    db.session.flush()
    subject.path = f"{assembly.path}evidence/{item.id}/"
    return item
