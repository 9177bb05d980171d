"""An assembly, its phases, and what is known of it from public records."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.core import append_only, clock
from app.core.db import Address, Key, Line, Model, Prose, Word, reference
from app.organisations.models import Organisation


class PhaseKind(StrEnum):
    """The stages of an assembly, in their order."""

    PREPARING = "preparing"
    RECRUITING = "recruiting"
    LEARNING = "learning"
    DELIBERATING = "deliberating"
    CONSULTING = "consulting"
    FINALISING = "finalising"
    RESPONDING = "responding"
    DELIVERING = "delivering"
    CLOSED = "closed"


class ModerationMode(StrEnum):
    """Whether a moderator reads a comment before readers see it."""

    BEFORE = "before"
    AFTER = "after"
    # Afterwards for authors of whom enough comments were published; before for all others.
    AFTER_FOR_KNOWN = "after_for_known"


class Assembly(Model):
    """One citizens' assembly. A compiled one was recorded from public sources; the others are run here.

    Dates of compiled assemblies are partial dates: ISO texts of day, month or year precision.
    """

    __tablename__ = "assemblies"
    id: Mapped[Key]
    slug: Mapped[Word] = mapped_column(unique=True)
    organisation_id: Mapped[int] = reference("organisations.id")
    name: Mapped[Line]
    # Several questions are parted by a line end.
    question: Mapped[Prose | None]
    summary: Mapped[Prose | None]
    remit: Mapped[Prose | None]
    topic: Mapped[Word | None]
    nation: Mapped[Word | None]
    region: Mapped[Word | None]
    is_iidp: Mapped[bool] = mapped_column(default=False)
    is_compiled: Mapped[bool] = mapped_column(default=False)
    register_id: Mapped[Word | None]
    started_on: Mapped[Word | None]
    ended_on: Mapped[Word | None]
    # The final report: of a compiled record a partial date; of our own the day that officers stated last.
    report_published_on: Mapped[Word | None]
    members: Mapped[int | None]
    invitations: Mapped[int | None]
    volunteers: Mapped[int | None]
    meetings: Mapped[int | None]
    hours: Mapped[int | None]
    honorarium_pounds: Mapped[int | None]
    # What else the record says of this one assembly: label → text, shown as it is.
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # The register compiler's own reading of what came of it: {"decision", "summary", "responded_on"}; no verdict.
    compiler_reading: Mapped[dict[str, Any] | None]
    confirms_comments: Mapped[bool] = mapped_column(default=True)
    moderation_mode: Mapped[Word] = mapped_column(default="before", server_default="before")
    # How many published comments make an author known, where that decides.
    known_after: Mapped[int] = mapped_column(default=3, server_default="3")
    # The last pause of comments and questions: it lasts from `paused_at` until `paused_until`. Its history is in
    # `comment_pauses`; it stands here too, since every page that takes comments asks.
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    pause_reason: Mapped[Prose | None]
    # When the council's answers are due, pauses counted in. Worked out anew whenever the promise, the final report or a
    # pause changes (`responses/services/clock.py`); it stands here since every page that speaks of answers asks.
    answer_due_at: Mapped[datetime | None]
    # What the council promised before the assembly: a day for its answers, else months after the final report; the
    # first progress report so many months after the answers, then one every so many.
    promised_answer_at: Mapped[datetime | None]
    answer_months: Mapped[int] = mapped_column(default=3, server_default="3")
    first_progress_months: Mapped[int] = mapped_column(default=3, server_default="3")
    progress_months: Mapped[int] = mapped_column(default=6, server_default="6")
    # What a compiled record says that was promised: {"due_on" (partial date or none), "words", "source_url"}.
    recorded_promise: Mapped[dict[str, Any] | None]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    phases: Mapped[list[Phase]] = relationship(
        back_populates="assembly", order_by="Phase.position", cascade="all, delete-orphan"
    )
    sources: Mapped[list[Source]] = relationship(order_by="Source.id")
    remarks: Mapped[list[Remark]] = relationship(order_by="Remark.position")
    member_groups: Mapped[list[MemberGroup]] = relationship(order_by="MemberGroup.id")

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.published_at <= clock.now()

    @property
    def path(self) -> str:
        return f"/assemblies/{self.slug}/"

    @property
    def questions(self) -> list[str]:
        return [line for line in (self.question or "").splitlines() if line]


class Phase(Model):
    """A dated stage. Our own open and close at moments; compiled ones have partial dates and never open anything."""

    __tablename__ = "phases"
    __table_args__ = (
        UniqueConstraint("assembly_id", "position"),
        CheckConstraint(
            "closes_at is null or opens_at is null or closes_at > opens_at", name="closes_after_opening"
        ),
    )

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    position: Mapped[int]
    kind: Mapped[Word]
    title: Mapped[Line | None]
    summary: Mapped[Prose | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    starts_on: Mapped[Word | None]
    ends_on: Mapped[Word | None]
    # A compiled phase keeps the word that its source used.
    source_label: Mapped[Word | None]
    source_url: Mapped[Address | None]
    vanished_at: Mapped[datetime | None]

    assembly: Mapped[Assembly] = relationship(back_populates="phases")


class CommentPause(Model):
    """A time in which nobody can comment or ask, with its public reason. One that was ended early says by whom.

    Append-only: another end or another reason is a new row, and ends this one.
    """

    __tablename__ = "comment_pauses"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    reason: Mapped[Prose]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    paused_by_id: Mapped[int] = reference("accounts.id")
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = reference("accounts.id")

    paused_by: Mapped[Account] = relationship(foreign_keys="CommentPause.paused_by_id")
    ended_by: Mapped[Account | None] = relationship(foreign_keys="CommentPause.ended_by_id")

    @property
    def over_at(self) -> datetime:
        """When it was over, or will be."""
        return self.ended_at or self.ends_at


append_only.keep(
    CommentPause,
    final_when=true(),
    may_change=("ended_at", "ended_by_id"),
    may_change_when=CommentPause.ended_at.is_(None),
)


class MemberGroup(Model):
    """How many members belong to a group, beside the share of all residents, as published by the organisers."""

    __tablename__ = "member_groups"
    __table_args__ = (UniqueConstraint("assembly_id", "characteristic", "label"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    characteristic: Mapped[Word]
    label: Mapped[Line]
    members: Mapped[int | None]
    residents_percent: Mapped[float | None]


class Source(Model):
    """A public document that a compiled record rests on."""

    __tablename__ = "sources"
    __table_args__ = (UniqueConstraint("assembly_id", "url"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    url: Mapped[Address]
    title: Mapped[Prose | None]
    publisher: Mapped[Line | None]
    kind: Mapped[Line | None]
    licence: Mapped[Line | None]
    read_as: Mapped[Prose | None]
    vanished_at: Mapped[datetime | None]


class Remark(Model):
    """What the sources of a compiled record disagree on (`discrepancy`) or lack (`missing`)."""

    __tablename__ = "remarks"

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    kind: Mapped[Word]
    position: Mapped[int]
    text: Mapped[Prose]
    vanished_at: Mapped[datetime | None]


class OpennessState(StrEnum):
    """How an assembly stands to one item of the openness checklist."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


class OpennessStatement(Model):
    """What officers say of one item of the openness checklist, where it cannot be worked out from what is published."""

    __tablename__ = "openness_statements"
    __table_args__ = (
        UniqueConstraint("assembly_id", "item"),
        CheckConstraint("state in ('met', 'not_met', 'not_applicable')", name="state"),
    )

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    # The key of the checklist's item; `assemblies/openness.py` lists them.
    item: Mapped[Word]
    state: Mapped[Word]
    reason: Mapped[Prose]
    url: Mapped[Address | None]
    said_at: Mapped[datetime]
    said_by_id: Mapped[int | None] = reference("accounts.id")


class ImportedRecord(Model):
    """Which file an assembly was last imported from: its digest makes a second import a no-op."""

    __tablename__ = "imported_records"

    id: Mapped[Key]
    kind: Mapped[Word]
    key: Mapped[Word] = mapped_column(unique=True)
    digest: Mapped[Word]
    content: Mapped[dict[str, Any]]
    imported_at: Mapped[datetime]
