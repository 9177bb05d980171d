"""What the desk's lists can be narrowed down to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Row, and_, select

from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.core.db import db
from app.subjects.models import Subject


@dataclass(frozen=True)
class Narrowing:
    """Assemblies by name, which of them was chosen, and what has been commented on in that one."""

    assemblies: Sequence[Assembly]
    chosen: Assembly | None
    subjects: Sequence[Subject]


def narrowing(organisation_ids: Sequence[int] | None, slug: str) -> Narrowing:
    """What a moderator of these organisations (None: of all) can choose from; one query.

    Takes the slug of the assembly that was chosen, if one was. Assemblies without any comment are left out.
    """
    in_assembly = (
        select(Comment.id)
        .join(Subject, Comment.subject_id == Subject.id)
        .where(Subject.assembly_id == Assembly.id)
        .correlate(Assembly)
    )
    on_subject = select(Comment.id).where(Comment.subject_id == Subject.id).correlate(Subject)
    query = (
        select(Assembly, Subject)
        .outerjoin(
            Subject, and_(Subject.assembly_id == Assembly.id, Assembly.slug == slug, on_subject.exists())
        )
        .where(in_assembly.exists())
        .order_by(Assembly.name, Assembly.id, Subject.id)
    )
    if organisation_ids is not None:
        query = query.where(Assembly.organisation_id.in_(organisation_ids))
    rows: Sequence[Row[Assembly, Subject | None]] = db.session.execute(query).all()
    assemblies = list(dict.fromkeys(assembly for assembly, _ in rows))
    chosen = next((assembly for assembly in assemblies if assembly.slug == slug), None)
    return Narrowing(assemblies, chosen, [subject for _, subject in rows if subject is not None])
