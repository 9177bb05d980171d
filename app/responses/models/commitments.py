"""What the council will do: commitments, their milestones, and how they go."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.assemblies.models import Assembly
from app.core import append_only
from app.core.db import Address, Key, Line, Model, Prose, Word, reference
from app.files.models import StoredFile
from app.recommendations.models import Recommendation
from app.responses.models.answers import RECORD_MARKS


class DeliveryStatus(StrEnum):
    """How a commitment, or a recommendation as a whole, is going."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    STOPPED = "stopped"


class Commitment(Model):
    """Something the council will do about a recommendation, by a date."""

    __tablename__ = "commitments"

    id: Mapped[Key]
    recommendation_id: Mapped[int] = reference("recommendations.id")
    response_id: Mapped[int | None] = reference("responses.id")
    position: Mapped[int]
    title: Mapped[Line]
    detail: Mapped[Prose | None]
    lead: Mapped[Line | None]
    due_on: Mapped[Word | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = reference("accounts.id")

    recommendation: Mapped[Recommendation] = relationship()
    updates: Mapped[list[ProgressUpdate]] = relationship(
        back_populates="commitment", order_by="ProgressUpdate.reported_on, ProgressUpdate.id"
    )
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="commitment", order_by="Milestone.position"
    )
    corrections: Mapped[list[CommitmentCorrection]] = relationship(
        back_populates="commitment", order_by="CommitmentCorrection.id"
    )

    @property
    def current(self) -> Commitment | CommitmentCorrection:
        """What holds its words now: title, detail and lead, as they were corrected last."""
        return self.corrections[-1] if self.corrections else self


class CommitmentCorrection(Model):
    """Better words for a commitment, with the reason. The former words stay readable; only a delay moves the date."""

    __tablename__ = "commitment_corrections"

    id: Mapped[Key]
    commitment_id: Mapped[int] = reference("commitments.id")
    title: Mapped[Line]
    detail: Mapped[Prose | None]
    lead: Mapped[Line | None]
    reason: Mapped[Prose]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = reference("accounts.id")

    commitment: Mapped[Commitment] = relationship(back_populates="corrections")


class Milestone(Model):
    """A step towards what the council promised, with a date of its own. Reaching it delivers nothing by itself."""

    __tablename__ = "milestones"
    __table_args__ = (UniqueConstraint("commitment_id", "position"),)

    id: Mapped[Key]
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitments.id"))
    position: Mapped[int]
    title: Mapped[Line]
    due_on: Mapped[Word | None]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = reference("accounts.id")

    commitment: Mapped[Commitment] = relationship(back_populates="milestones")


class ProgressUpdate(Model):
    """How it is going, said once and kept. Compiled updates hang on recommendations (or on all of an assembly's).

    `status` is empty for mere context. Delayed needs a reason and a new date; delivered, evidence; stopped, a reason.
    `new_due_on` and `due_on` may be of day, month, quarter ("2027-Q2") or year precision.
    """

    __tablename__ = "progress_updates"
    __table_args__ = (UniqueConstraint("assembly_id", "record_key"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    commitment_id: Mapped[int | None] = reference("commitments.id")
    # Of one step of the commitment, not of the commitment itself.
    milestone_id: Mapped[int | None] = reference("milestones.id")
    record_key: Mapped[Word | None]
    covers_all: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Word | None]
    text: Mapped[Prose]
    reason: Mapped[Prose | None]
    new_due_on: Mapped[Word | None]
    evidence_url: Mapped[Address | None]
    evidence_title: Mapped[Line | None]
    evidence_file_id: Mapped[int | None] = reference("stored_files.id")
    # The name under which the file is saved when somebody downloads it, made safe.
    evidence_file_name: Mapped[Line | None]
    reported_on: Mapped[Word | None]
    reported_by: Mapped[Line | None]
    is_compiled: Mapped[bool] = mapped_column(default=False)
    is_official_source: Mapped[bool] = mapped_column(default=True)
    source_url: Mapped[Address | None]
    date_note: Mapped[Prose | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = reference("accounts.id")
    # A correction, or what a record says by now, is a new row that points at the one with the former wording.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("progress_updates.id"), unique=True)
    correction_reason: Mapped[Prose | None]
    vanished_at: Mapped[datetime | None]

    commitment: Mapped[Commitment | None] = relationship(back_populates="updates")
    milestone: Mapped[Milestone | None] = relationship()
    evidence_file: Mapped[StoredFile | None] = relationship()
    recommendations: Mapped[list[Recommendation]] = relationship(
        secondary="progress_targets", order_by=Recommendation.position
    )

    def evidence_path_in(self, assembly: Assembly) -> str:
        """Where everybody gets its file, if it has one."""
        return f"{assembly.path}responses/evidence/{self.id}/{self.evidence_file_name}"


class ProgressTarget(Model):
    """A progress update speaks of this recommendation."""

    __tablename__ = "progress_targets"

    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"), primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("recommendations.id"), primary_key=True, index=True
    )


# What was promised and reported stays so. A record compiled by others may move its rows' marks, never their words.
append_only.keep(Commitment, final_when=true(), may_change=("updates", "milestones", "corrections"))
append_only.keep(CommitmentCorrection, final_when=true())
append_only.keep(Milestone, final_when=true())
append_only.keep(ProgressUpdate, final_when=true(), may_change=RECORD_MARKS)
