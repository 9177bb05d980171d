"""What is worth a second look in a comment, and why. Signals sort and explain; they never decide."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Key, Model, Word


class CommentSignal(Model):
    """One thing noticed in a comment: where in its text (characters; none for the whole), and the figures for its
    sentence. Never the words themselves, so that erasing the text leaves nothing of them here.

    `kind` is one of `signals.kinds.SignalKind`.
    """

    __tablename__ = "comment_signals"
    __table_args__ = (Index("ix_comment_signals_kind", "kind", "comment_id"),)

    id: Mapped[Key]
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    kind: Mapped[Word]
    starts: Mapped[int | None]
    ends: Mapped[int | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
