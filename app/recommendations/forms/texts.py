"""What officers write: the text of a recommendation, and whether it is published."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import Field, HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.forms import Line, OnceForm, OneDirection, Prose, StaffForm
from app.core.required import Required
from app.recommendations.matching import MOST_CLAUSES
from app.recommendations.models import Version, VersionStage
from app.recommendations.wording import begun_from
from app.recommendations.written import as_markdown, paragraphs_of

LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
STAGES = {
    VersionStage.DRAFT: lazy_gettext("A draft. Residents can comment on it while the consultation is open."),
    VersionStage.FINAL: lazy_gettext("The members’ final text. The council answers it."),
}


class StageForm(StaffForm):
    """Whether a text that replaces another one is a draft or final, and what changed."""

    stage = RadioField(
        lazy_gettext("What is this?"),
        choices=[SelectChoice(stage.value, label) for stage, label in STAGES.items()],
        default=VersionStage.DRAFT.value,
        validate_choice=False,
    )
    change_note = Prose(
        lazy_gettext("What changed, and why"),
        [OneDirection()],
        description=lazy_gettext("Readers see this beside the text. Two or three sentences are enough."),
        most=2000,
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        # They stand below the texts, so their errors are listed last too.
        for name in ("stage", "change_note"):
            self._fields[name] = self._fields.pop(name)

    def validate_stage(self, field: RadioField) -> None:
        """One of the two."""
        if field.data not in {stage.value for stage in VersionStage}:
            raise ValidationError(gettext("Choose whether this is a draft or the final text."))


def check_paragraphs(field: Field) -> None:
    """Raise ValidationError where a text has no paragraph, or too many for a page."""
    number = len(paragraphs_of(field.data or ""))
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


class VersionForm(StageForm):
    """The title and the text of a version, as one text whose paragraphs are parted by blank lines."""

    title = Line(
        lazy_gettext("Title"),
        [Required(lazy_gettext("Write the title.")), OneDirection()],
        description=lazy_gettext("Say what is to happen, in one short sentence."),
        most=LONGEST_TITLE,
    )
    paragraphs = Prose(
        lazy_gettext("Text"),
        [Required(lazy_gettext("Write the text of the recommendation.")), OneDirection()],
        description=lazy_gettext(
            "Leave a blank line between paragraphs. Each gets a number, and residents comment on it. You can use"
            " Markdown: short lists stay with their sentence, links show their address, bold words become plain."
        ),
        most=LONGEST_TEXT,
    )
    # What the officer began from, be it no draft at all, so that a colleague's words are not overwritten unread.
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
            "paragraphs": as_markdown([clause.text for clause in begun.clauses]),
            "stage": begun.stage,
            "change_note": draft.change_note if draft else "",
            "seen": begun_from(former, draft),
        }

    def validate_paragraphs(self, field: Prose) -> None:
        """Blanks alone are no text; and a recommendation is a page, not a book."""
        check_paragraphs(field)

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


class NewForm(OnceForm, VersionForm):
    """The title and the text of a recommendation that is begun."""


class DiscardForm(OnceForm):
    """A button that throws away exactly the draft that was looked at."""

    seen = HiddenField()


class PublishForm(StaffForm):
    """A button that publishes exactly the text that stands above it."""

    seen = HiddenField()
