"""How a comment stands, in words for who works at the desk."""

from __future__ import annotations

from flask_babel import gettext

from app.comments.models import CommentState


def state_words(state: str) -> str:
    """A comment's state in a word or two."""
    words = {
        CommentState.AWAITING_CONFIRMATION: gettext("waiting for its author"),
        CommentState.AWAITING_MODERATION: gettext("waiting for a moderator"),
        CommentState.PUBLISHED: gettext("published"),
        CommentState.REJECTED: gettext("rejected"),
        CommentState.HIDDEN: gettext("hidden"),
        CommentState.WITHDRAWN: gettext("withdrawn by its author"),
    }
    return str(words[CommentState(state)])
