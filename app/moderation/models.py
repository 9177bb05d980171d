"""Decisions and reports."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Account
from app.comments.models import Comment
from app.core import append_only
from app.core.db import Key, Model, Prose, Word, reference


class Action(StrEnum):
    """What a moderator may do with a comment."""

    PUBLISH = "publish"
    REJECT = "reject"
    HIDE = "hide"
    RESTORE = "restore"
    # A reported comment was looked at and stays published.
    KEEP = "keep"


class ModerationDecision(Model):
    """One decision on one comment. Append-only: a new decision never changes an old one."""

    __tablename__ = "moderation_decisions"
    __table_args__ = (
        CheckConstraint("action in ('publish', 'reject', 'hide', 'restore', 'keep')", name="action"),
        CheckConstraint("action not in ('reject', 'hide') or reason_code is not null", name="reason"),
    )

    id: Mapped[Key]
    comment_id: Mapped[int] = reference("comments.id")
    action: Mapped[Word]
    reason_code: Mapped[Word | None]
    note_to_author: Mapped[Prose | None]
    internal_note: Mapped[Prose | None]
    decided_by_id: Mapped[int] = reference("accounts.id")
    decided_at: Mapped[datetime]

    comment: Mapped[Comment] = relationship()
    decided_by: Mapped[Account] = relationship()


append_only.keep(ModerationDecision, final_when=true())


class Report(Model):
    """A reader's complaint about a comment. It waits until a decision on the comment settles it."""

    __tablename__ = "reports"

    id: Mapped[Key]
    comment_id: Mapped[int] = reference("comments.id")
    reason_code: Mapped[Word]
    text: Mapped[Prose | None]
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_by_id: Mapped[int | None] = reference("moderation_decisions.id")

    comment: Mapped[Comment] = relationship()
