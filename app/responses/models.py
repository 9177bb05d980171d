"""Responses, commitments and progress updates."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import append_only, clock
from app.core.db import Address, Key, Line, Model, Prose, Word, reference
from app.recommendations.models import Recommendation


class Verdict(StrEnum):
    """The council's answer to one recommendation."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    NOT_ACCEPTED = "not_accepted"
    UNDER_CONSIDERATION = "under_consideration"
    NOT_OURS = "not_ours"


class DeliveryStatus(StrEnum):
    """How a commitment, or a recommendation as a whole, is going."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    STOPPED = "stopped"


class Response(Model):
    """One formal answer, to one or several recommendations or to all as a whole.

    Compiled answers carry the word that their source used in `recorded_as`; "noted" and "unknown" give no verdict.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("assembly_id", "record_key"),
        CheckConstraint(
            "verdict in ('accepted', 'accepted_in_part', 'not_accepted', 'under_consideration', 'not_ours')",
            name="verdict",
        ),
        # An unknown person proves nothing, so each of the two must be named.
        CheckConstraint(
            "is_compiled or published_at is null or (drafted_by_id is not null and published_by_id is not null"
            " and published_by_id != drafted_by_id"
            " and (edited_by_id is null or published_by_id != edited_by_id))",
            name="two_people",
        ),
    )

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    record_key: Mapped[Word | None]
    verdict: Mapped[Word | None]
    recorded_as: Mapped[Word | None]
    covers_all: Mapped[bool] = mapped_column(default=False)
    reasons: Mapped[Prose]
    not_taken_up: Mapped[Prose | None]
    responsible_body: Mapped[Line | None]
    responsible_role: Mapped[Line | None]
    sent_to: Mapped[Line | None]
    decided_by: Mapped[Line | None]
    decided_on: Mapped[Word | None] = mapped_column(index=True)
    decision_url: Mapped[Address | None]
    is_compiled: Mapped[bool] = mapped_column(default=False)
    is_official_source: Mapped[bool] = mapped_column(default=True)
    source_url: Mapped[Address | None]
    date_note: Mapped[Prose | None]
    # A correction is a new row that points at the one it follows, with its reason.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"), unique=True)
    correction_reason: Mapped[Prose | None]
    drafted_by_id: Mapped[int | None] = reference("accounts.id")
    drafted_at: Mapped[datetime]
    # Who changed the draft last, if it was changed: that person's words need another's eyes too.
    edited_by_id: Mapped[int | None] = reference("accounts.id")
    edited_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = reference("accounts.id")
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    vanished_at: Mapped[datetime | None]

    assembly: Mapped[Assembly] = relationship()
    recommendations: Mapped[list[Recommendation]] = relationship(
        secondary="response_targets", order_by=Recommendation.position
    )
    drafted_by: Mapped[Account | None] = relationship(foreign_keys=[drafted_by_id])
    edited_by: Mapped[Account | None] = relationship(foreign_keys=[edited_by_id])
    published_by: Mapped[Account | None] = relationship(foreign_keys=[published_by_id])

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.published_at <= clock.now()


class ResponseTarget(Model):
    """A response answers this recommendation by name."""

    __tablename__ = "response_targets"

    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("recommendations.id"), primary_key=True, index=True
    )


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


class ProgressUpdate(Model):
    """How it is going, said once and kept. Compiled updates hang on recommendations (or on all of an assembly's).

    `status` is empty for mere context. Delayed needs a reason and a new date; delivered, evidence; stopped, a reason.
    """

    __tablename__ = "progress_updates"
    __table_args__ = (UniqueConstraint("assembly_id", "record_key"),)

    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    commitment_id: Mapped[int | None] = reference("commitments.id")
    record_key: Mapped[Word | None]
    covers_all: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Word | None]
    text: Mapped[Prose]
    reason: Mapped[Prose | None]
    new_due_on: Mapped[Word | None]
    evidence_url: Mapped[Address | None]
    evidence_title: Mapped[Line | None]
    reported_on: Mapped[Word | None]
    reported_by: Mapped[Line | None]
    is_compiled: Mapped[bool] = mapped_column(default=False)
    is_official_source: Mapped[bool] = mapped_column(default=True)
    source_url: Mapped[Address | None]
    date_note: Mapped[Prose | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = reference("accounts.id")
    # Where a record changed what it says, the new row points at the one with the former wording.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("progress_updates.id"), unique=True)
    vanished_at: Mapped[datetime | None]

    commitment: Mapped[Commitment | None] = relationship(back_populates="updates")
    recommendations: Mapped[list[Recommendation]] = relationship(
        secondary="progress_targets", order_by=Recommendation.position
    )


class ProgressTarget(Model):
    """A progress update speaks of this recommendation."""

    __tablename__ = "progress_targets"

    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"), primary_key=True)
    recommendation_id: Mapped[int] = mapped_column(
        ForeignKey("recommendations.id"), primary_key=True, index=True
    )


# What the council has said stays said. A record compiled by others may move its rows' marks, never their words.
RECORD_MARKS = ("vanished_at", "record_key", "source_url", "is_official_source", "date_note")
append_only.keep(Response, final_when=Response.published_at.is_not(None), may_change=RECORD_MARKS)
append_only.keep(Commitment, final_when=true(), may_change=("updates",))
append_only.keep(ProgressUpdate, final_when=true(), may_change=RECORD_MARKS)
