"""What an author sends who appeals against a decision."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.comments.models import Comment
from app.core.forms import Prose, PublicForm, posted
from app.core.required import Required

LONGEST_APPEAL = 2000


class AppealForm(PublicForm):
    """Why a decision is wrong. `decision` says which one its author had read."""

    text = Prose(
        lazy_gettext("Why is the decision wrong?"),
        [Required(lazy_gettext("Say why the decision is wrong."))],
        description=lazy_gettext("Only the moderators read this."),
        most=LONGEST_APPEAL,
    )
    decision = HiddenField()

    def __init__(self, comment: Comment, *, sent: bool, **rest: Any) -> None:
        super().__init__(f"appeal:{comment.id}", posted() if sent else None, **rest)

    @property
    def decision_read(self) -> int:
        """The number of the decision that its author had read, or 0, which none has."""
        typed = str(self.decision.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
