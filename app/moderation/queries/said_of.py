"""What the reason of a counter-check is about, asked of the floor above."""

from __future__ import annotations

from flask import current_app

from app.comments.models import Comment, CommentKind
from app.moderation.said_of import SAID_OF_KEY, AskWhatItIsOf, SaidOf


def said_of(comment: Comment) -> SaidOf | None:
    """Whose word a reason is, what they find and of what; None for a comment that is no such reason."""
    if comment.kind != CommentKind.COUNTER_CHECK:
        return None
    ask: AskWhatItIsOf = current_app.extensions[SAID_OF_KEY]
    return ask(comment.id)
