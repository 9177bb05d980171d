"""Follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Key, Line, Model, Word, reference
from app.responses.models import CheckPass
from app.subjects.models import Subject


class Follow(Model):
    """One address's wish to hear about a subject. It counts once confirmed and until ended."""

    __tablename__ = "follows"
    __table_args__ = (UniqueConstraint("subject_id", "email"),)

    id: Mapped[Key]
    subject_id: Mapped[int] = reference("subjects.id")
    email: Mapped[Line]
    confirm_token: Mapped[Word] = mapped_column(unique=True)
    unsubscribe_token: Mapped[Word] = mapped_column(unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    # The follower's way to the counter-check of the council's answers, once confirmed.
    check_pass_id: Mapped[int | None] = reference("check_passes.id")

    check_pass: Mapped[CheckPass | None] = relationship()
    subject: Mapped[Subject] = relationship()

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None
