"""Forgetting from which network comments came."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from app.comments.models import Comment
from app.core import clock
from app.core.db import db

# A wave of spam is over by then, and nothing else is read from a mark.
KEPT_FOR = timedelta(days=7)


def forget_network_marks() -> int:
    """Take the marks of their networks from comments that are older than a week. Returns from how many."""
    outcome = db.session.execute(
        update(Comment)
        # A mark is never empty, and asked in this way both databases look into its index, not through every comment.
        .where(Comment.network_mark > "", Comment.created_at < clock.now() - KEPT_FOR)
        .values(network_mark=None)
    )
    return int(getattr(outcome, "rowcount", 0))
