"""What somebody sends who keeps the council's list of words."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Prose, StaffForm
from app.core.required import Required
from app.moderation.models import PolicyParagraph

# A whole list, pasted at once.
LONGEST_LIST = 20_000


class WordsForm(StaffForm):
    """Words and phrases for the list, one a line, and perhaps the paragraph that they may break."""

    words = Prose(
        lazy_gettext("Words to add"),
        [Required(lazy_gettext("Enter the words, one on each line."))],
        description=lazy_gettext("One word or phrase on each line. Whole words only: add plurals as well."),
        most=LONGEST_LIST,
    )
    reason = SelectField(
        lazy_gettext("Which paragraph of the policy may they break?"),
        description=lazy_gettext("A hint for moderators. It decides nothing."),
        validate_choice=False,
    )

    def __init__(self, paragraphs: Sequence[PolicyParagraph]) -> None:
        super().__init__()
        none = SelectChoice("", gettext("No paragraph in particular"))
        self.reason.choices = [none, *(SelectChoice(each.code, each.title) for each in paragraphs)]
        self.codes = {each.code for each in paragraphs}

    def validate_reason(self, field: SelectField) -> None:
        """A paragraph in force, or none."""
        if field.data and field.data not in self.codes:
            raise ValidationError(gettext("Choose a paragraph of the policy, or none."))

    @property
    def terms(self) -> list[str]:
        """The words and phrases, each on one line, once the form is valid."""
        lines = (" ".join(line.split()) for line in (self.words.data or "").split("\n"))
        return [line for line in lines if line]


class RemovalForm(StaffForm):
    """The button that takes one word from the list."""
