"""What officers write: the text of a recommendation, and the evidence that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, Prose, StaffForm
from app.core.required import Required
from app.core.text import excerpt
from app.evidence.models import EvidenceItem
from app.evidence.transcripts import read_clock
from app.recommendations import matching
from app.recommendations.matching import MOST_CLAUSES
from app.recommendations.models import Version, VersionStage
from app.recommendations.wording import fingerprint
from app.recommendations.words import Place

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
LONGEST_QUOTE = 1_000
STAGES = {
    VersionStage.DRAFT: lazy_gettext("A draft. Residents can comment on it while the consultation is open."),
    VersionStage.FINAL: lazy_gettext("The members’ final text. The council answers it."),
}


class VersionForm(StaffForm):
    """The title and the text of a version, as one text whose paragraphs are parted by blank lines."""

    title = Line(
        lazy_gettext("Title"),
        [Required(lazy_gettext("Write the title."))],
        description=lazy_gettext("Say what is to happen, in one short sentence."),
        most=LONGEST_TITLE,
    )
    paragraphs = Prose(
        lazy_gettext("Text"),
        [Required(lazy_gettext("Write the text of the recommendation."))],
        description=lazy_gettext(
            "Leave a blank line between paragraphs. Each paragraph gets a number, and residents comment on it."
        ),
        most=LONGEST_TEXT,
    )
    stage = RadioField(
        lazy_gettext("What is this?"),
        choices=[SelectChoice(stage.value, label) for stage, label in STAGES.items()],
        default=VersionStage.DRAFT.value,
        validate_choice=False,
    )
    change_note = Prose(
        lazy_gettext("What changed, and why"),
        description=lazy_gettext("Readers see this beside the text. Two or three sentences are enough."),
        most=2000,
    )
    # What the officer began from, so that a colleague's words are not overwritten unread.
    seen = HiddenField()

    def __init__(self, former: Version | None = None, draft: Version | None = None, **rest: Any) -> None:
        super().__init__(data=self._start(former, draft), **rest)
        self.former = former
        if former is None:
            # A first version has nothing to differ from, and members have not seen it before: it is a draft.
            del self.stage, self.change_note
        elif former.stage == VersionStage.FINAL:
            del self.stage

    @staticmethod
    def _start(former: Version | None, draft: Version | None) -> dict[str, Any]:
        """The draft as it is; else the text that counts now, to be changed."""
        begun = draft or former
        if begun is None:
            return {}
        return {
            "title": begun.title,
            "paragraphs": matching.join([clause.text for clause in begun.clauses]),
            "stage": begun.stage,
            "change_note": draft.change_note if draft else "",
            "seen": fingerprint(draft) if draft else "",
        }

    def validate_paragraphs(self, field: Prose) -> None:
        """Blanks alone are no text; and a recommendation is a page, not a book."""
        number = len(matching.part(field.data or ""))
        if not number:
            raise ValidationError(gettext("Write the text of the recommendation."))
        if number > MOST_CLAUSES:
            raise ValidationError(
                gettext(
                    "This has %(number)s paragraphs. Use up to %(most)s.",
                    number=f"{number:,}",
                    most=MOST_CLAUSES,
                )
            )

    def validate_stage(self, field: RadioField) -> None:
        """One of the two."""
        if field.data not in {stage.value for stage in VersionStage}:
            raise ValidationError(gettext("Choose whether this is a draft or the final text."))

    def validate_change_note(self, field: Prose) -> None:
        """Who commented on the former text wants to know what became of it."""
        if not field.data:
            raise ValidationError(gettext("Say what changed against the former text, and why."))

    @property
    def chosen_stage(self) -> VersionStage:
        """Draft or final, once the form is valid. After a final text there is no draft."""
        if "stage" in self:
            return VersionStage(self.stage.data)
        return VersionStage(self.former.stage) if self.former else VersionStage.DRAFT

    @property
    def note(self) -> str | None:
        """What changed, once the form is valid; none for a first version."""
        return self.change_note.data if "change_note" in self else None


class PublishForm(StaffForm):
    """A button that publishes exactly the text that stands above it."""

    seen = HiddenField()


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
        description=lazy_gettext("One sentence for readers."),
        most=500,
    )

    def __init__(self, items: Sequence[EvidenceItem], version: Version | None, **rest: Any) -> None:
        super().__init__(**rest)
        self.items = {str(item.id): item for item in items}
        self.clauses = {clause.key: clause.text for clause in version.clauses} if version else {}
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
