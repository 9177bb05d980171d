"""From an author to the moderators: what waits for them, and what is shown before they have read it."""

from __future__ import annotations

from datetime import datetime

from app.comments.events import CommentAwaitsReview
from app.comments.models import Comment
from app.comments.queries.unread import is_shown_unread
from app.comments.services.states import publish_unread
from app.core import events
from app.core.db import db


def hand_on(comment: Comment, shown_since: datetime | None = None) -> None:
    """Give to the moderators what waits for them. Where its assembly shows comments first, it is on show from now on.

    Takes a comment that awaits moderation, and since when it was on show with other words. Either way it is in the
    queue, and the clock for reading it runs.
    """
    # A comment of this moment has no subject to ask before it is written.
    db.session.flush()
    if is_shown_unread(comment):
        publish_unread(comment, shown_since)
    events.announce(CommentAwaitsReview(comment.id))
