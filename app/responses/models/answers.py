"""Responses: the answer, the wordings that a draft had before, and what colleagues remark on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import append_only, clock
from app.core.db import NOW, Address, Key, Line, Model, Prose, Word, reference
from app.recommendations.models import Recommendation


class Verdict(StrEnum):
    """The council's answer to one recommendation."""

    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    NOT_ACCEPTED = "not_accepted"
    UNDER_CONSIDERATION = "under_consideration"
    NOT_OURS = "not_ours"


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
    # The meeting that decided, and where its minutes say so: "Cabinet", "minute 47".
    decided_by: Mapped[Line | None]
    decided_on: Mapped[Word | None] = mapped_column(index=True)
    decision_minute: Mapped[Line | None]
    decision_url: Mapped[Address | None]
    money: Mapped[Prose | None]
    timescale: Mapped[Prose | None]
    is_compiled: Mapped[bool] = mapped_column(default=False)
    is_official_source: Mapped[bool] = mapped_column(default=True)
    source_url: Mapped[Address | None]
    date_note: Mapped[Prose | None]
    # A correction is a new row that points at the one it follows, with its reason.
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"), unique=True)
    correction_reason: Mapped[Prose | None]
    # A new answer to what is decided already says why the council decided anew. It corrects nothing.
    change_reason: Mapped[Prose | None]
    drafted_by_id: Mapped[int | None] = reference("accounts.id")
    drafted_at: Mapped[datetime]
    # Who changed the draft last, if it was changed: that person's words need another's eyes too.
    edited_by_id: Mapped[int | None] = reference("accounts.id")
    edited_at: Mapped[datetime | None]
    # Who asked for approval, and since when the draft waits for it.
    sent_by_id: Mapped[int | None] = reference("accounts.id")
    sent_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = reference("accounts.id")
    # May lie ahead: until then an officer can call it off, and only officers see it (ADR 0013).
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    vanished_at: Mapped[datetime | None]

    assembly: Mapped[Assembly] = relationship()
    recommendations: Mapped[list[Recommendation]] = relationship(
        secondary="response_targets", order_by=Recommendation.position
    )
    drafted_by: Mapped[Account | None] = relationship(foreign_keys=[drafted_by_id])
    edited_by: Mapped[Account | None] = relationship(foreign_keys=[edited_by_id])
    sent_by: Mapped[Account | None] = relationship(foreign_keys=[sent_by_id])
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


class ResponseWording(Model):
    """What a draft said before somebody changed it. Officers read it; the public sees published answers alone."""

    __tablename__ = "response_wordings"

    id: Mapped[Key]
    response_id: Mapped[int] = reference("responses.id")
    # The fields of the answer by their names, as they were.
    words: Mapped[dict[str, Any]]
    written_by_id: Mapped[int | None] = reference("accounts.id")
    written_at: Mapped[datetime]
    replaced_at: Mapped[datetime]

    written_by: Mapped[Account | None] = relationship()


class ResponseRemark(Model):
    """What an officer says to colleagues about a draft: a remark, or why it was handed back to its writers."""

    __tablename__ = "response_remarks"

    id: Mapped[Key]
    response_id: Mapped[int] = reference("responses.id")
    text: Mapped[Prose]
    hands_back: Mapped[bool] = mapped_column(default=False)
    made_by_id: Mapped[int] = reference("accounts.id")
    made_at: Mapped[datetime]

    made_by: Mapped[Account] = relationship()


# What the council has said stays said. A record compiled by others may move its rows' marks, never their words. What
# is set for a later moment can be called off until then.
RECORD_MARKS = ("vanished_at", "record_key", "source_url", "is_official_source", "date_note")
append_only.keep(Response, final_when=Response.published_at <= NOW, may_change=RECORD_MARKS)
append_only.keep(ResponseWording, final_when=true())
append_only.keep(ResponseRemark, final_when=true())
