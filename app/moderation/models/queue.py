"""What waits at the desk, and who is at work on it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.comments.models import Comment
from app.core.db import Model, Word, reference


class Escalation(StrEnum):
    """Why a lead moderator is asked. The first two are urgent: somebody may come to harm."""

    DANGER = "danger"
    THREAT = "threat"
    LEGAL = "legal"
    UNSURE = "unsure"


URGENT = (Escalation.DANGER, Escalation.THREAT)


class QueueEntry(Model):
    """One comment that waits at the desk: new, reported, appealed against or escalated, or several of these.

    It is kept in step by moderation's services and goes when nothing is left to decide. What the queue is filtered,
    counted and ordered by stands here, so that a page of it costs the same however long it is.
    """

    __tablename__ = "queue_entries"
    __table_args__ = (
        CheckConstraint("escalated_for in ('danger', 'threat', 'legal', 'unsure')", name="escalated_for"),
        CheckConstraint("(claimed_by_id is null) = (claimed_until is null)", name="claimed"),
        # The orders of the desk's lists: urgent ones first or the heaviest first, then the oldest.
        Index("ix_queue_entries_oldest", "precedence", "since", "comment_id"),
        Index("ix_queue_entries_of_organisation", "organisation_id", "precedence", "since", "comment_id"),
        Index("ix_queue_entries_of_assembly", "assembly_id", "precedence", "since", "comment_id"),
        Index("ix_queue_entries_signals", "lightness", "since", "comment_id"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    assembly_id: Mapped[int] = mapped_column(ForeignKey("assemblies.id"))
    subject_id: Mapped[int] = reference("subjects.id")
    kind: Mapped[Word]
    channel: Mapped[Word]
    # Since when the oldest of its reasons has waited.
    since: Mapped[datetime]
    # Nobody has looked at it yet: it awaits moderation, or was published without.
    is_new: Mapped[bool]
    # How many readers' reports are open, and whether its author appeals.
    reports: Mapped[int] = mapped_column(default=0)
    is_appealed: Mapped[bool] = mapped_column(default=False)
    escalated_for: Mapped[Word | None]
    escalated_at: Mapped[datetime | None]
    # Both are the less, the earlier it comes, so that an index leads through a list from its top: nothing for what is
    # urgent, else one; and the weight of its signals below nothing. They order and never decide.
    precedence: Mapped[int] = mapped_column(default=1)
    lightness: Mapped[int] = mapped_column(default=0)
    campaign_id: Mapped[int | None] = reference("campaign_groups.id")
    # Who reads it just now. When the time is over, anybody may.
    claimed_by_id: Mapped[int | None] = reference("accounts.id")
    claimed_until: Mapped[datetime | None]

    comment: Mapped[Comment] = relationship()
    claimed_by: Mapped[Account | None] = relationship()

    @property
    def is_urgent(self) -> bool:
        """Whether somebody may come to harm."""
        return self.escalated_for in URGENT

    @property
    def is_plain(self) -> bool:
        """Whether it waits for nothing but its first reading: then its campaign may stand for it."""
        return self.is_new and not self.reports and not self.is_appealed and self.escalated_for is None

    @property
    def weight(self) -> int:
        """How much its signals say together."""
        return -self.lightness
