"""Fields that several forms of evidence share."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, StaffForm
from app.core.requests import MEGABYTE
from app.evidence.names import LANGUAGE_NAMES
from app.files.uploads import Upload

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


class EvidenceUpload(Upload):
    """A file, with a hint that says which kinds it may be and how large. Draw it with `upload_field`."""

    def __init__(self, *args: Any, most_mb: int | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        most = int(current_app.config["LARGEST_FILE_MB"])
        most = min(most, most_mb or most)
        self.largest = most * MEGABYTE
        self.description = gettext(
            "%(kinds)s, up to %(most)s\N{NO-BREAK SPACE}MB.",
            kinds=self.kinds_in_words,
            most=f"{most:,}",
        )

    def asked_again(self, sound: bool) -> bool:
        """Ask for the file again where something else in the form must be mended: browsers do not keep it.

        Returns whether the form is sound, as it was given.
        """
        if not sound and self.data is not None and not self.errors:
            self.errors = [gettext("Choose the file again. Browsers do not keep it.")]
        return sound
