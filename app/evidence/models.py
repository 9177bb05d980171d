"""Sessions, speakers and evidence items."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import Address, Key, Line, Model, Prose, Word, reference
from app.subjects.models import Subject


class EvidenceKind(StrEnum):
    """What an evidence item is."""

    PRESENTATION = "presentation"
    BRIEFING = "briefing"
    WITNESS_STATEMENT = "witness_statement"
    WRITTEN_SUBMISSION = "written_submission"
    DATASET = "dataset"


class AssemblySession(Model):
    """A meeting of the assembly, or a part of one. `held_on` is a partial date; our own sessions know the moment."""

    __tablename__ = "assembly_sessions"
    __table_args__ = (UniqueConstraint("assembly_id", "record_key"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), unique=True)
    record_key: Mapped[Word | None]
    position: Mapped[int]
    title: Mapped[Line]
    held_on: Mapped[Word | None]
    starts_at: Mapped[datetime | None]
    day: Mapped[int | None]
    topic: Mapped[Word | None]
    summary: Mapped[Prose | None]
    agenda: Mapped[Prose | None]
    recording_url: Mapped[Address | None]
    source_url: Mapped[Address | None]
    source_page: Mapped[int | None]
    published_at: Mapped[datetime | None]
    vanished_at: Mapped[datetime | None]

    assembly: Mapped[Assembly] = relationship()
    subject: Mapped[Subject] = relationship()
    # A speaker whom a record no longer names is kept in the table, but shown no more.
    speakers: Mapped[list[Speaker]] = relationship(
        primaryjoin="and_(Speaker.session_id == AssemblySession.id, Speaker.vanished_at.is_(None))",
        back_populates="session",
        order_by="Speaker.position",
        cascade="all, delete-orphan",
    )

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.published_at <= clock.now()

    @property
    def address(self) -> str:
        """The last part of the page's address: the record's own key where there is one."""
        return self.record_key or str(self.id)

    @property
    def path(self) -> str:
        return f"{self.assembly.path}evidence/sessions/{self.address}/"


class Speaker(Model):
    """Who gave evidence at a session. Some records name only the organisation."""

    __tablename__ = "speakers"

    id: Mapped[Key]
    session_id: Mapped[int] = reference("assembly_sessions.id")
    position: Mapped[int]
    name: Mapped[Line | None]
    role: Mapped[Line | None]
    organisation: Mapped[Line | None]
    interests: Mapped[Prose | None]
    vanished_at: Mapped[datetime | None]

    session: Mapped[AssemblySession] = relationship(back_populates="speakers")


class EvidenceItem(Model):
    """One piece of evidence, with a plain-language summary and a body in Markdown."""

    __tablename__ = "evidence_items"
    __table_args__ = (
        UniqueConstraint("assembly_id", "record_key"),
        Index("ix_evidence_items_listing", "assembly_id", "published_at"),
    )

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), unique=True)
    session_id: Mapped[int | None] = reference("assembly_sessions.id")
    record_key: Mapped[Word | None]
    kind: Mapped[Word]
    title: Mapped[Line]
    summary: Mapped[Prose]
    body: Mapped[Prose]
    # Who gave it, where no session's list of speakers says so.
    given_by: Mapped[Line | None]
    source_url: Mapped[Address | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = reference("accounts.id")

    assembly: Mapped[Assembly] = relationship()
    subject: Mapped[Subject] = relationship()
    session: Mapped[AssemblySession | None] = relationship()

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.published_at <= clock.now()

    @property
    def address(self) -> str:
        """The last part of the page's address: the record's own key where there is one."""
        return self.record_key or str(self.id)

    @property
    def path(self) -> str:
        return f"{self.assembly.path}evidence/{self.address}/"
