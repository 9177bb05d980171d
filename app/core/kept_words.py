"""What a person typed, under the labels of their form, for the page that gives it back.

A form makes itself known when it is made. Where none was made, since the person was signed out or the site broke
before, the form that has these fields tells the labels. A form whose fields are numbered says what those were called
by a function of its own, `fields_as_sent`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from inspect import unwrap
from typing import Any

from flask import current_app, g, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from wtforms import BooleanField, Field, Form, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.form import BaseForm

from app.core.form_rendering import DateParts

# What is never shown again, because it is a secret or a tool of the form; `act` is the button that was pressed.
_NOT_KEPT = re.compile(r"csrf_token|.*password.*|code|honeypot|next|seen|once|reply_to|act")


def remember(form: BaseForm) -> None:
    """Let the labels and choices of this form be found, should its words have to be given back."""
    g.setdefault("forms", []).append(form)


def kept_words() -> list[tuple[str, str]]:
    """Every non-empty text of the form that was sent, as (label, text), for the person to copy.

    What was chosen from a list stands there as it was read, and a date in one piece.
    """
    try:
        sent = list(request.form.items(multi=True))
    except HTTPException:
        # Too large, or cut off on its way.
        return []
    typed = [(name, value) for name, value in sent if value.strip() and not _NOT_KEPT.fullmatch(name)]
    fields = _fields_sent({name for name, _ in sent})
    kept: list[tuple[str, str]] = []
    together: dict[str, int] = {}
    for name, value in typed:
        field = fields.get(name)
        if field is None:
            kept.append((re.sub("[_-]", " ", name).capitalize(), value))
        elif field.name in together:
            label, before = kept[together[field.name]]
            between, read = " " if isinstance(field, DateParts) else "\n", _as_read(field, value)
            if read != _unreadable():
                kept[together[field.name]] = (label, f"{before}{between}{read}")
        elif not _is_a_tool(field):
            if isinstance(field, DateParts | SelectMultipleField):
                together[field.name] = len(kept)
            kept.append((str(field.label.text), _as_read(field, value)))
    return kept


def _is_a_tool(field: Field) -> bool:
    """A hidden field without a label of its own: nobody typed it."""
    unlabelled = field.name.replace("_", " ").title()
    return isinstance(field, HiddenField) and str(field.label.text) == unlabelled


def _as_read(field: Field, value: str) -> str:
    """A value as the person read it in the form."""
    if isinstance(field, BooleanField):
        return str(gettext("Yes"))
    if isinstance(field, DateParts):
        return field.as_read(value)
    if not isinstance(field, SelectField | SelectMultipleField | RadioField):
        return value
    choices: Any = field.choices or ()
    labels = {str(choice.value): str(choice.label) for choice in choices}
    # A number from a list that only the signed-in read says nothing to the person who chose it.
    return labels.get(value) or (_unreadable() if value.isdigit() else value)


def _unreadable() -> str:
    return str(gettext("You chose from a list here. Choose again."))


# ---- Which fields these are ----


def _inputs(name: str, kind: type[Field]) -> list[str]:
    """The names under which a field is sent."""
    return [f"{name}-{part}" for part in kind.parts] if issubclass(kind, DateParts) else [name]


def _fields_sent(names: set[str]) -> dict[str, Field]:
    """The field of each input that was sent, as far as a form of the site has it."""
    fields: dict[str, Field] = {}
    for form in (*g.get("forms", ()), _form_with(names)):
        here = {each: field for field in form for each in _inputs(field.name, type(field))}
        if not fields.keys() & names:
            fields |= here
    return fields


def _form_with(names: set[str]) -> BaseForm:
    """A form, to read its labels from: of all that the site has, the one that fits these names best.

    Several forms have a field "reason", each with a label of its own; then it is one that the view's module knows.
    """
    view = unwrap(current_app.view_functions.get(request.endpoint or "", _form_with))
    beside_the_view = [each for each in vars(sys.modules[view.__module__]).values() if isinstance(each, type)]

    def fit(form: type[Form]) -> tuple[int, bool, int]:
        # What is hidden in one form may be what people type in another: it tells nothing of which form this is.
        inputs = {
            each
            for name, field in _fields_of(form).items()
            if not issubclass(field.field_class, HiddenField)
            for each in _inputs(name, field.field_class)
        }
        return len(inputs & names), form in beside_the_view, -len(inputs)

    form = max(_every_form(), key=fit)
    numbered = getattr(form, "fields_as_sent", None)
    return BaseForm(_fields_of(form) | (numbered(request.form) if numbered else {}))


def _every_form(below: type[Form] = Form) -> Iterator[type[Form]]:
    for each in below.__subclasses__():
        yield each
        yield from _every_form(each)


def _fields_of(form: type[Form]) -> dict[str, Any]:
    """The fields of a kind of form, not bound to any one form yet."""
    known = {name: getattr(form, name) for name in dir(form) if not name.startswith("_")}
    return {name: each for name, each in known.items() if hasattr(each, "_formfield")}
