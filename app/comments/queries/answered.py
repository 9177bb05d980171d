"""Whether the council has answered, asked of the floor above."""

from __future__ import annotations

from flask import current_app

from app.comments.answered import WHETHER_ANSWERED_KEY, AskWhetherAnswered


def has_answer(subject_id: int) -> bool:
    """Whether the council has answered the recommendation that owns a subject, by name or with all others."""
    ask: AskWhetherAnswered = current_app.extensions[WHETHER_ANSWERED_KEY]
    return ask(subject_id)
