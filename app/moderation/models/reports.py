"""Readers' reports of comments, and authors' appeals against decisions."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.comments.models import Comment
from app.core.db import Key, Line, Model, Prose, Word, reference
from app.moderation.models.decisions import ModerationDecision


class Report(Model):
    """A reader's complaint about a comment. It waits until a decision on the comment settles it, which answers it.

    The reader finds the answer at a private address; who leaves an e-mail address is written to as well.
    """

    __tablename__ = "reports"

    id: Mapped[Key]
    comment_id: Mapped[int] = reference("comments.id")
    reason_code: Mapped[Word]
    text: Mapped[Prose | None]
    token: Mapped[Word] = mapped_column(unique=True)
    # Never shown, not even to moderators, so it is read only by who asks for it. Erased once the answer has left.
    email: Mapped[Line | None] = mapped_column(deferred=True)
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by_id: Mapped[int | None] = reference("moderation_decisions.id")

    comment: Mapped[Comment] = relationship()
    settled_by: Mapped[ModerationDecision | None] = relationship()


class AppealOutcome(StrEnum):
    """What became of an appeal."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


class Appeal(Model):
    """An author's challenge to a decision, one for each decision. Somebody else decides it than who made that."""

    __tablename__ = "appeals"
    __table_args__ = (
        CheckConstraint("outcome in ('upheld', 'overturned')", name="outcome"),
        CheckConstraint("(outcome is null) = (decided_at is null)", name="decided"),
    )

    id: Mapped[Key]
    comment_id: Mapped[int] = reference("comments.id")
    decision_id: Mapped[int] = mapped_column(ForeignKey("moderation_decisions.id"), unique=True)
    text: Mapped[Prose]
    made_at: Mapped[datetime]
    outcome: Mapped[Word | None]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by_id: Mapped[int | None] = reference("accounts.id")
    # The decision by which it was decided: to uphold, or what overturned.
    outcome_decision_id: Mapped[int | None] = reference("moderation_decisions.id")

    comment: Mapped[Comment] = relationship()
    decided_by: Mapped[Account | None] = relationship()
    decision: Mapped[ModerationDecision] = relationship(foreign_keys="Appeal.decision_id")
    outcome_decision: Mapped[ModerationDecision | None] = relationship(
        foreign_keys="Appeal.outcome_decision_id"
    )
