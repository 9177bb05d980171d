"""What an author sends who appeals against a decision, and a moderator who answers."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.comments.models import Comment
from app.core.forms import Prose, PublicForm, StaffForm, posted
from app.core.required import Required

LONGEST_APPEAL = 2000
LONGEST_ANSWER = 2000
OVERTURN, UPHOLD = "overturn", "uphold"


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


class OutcomeForm(StaffForm):
    """What a moderator sends who decides an appeal, with notes and what they saw: by the one button that was pressed
    (`act`), or by what was chosen beside a note.

    Its fields have names of their own, since it stands beside the form for decisions.
    """

    act = StringField(lazy_gettext("Decision"))
    outcome = RadioField(
        lazy_gettext("Decision"),
        choices=[SelectChoice(OVERTURN, OVERTURN), SelectChoice(UPHOLD, UPHOLD)],
        validate_choice=False,
    )
    answer_note = Prose(
        lazy_gettext("Note to the author"),
        description=lazy_gettext("They will read this."),
        most=LONGEST_ANSWER,
    )
    answer_internal_note = Prose(
        lazy_gettext("Internal note"),
        description=lazy_gettext("Only moderators will read this."),
        most=LONGEST_ANSWER,
    )
    seen = HiddenField(lazy_gettext("What you saw"))

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        if self.act.data:
            self.outcome.data = self.act.data

    def validate_outcome(self, field: RadioField) -> None:
        """One of the two."""
        if field.data not in (OVERTURN, UPHOLD):
            raise ValidationError(gettext("Choose what to do with it."))

    @property
    def overturns(self) -> bool:
        """Whether the author is to be right, once the form is valid."""
        return bool(self.outcome.data == OVERTURN)
