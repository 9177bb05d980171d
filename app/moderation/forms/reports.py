"""What readers send who report a comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, Optional

from app.core.forms import LONGEST_MAIL_ADDRESS, Length, PlainCharacters, Prose, PublicForm
from app.core.text import tidy
from app.moderation.policy import SOMETHING_ELSE

LONGEST_REPORT = 1000


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


class ReportForm(PublicForm):
    """A reader's complaint about a comment, and where they want the answer."""

    reason = RadioField(
        lazy_gettext("What is wrong with it?"),
        validate_choice=False,
    )
    text = Prose(
        lazy_gettext("Tell us more"),
        description=lazy_gettext("Only the moderators read this."),
        most=LONGEST_REPORT,
    )
    email = EmailField(
        lazy_gettext("Your email address"),
        [
            Optional(),
            Length(LONGEST_MAIL_ADDRESS),
            PlainCharacters(),
            Email(message=lazy_gettext("Enter an email address like name@example.com.")),
        ],
        filters=[_tidied],
        description=lazy_gettext(
            "Only if you want the answer by email. We use it for nothing else, and delete it once the answer has left."
        ),
    )

    def __init__(self, purpose: str, complaints: Mapping[str, str], *sent: Any, **rest: Any) -> None:
        super().__init__(purpose, *sent, **rest)
        self._codes = set(complaints)
        self.reason.choices = [SelectChoice(code, words) for code, words in complaints.items()]

    def validate_reason(self, field: RadioField) -> None:
        """One of the list."""
        if field.data not in self._codes:
            raise ValidationError(gettext("Choose what is wrong with it."))

    def validate_text(self, field: Prose) -> None:
        """Something else must be said in words."""
        if self.reason.data == SOMETHING_ELSE and not field.data:
            raise ValidationError(gettext("Say in a few words what is wrong with it."))
