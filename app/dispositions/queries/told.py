"""What authors were told of what became of their comments."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.core.db import db
from app.core.outbox import OutboxRow


def answers_to(comment_id: int) -> str:
    """What letters about the answers to a comment are about, as the outbox knows it."""
    return f"comment_disposed:{comment_id}"


def last_told(comment_id: int) -> datetime | None:
    """When the last letter about an answer to a comment left, if any did; one query.

    A letter that is still under way has not left.
    """
    query = select(func.max(OutboxRow.finished_at)).where(
        OutboxRow.about == answers_to(comment_id), OutboxRow.outcome == "sent"
    )
    return db.session.scalar(query)
