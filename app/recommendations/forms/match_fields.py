"""The fields of the form that says which former paragraph each one of a draft is, and how they were read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.form import BaseForm
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import OneDirection, Prose
from app.core.text import excerpt
from app.recommendations.models import Version

NEW, IS, SPLIT, GOES, ABOVE = "new", "is:", "split:", "", "above"
LONGEST_NOTE = 1_000
SHOWN = 50
Choices = list[tuple[str, str]]


def choices_of_former(former: Version) -> Choices:
    """What a paragraph of the draft can be: new, or one of the former text, or split from one."""
    is_one = [(IS + key, words) for key, words in former_ones(former.texts)]
    texts = [(key, excerpt(text, SHOWN)) for key, text in former.texts.items()]
    is_part = [
        (SPLIT + key, gettext("New, split from %(key)s: %(words)s", key=key, words=words))
        for key, words in texts
    ]
    return [(NEW, gettext("A new paragraph")), *is_one, *is_part]


def former_ones(texts: Mapping[str, str]) -> Choices:
    """Former paragraphs, each with its first words."""
    return [
        (key, gettext("Former %(key)s: %(words)s", key=key, words=excerpt(text, SHOWN)))
        for key, text in texts.items()
    ]


def choices_of_draft(draft: Version) -> Choices:
    """What becomes of a former paragraph that goes."""
    texts = [(place, excerpt(clause.text, SHOWN)) for place, clause in enumerate(draft.clauses)]
    into = [
        (str(place), gettext("Its words are in number %(place)s: %(words)s", place=place + 1, words=words))
        for place, words in texts
    ]
    return [(GOES, gettext("It just goes")), (ABOVE, _as_said_above()), *into]


def _as_said_above() -> str:
    return str(gettext("Its words are where the paragraphs above say so"))


def which_one(place: int, choices: Choices) -> Any:
    """Which former paragraph the one at a place of the draft is."""
    return one_of(gettext("Which paragraph is number %(place)s?", place=place + 1), choices)


def one_of(label: str, choices: Choices, default: str | None = None) -> Any:
    """A list of which one must be chosen."""
    values = {value for value, _ in choices}

    def one_of_them(_form: BaseForm, field: Field) -> None:
        if field.data not in values:
            raise ValidationError(gettext("Choose one from the list."))

    return SelectField(
        label,
        [one_of_them],
        choices=[SelectChoice(*choice) for choice in choices],
        default=default,
        validate_choice=False,
    )


def also_of(place: int, choices: Choices) -> Any:
    """Further former paragraphs of which one holds words, to be kept or denied."""
    return SelectMultipleField(
        gettext("Number %(place)s also holds words of", place=place + 1),
        choices=[SelectChoice(*choice) for choice in choices],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )


def why_changed(place: int) -> Any:
    """For readers: why the paragraph at a place of the draft changed."""
    return note_of(gettext("Why number %(place)s changed", place=place + 1))


def note_of(label: str) -> Any:
    """Some words for readers."""
    return Prose(label, [OneDirection()], most=LONGEST_NOTE)


# ---- As they were sent, where the texts are not at hand ----


def fields_as_sent(sent: MultiDict[str, str]) -> dict[str, Any]:
    """The fields by their names in what was sent, told by numbers alone, to give the choices and notes back."""
    fields: dict[str, Any] = {}
    for name in sent:
        part, _, number = name.rpartition("_")
        if _is_place(number):
            fields[name] = _as_sent(part, int(number), sent.getlist(name))
    return {name: field for name, field in fields.items() if field is not None}


def _is_place(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 4


def _as_sent(part: str, place: int, values: list[str]) -> Any:
    match part:
        case "match":
            return which_one(place, [(value, _one_in_short(value)) for value in values])
        case "also":
            return also_of(place, [(key, gettext("Former %(key)s", key=key)) for key in values])
        case "note":
            return why_changed(place)
        case "gone":
            label = gettext("What becomes of number %(place)s of the former text?", place=place + 1)
            return one_of(label, [(value, _goal_in_short(value)) for value in values])
        case "gone_note":
            return note_of(gettext("Why number %(place)s of the former text goes", place=place + 1))
    return None


def _one_in_short(value: str) -> str:
    if value == NEW:
        return str(gettext("A new paragraph"))
    if value.startswith(SPLIT):
        return str(gettext("New, split from %(key)s", key=value.removeprefix(SPLIT)))
    return str(gettext("Former %(key)s", key=value.removeprefix(IS)))


def _goal_in_short(value: str) -> str:
    if _is_place(value):
        return str(gettext("Its words are in number %(place)s", place=int(value) + 1))
    return _as_said_above() if value == ABOVE else value
