"""Sessions, speakers, evidence items, their files and transcripts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.assemblies.models import Assembly
from app.core import append_only, clock
from app.core.db import Address, Key, Line, Model, Prose, Word, reference
from app.files.models import FileKind, StoredFile
from app.subjects.models import Subject


class EvidenceKind(StrEnum):
    """What an evidence item is."""

    PRESENTATION = "presentation"
    BRIEFING = "briefing"
    WITNESS_STATEMENT = "witness_statement"
    WRITTEN_SUBMISSION = "written_submission"
    DATASET = "dataset"


# What a browser can play.
PLAYABLE = (FileKind.MP3, FileKind.MP4, FileKind.WEBM)

# Who of a session's speakers gave an item.
item_speakers = Table(
    "item_speakers",
    Model.metadata,
    Column("item_id", ForeignKey("evidence_items.id"), primary_key=True),
    Column("speaker_id", ForeignKey("speakers.id"), primary_key=True, index=True),
)


class Absence(Model):
    """A time for which a session or an item was taken down: readers see when and why, also once it is back."""

    __tablename__ = "absences"

    id: Mapped[Key]
    subject_id: Mapped[int] = reference("subjects.id")
    # Since when readers could see it before.
    public_from: Mapped[datetime]
    taken_down_at: Mapped[datetime]
    taken_down_by_id: Mapped[int | None] = reference("accounts.id")
    reason: Mapped[Prose]
    # Whether its title may stand where it stood.
    shows_title: Mapped[bool]
    # When it was published again; may lie ahead.
    back_at: Mapped[datetime | None]

    subject: Mapped[Subject] = relationship()


append_only.keep(Absence, final_when=Absence.id.is_not(None), may_change=("back_at", "shows_title"))


def _first_public_at(subject_id: Any, published_at: Any) -> Any:
    """When readers could first see it: coming back is no new publishing, so the earliest absence knows."""
    earliest = select(func.min(Absence.public_from)).where(Absence.subject_id == subject_id)
    return func.coalesce(earliest.correlate_except(Absence).scalar_subquery(), published_at)


def _title_may_stand(subject_id: Any) -> Any:
    """What the officer said who took it down last; nothing where nobody was asked."""
    last = select(Absence.shows_title).where(Absence.subject_id == subject_id)
    newest_first = last.order_by(Absence.taken_down_at.desc(), Absence.id.desc()).limit(1)
    return newest_first.correlate_except(Absence).scalar_subquery()


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
    # May lie ahead: then it is published at a set time.
    published_at: Mapped[datetime | None] = mapped_column()
    # What was public and was taken down again leaves a trace: when, and why.
    unpublished_at: Mapped[datetime | None]
    unpublished_reason: Mapped[Prose | None]
    # When readers could first see it, however often it was taken down since; and whether its title stays meanwhile.
    first_public_at: Mapped[datetime | None] = column_property(_first_public_at(subject_id, published_at))
    title_may_stand: Mapped[bool | None] = column_property(_title_may_stand(subject_id))
    vanished_at: Mapped[datetime | None]

    assembly: Mapped[Assembly] = relationship()
    subject: Mapped[Subject] = relationship()
    files: Mapped[list[EvidenceFile]] = relationship(
        primaryjoin="and_(foreign(EvidenceFile.subject_id) == AssemblySession.subject_id,"
        " EvidenceFile.removed_at.is_(None))",
        order_by="EvidenceFile.position",
        viewonly=True,
    )
    transcript: Mapped[Transcript | None] = relationship(
        primaryjoin="foreign(Transcript.subject_id) == AssemblySession.subject_id", viewonly=True
    )
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
    def recording(self) -> EvidenceFile | None:
        """The recording, where it is a file of our own that a browser can play."""
        return next((file for file in self.files if file.is_recording), None)

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
    items: Mapped[list[EvidenceItem]] = relationship(secondary=item_speakers, back_populates="speakers")


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
    # The officers' own order within a session, or among the items of no session.
    position: Mapped[int] = mapped_column(server_default="0")
    kind: Mapped[Word]
    title: Mapped[Line]
    topic: Mapped[Word | None]
    summary: Mapped[Prose]
    body: Mapped[Prose]
    # Who gave it, where no session's list of speakers says so.
    given_by: Mapped[Line | None]
    source_url: Mapped[Address | None]
    licence: Mapped[Line | None]
    language: Mapped[Word] = mapped_column(server_default="en")
    # May lie ahead: then it is published at a set time.
    published_at: Mapped[datetime | None] = mapped_column()
    # What was public and was taken down again leaves a trace: when, and why.
    unpublished_at: Mapped[datetime | None]
    unpublished_reason: Mapped[Prose | None]
    # When readers could first see it, however often it was taken down since; and whether its title stays meanwhile.
    first_public_at: Mapped[datetime | None] = column_property(_first_public_at(subject_id, published_at))
    title_may_stand: Mapped[bool | None] = column_property(_title_may_stand(subject_id))
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = reference("accounts.id")

    assembly: Mapped[Assembly] = relationship()
    subject: Mapped[Subject] = relationship()
    session: Mapped[AssemblySession | None] = relationship()
    speakers: Mapped[list[Speaker]] = relationship(
        secondary=item_speakers, back_populates="items", order_by="Speaker.position"
    )
    files: Mapped[list[EvidenceFile]] = relationship(
        primaryjoin="and_(foreign(EvidenceFile.subject_id) == EvidenceItem.subject_id,"
        " EvidenceFile.removed_at.is_(None))",
        order_by="EvidenceFile.position",
        viewonly=True,
    )
    transcript: Mapped[Transcript | None] = relationship(
        primaryjoin="foreign(Transcript.subject_id) == EvidenceItem.subject_id", viewonly=True
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
        return f"{self.assembly.path}evidence/{self.address}/"


class EvidenceFile(Model):
    """A file beside an item or a session: slides, a paper, data, a recording. Replacing it makes a new version."""

    __tablename__ = "evidence_files"

    id: Mapped[Key]
    subject_id: Mapped[int] = reference("subjects.id")
    position: Mapped[int]
    # What readers see: "The slides", "The figures as a table".
    label: Mapped[Line]
    licence: Mapped[Line | None]
    language: Mapped[Word] = mapped_column(server_default="en")
    # Taken away again; where it had been public, the reason is shown in its place.
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[Prose | None]

    subject: Mapped[Subject] = relationship()
    versions: Mapped[list[FileVersion]] = relationship(
        back_populates="file", order_by="FileVersion.number", cascade="all, delete-orphan"
    )

    @property
    def current(self) -> FileVersion:
        """The version that counts: the last one."""
        return self.versions[-1]

    @property
    def is_recording(self) -> bool:
        """Whether a browser can play it."""
        return self.current.stored.kind in PLAYABLE


class FileVersion(Model):
    """One content that a file has had. It never changes; the former ones stay reachable."""

    __tablename__ = "file_versions"
    __table_args__ = (UniqueConstraint("file_id", "number"),)

    id: Mapped[Key]
    file_id: Mapped[int] = mapped_column(ForeignKey("evidence_files.id"))
    number: Mapped[int]
    stored_file_id: Mapped[int] = reference("stored_files.id")
    # The name under which it is saved when somebody downloads it, made safe.
    name: Mapped[Line]
    # Why it replaced the one before.
    note: Mapped[Prose | None]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = reference("accounts.id")

    file: Mapped[EvidenceFile] = relationship(back_populates="versions")
    stored: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)

    def path_in(self, assembly: Assembly) -> str:
        """The address at which it is given out. It stays the same for ever, since a version never changes."""
        return self.path_below(assembly.path)

    def path_below(self, root: str) -> str:
        """The same below the assembly's pages, or below its pages at the desk."""
        return f"{root}evidence/files/{self.file_id}/{self.number}/{self.name}"


def _beside_a_draft(thing: type[AssemblySession] | type[EvidenceItem]) -> ColumnElement[bool]:
    """The version is of a file beside something that was never public, nor will be by itself."""
    return (
        select(thing.id)
        .join(EvidenceFile, EvidenceFile.subject_id == thing.subject_id)
        .where(
            EvidenceFile.id == FileVersion.file_id,
            thing.published_at.is_(None),
            thing.unpublished_at.is_(None),
        )
        .exists()
    )


append_only.keep(
    FileVersion,
    final_when=FileVersion.id.is_not(None),
    may_go_when=or_(_beside_a_draft(AssemblySession), _beside_a_draft(EvidenceItem)),
)


class Transcript(Model):
    """What was said at a session, or in a talk that is an item of its own."""

    __tablename__ = "transcripts"

    id: Mapped[Key]
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"), unique=True)
    language: Mapped[Word] = mapped_column(server_default="en")
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = reference("accounts.id")
    # When it was last corrected.
    changed_at: Mapped[datetime | None]

    subject: Mapped[Subject] = relationship()
    cues: Mapped[list[Cue]] = relationship(
        back_populates="transcript", order_by="Cue.position", cascade="all, delete-orphan"
    )


class Cue(Model):
    """A few words of a transcript, with the moment of the recording at which they were said, if that is known."""

    __tablename__ = "cues"
    __table_args__ = (
        UniqueConstraint("transcript_id", "position"),
        CheckConstraint("ends_ms is null or (starts_ms is not null and ends_ms >= starts_ms)", name="times"),
    )

    id: Mapped[Key]
    transcript_id: Mapped[int] = mapped_column(ForeignKey("transcripts.id"))
    position: Mapped[int]
    starts_ms: Mapped[int | None]
    ends_ms: Mapped[int | None]
    # Who speaks, as the transcript says it.
    speaker: Mapped[Line | None]
    text: Mapped[Prose]

    transcript: Mapped[Transcript] = relationship(back_populates="cues")


class FormerWording(Model):
    """What a session or an item said before it was corrected: what readers had read stays readable."""

    __tablename__ = "former_wordings"
    __table_args__ = (UniqueConstraint("subject_id", "number"),)

    id: Mapped[Key]
    subject_id: Mapped[int] = mapped_column(ForeignKey("subjects.id"))
    number: Mapped[int]
    # What the page said, by the names of the fields that an officer writes.
    said: Mapped[dict[str, Any]]
    # The transcript as WebVTT, where it was the transcript that changed.
    transcript: Mapped[Prose | None]
    # What was changed and why, as readers see it.
    note: Mapped[Prose]
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = reference("accounts.id")
    # Why readers may not see it: it held what must not be public. The note and its date stay.
    withheld_reason: Mapped[Prose | None]

    subject: Mapped[Subject] = relationship()


append_only.keep(FormerWording, final_when=FormerWording.id.is_not(None), may_change=("withheld_reason",))
