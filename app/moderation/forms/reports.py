"""What readers send who report a comment."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Prose, PublicForm
from app.moderation.policy import COMPLAINTS, SOMETHING_ELSE

LONGEST_REPORT = 1000


class ReportForm(PublicForm):
    """A reader's complaint about a comment."""

    reason = RadioField(
        lazy_gettext("What is wrong with it?"),
        choices=[SelectChoice(code, words) for code, words in COMPLAINTS.items()],
        validate_choice=False,
    )
    text = Prose(
        lazy_gettext("Tell us more"),
        description=lazy_gettext("Only the moderators read this."),
        most=LONGEST_REPORT,
    )

    def validate_reason(self, field: RadioField) -> None:
        """One of the list."""
        if field.data not in COMPLAINTS:
            raise ValidationError(gettext("Choose what is wrong with it."))

    def validate_text(self, field: Prose) -> None:
        """Something else must be said in words."""
        if self.reason.data == SOMETHING_ELSE and not field.data:
            raise ValidationError(gettext("Say in a few words what is wrong with it."))
