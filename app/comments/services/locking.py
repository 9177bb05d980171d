"""One comment at a time: whoever decides on it, changes it or answers it follows the others."""

from __future__ import annotations

from app.comments.models import Comment
from app.core.db import db


def lock_comment(comment: Comment) -> None:
    """Read a comment anew and let nobody change it meanwhile. SQLite has let in only one writer anyway.

    Rows that refer to it may still be written. Who answers a theme holds its subjects and then writes which answer
    counts for each comment; who withdraws one holds the comment and then wants its subject. With a stronger lock, each
    would wait for the other for ever.
    """
    db.session.refresh(comment, with_for_update={"of": Comment, "key_share": True})
