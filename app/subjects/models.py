"""Subjects: what comments, follows and search attach to."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, relationship

from app.assemblies.models import Assembly
from app.core.db import Address, Key, Line, Model, Word, reference


class SubjectKind(StrEnum):
    """The nouns that own a subject."""

    ASSEMBLY = "assembly"
    SESSION = "session"
    EVIDENCE = "evidence"
    RECOMMENDATION = "recommendation"


class Subject(Model):
    """One commentable, followable, searchable thing, kept by its owner."""

    __tablename__ = "subjects"

    id: Mapped[Key]
    kind: Mapped[Word]
    assembly_id: Mapped[int | None] = reference("assemblies.id")
    title: Mapped[Line]
    path: Mapped[Address]
    is_public: Mapped[bool]

    assembly: Mapped[Assembly | None] = relationship()
