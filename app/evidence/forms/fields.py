"""Fields that several forms of evidence share."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, StaffForm
from app.evidence.names import LANGUAGE_NAMES

# What councils use most. Any other words do as well.
LICENCES = ("Open Government Licence v3.0", "CC BY 4.0", "CC0 1.0", "All rights reserved")


class Licence(Line):
    """Under which terms others may use something: any words, with a few at hand. Draw it with `licence_field`."""

    def __init__(self, label: Any = None, **rest: Any) -> None:
        super().__init__(
            label or lazy_gettext("Licence"),
            description=lazy_gettext(
                "How others may use it. For example: Open Government Licence v3.0, CC BY 4.0, or All rights"
                " reserved: Fenbury Bus Company."
            ),
            **rest,
        )
        self.suggestions = LICENCES


class LanguageForm(StaffForm):
    """Something written in one of the languages of the site."""

    language = SelectField(
        lazy_gettext("Language"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
        default="en",
        validate_choice=False,
    )

    def validate_language(self, field: SelectField) -> None:
        """One of the site's."""
        if field.data not in LANGUAGE_NAMES:
            raise ValidationError(gettext("Choose the language from the list."))
