"""Reading follows."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from app.assemblies.models import Assembly
from app.core.db import db
from app.following.models import Follow
from app.subjects.models import Subject, SubjectKind


def _with_assembly() -> Select[Follow]:
    return select(Follow).options(joinedload(Follow.subject).joinedload(Subject.assembly))


def assembly_subject(assembly: Assembly) -> Subject:
    """The subject that a follow of an assembly hangs on. Each assembly has one from its first moment."""
    return db.session.scalars(
        select(Subject).where(Subject.assembly_id == assembly.id, Subject.kind == SubjectKind.ASSEMBLY)
    ).one()


def follow_by_id(follow_id: int) -> Follow | None:
    """A follow with its subject and assembly, for letters."""
    return db.session.scalar(_with_assembly().where(Follow.id == follow_id))


def follow_by_confirm_token(token: str) -> Follow | None:
    """The follow that a mailed link confirms, whatever its state, with its subject and assembly."""
    return db.session.scalar(_with_assembly().where(Follow.confirm_token == token))


def follow_by_unsubscribe_token(token: str) -> Follow | None:
    """The follow that a letter's link ends, whatever its state, with its subject and assembly."""
    return db.session.scalar(_with_assembly().where(Follow.unsubscribe_token == token))
