"""The evidence that a recommendation rests on, as officers name it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, OneDirection, Prose, StaffForm
from app.core.text import excerpt
from app.evidence.models import EvidenceItem
from app.evidence.transcripts import read_clock
from app.recommendations.models import Version
from app.recommendations.words import Place

LONGEST_QUOTE = 1_000


class RemovalForm(StaffForm):
    """A button that takes a citation away."""


class CitationForm(StaffForm):
    """A piece of evidence that the recommendation, or one paragraph of it, rests on, down to its words."""

    item = SelectField(lazy_gettext("Evidence"), validate_choice=False)
    clause = SelectField(lazy_gettext("Where it matters"), validate_choice=False)
    quote = Prose(
        lazy_gettext("Words to quote"),
        description=lazy_gettext(
            "Copy them from the summary, the text or the transcript. They must be the same, letter by letter."
        ),
        most=LONGEST_QUOTE,
    )
    at = Line(
        lazy_gettext("Time in the recording"),
        description=lazy_gettext("As the transcript shows it, such as 12:34 or 1:02:10."),
        most=12,
    )
    note = Prose(
        lazy_gettext("What it shows"),
        [OneDirection()],
        description=lazy_gettext("One sentence for readers."),
        most=500,
    )

    def __init__(self, items: Sequence[EvidenceItem], version: Version | None, **rest: Any) -> None:
        super().__init__(**rest)
        self.items = {str(item.id): item for item in items}
        self.clauses = version.texts if version else {}
        self.item.choices = [
            SelectChoice("", gettext("Choose one")),
            *(SelectChoice(key, excerpt(item.title, 100)) for key, item in self.items.items()),
        ]
        self.clause.choices = [
            SelectChoice("", gettext("The whole recommendation")),
            *(SelectChoice(key, f"{key}  {excerpt(text, 70)}") for key, text in self.clauses.items()),
        ]

    def validate_item(self, field: SelectField) -> None:
        """One of the assembly's."""
        if field.data not in self.items:
            raise ValidationError(gettext("Choose a piece of evidence from the list."))

    def validate_clause(self, field: SelectField) -> None:
        """One of the text's, or none."""
        if field.data and field.data not in self.clauses:
            raise ValidationError(gettext("This text has no such paragraph. Choose one from the list."))

    def validate_at(self, field: Line) -> None:
        """A time as players show it, if any."""
        if field.data and read_clock(field.data) is None:
            raise ValidationError(gettext("Write the time like 12:34, or 1:02:10 after the first hour."))

    @property
    def place(self) -> Place:
        """Where in the evidence it stands, once the form is valid."""
        return Place(self.quote.data or None, read_clock(self.at.data) if self.at.data else None)

    @property
    def chosen_item(self) -> EvidenceItem:
        """The evidence, once the form is valid."""
        return self.items[self.item.data]
