"""What analysts fill in about themes: words, order, which comments belong, what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core.errors import Refused
from app.core.forms import Line, OnceForm, OneDirection, Prose, StaffForm
from app.core.required import Required
from app.core.row_numbers import row_number
from app.dispositions.acts import Act
from app.dispositions.forms.dispositions import OUTCOMES
from app.dispositions.models import Disposition, DispositionOutcome, Theme

LONGEST_NAME = 80
NEW = "new"


def _name_and_answer(name: str, answer: Disposition) -> str:
    """A theme in a list to choose from that was answered: "Loading bays (answered: Noted)"."""
    outcome = OUTCOMES[DispositionOutcome(answer.outcome)]
    return str(gettext("%(name)s (answered: %(outcome)s)", name=name, outcome=outcome))


def _name(**rest: Any) -> Line:
    return Line(
        lazy_gettext("Name"),
        [Required(lazy_gettext("Write the name of the theme.")), OneDirection()],
        description=lazy_gettext("A few words that say what the comments are about, such as: Loading bays."),
        most=LONGEST_NAME,
        **rest,
    )


def _description() -> Prose:
    return Prose(
        lazy_gettext("What belongs under it"),
        [OneDirection()],
        description=lazy_gettext("For you and your colleagues: what belongs here and what does not."),
        most=1000,
    )


class NewThemeForm(OnceForm):
    """A new theme."""

    name = _name()
    description = _description()


class EditThemeForm(StaffForm):
    """Other words for a theme."""

    name = _name()
    description = _description()
    # What the officer began from, so that a colleague's words are not overwritten unread.
    seen = HiddenField()

    def __init__(self, theme: Theme, seen: str) -> None:
        super().__init__(data={"name": theme.name, "description": theme.description, "seen": seen})

    def give_back(self, refusal: Refused, seen: str) -> None:
        """Let the page that is shown again say why. Whoever has read it may save after all."""
        self.form_errors.append(refusal)
        self.seen.data = seen


class SummaryForm(StaffForm):
    """What the comments under a theme say, for everybody."""

    summary = Prose(
        lazy_gettext("What these comments say"),
        description=lazy_gettext(
            "For everybody, in your own words. Say what people want and why, and where they differ. Leave a blank"
            " line between paragraphs."
        ),
        most=3000,
    )
    seen = HiddenField()

    def __init__(self, theme: Theme, seen: str) -> None:
        super().__init__(data={"summary": theme.summary, "seen": seen})

    def give_back(self, refusal: Refused, seen: str) -> None:
        """Let the page that is shown again say why. Whoever has read it may save after all."""
        self.form_errors.append(refusal)
        self.seen.data = seen


class MoveForm(StaffForm):
    """One place up, or one place down."""

    to = HiddenField()

    @property
    def steps(self) -> int:
        return -1 if self.to.data == "up" else 1


class MergeForm(StaffForm):
    """Merge into a theme, as the summary above the button says."""

    seen = HiddenField()


def _without_nonsense(numbers: Sequence[int | None] | None) -> list[int]:
    """What is no number of a row ticks nothing."""
    return [number for number in numbers or () if number is not None]


class LabelForm(StaffForm):
    """Which comments, which theme, and what to do. The button that was pressed says the last."""

    comments = SelectMultipleField(
        lazy_gettext("Ticked comments"),
        coerce=row_number,
        filters=[_without_nonsense],
        validate_choice=False,
    )
    to = SelectField(lazy_gettext("Theme"), validate_choice=False)
    name = Line(
        lazy_gettext("Name of the new theme"),
        [OneDirection()],
        description=lazy_gettext("Only if you chose a new theme."),
        most=LONGEST_NAME,
    )

    def __init__(
        self, themes: Sequence[Theme], to: str = "", name: str = "", gone: str = "", **rest: Any
    ) -> None:
        """Takes the themes to choose from, and why the one that was chosen is not among them any more, if it was."""
        super().__init__(data={"to": to, "name": name}, **rest)
        self.gone = gone
        self.themes = {str(theme.id): theme for theme in themes}
        self._offered = {key: SelectChoice(key, theme.name) for key, theme in self.themes.items()}
        self.to.choices = [
            SelectChoice("", gettext("Choose one")),
            *self._offered.values(),
            SelectChoice(NEW, gettext("A new theme")),
        ]
        pressed, _, scope = request.form.get("act", "").partition("-")
        self.act = Act(pressed) if pressed in set(Act) else Act.ADD
        self.is_for_all = scope == "all"

    def mark_answered(self, answers: Mapping[int, Disposition]) -> None:
        """Say beside each theme whether it has an answer: what comes under it gets that, for everybody to read.

        Takes the answers in force, by the id of their theme.
        """
        if answers:
            self.to.description = gettext(
                "A comment gets the answer of an answered theme at once. We write to its author."
            )
        for key, theme in self.themes.items():
            answer = answers.get(theme.id)
            if answer is not None:
                self._offered[key].label = _name_and_answer(theme.name, answer)

    def validate_comments(self, field: SelectMultipleField) -> None:
        """At least one, unless all are meant."""
        if not field.data and not self.is_for_all:
            raise ValidationError(gettext("Tick at least one comment."))

    def validate_to(self, field: SelectField) -> None:
        """One of the assembly's, or a new one; a comment is not taken out of what is only being made."""
        if field.data not in self.themes and field.data != NEW:
            raise ValidationError(self.gone or gettext("Choose a theme."))
        if field.data == NEW and self.act is Act.TAKE:
            raise ValidationError(gettext("Choose the theme to take away."))

    def validate_name(self, field: Line) -> None:
        """A name for a new theme; and what was typed as one is not overlooked."""
        if self.to.data == NEW and not field.data:
            raise ValidationError(gettext("Write the name of the new theme."))
        if self.to.data != NEW and field.data:
            raise ValidationError(gettext("Choose “A new theme” above, or empty this field."))

    @property
    def chosen(self) -> Theme | None:
        """The theme, once the form is valid; none for a new one, unless one has that name by now."""
        if self.to.data == NEW:
            wanted = (self.name.data or "").casefold()
            return next((each for each in self.themes.values() if each.name.casefold() == wanted), None)
        return self.themes[self.to.data]


class LabelAllForm(StaffForm):
    """A button that does what the summary above it says, with the figures that stand there."""

    seen = HiddenField()
