"""Subjects: what comments, follows and search attach to."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, relationship

from app.assemblies.models import Assembly
from app.core import clock
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
    # Since when, or from when on, everybody may see it; never, where there is no moment.
    public_from: Mapped[datetime | None]

    assembly: Mapped[Assembly | None] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        """Whether everybody may see it by now."""
        return self.public_from is not None and self.public_from <= clock.now()

    @is_public.inplace.expression
    @classmethod
    def _is_public_by_now(cls) -> ColumnElement[bool]:
        return cls.public_from <= clock.now()
