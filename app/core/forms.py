"""Two kinds of form: those for everybody, which carry a single-use token and need no cookie, and those of signed-in
staff, whose token is bound to the session. Both tidy what people type and refuse what cannot be kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form, HiddenField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from app.core import clock, form_tokens
from app.core.errors import Stale, WrongField
from app.core.kept_words import remember
from app.core.text import has_control_characters, tidy, turns_direction

LONGEST_LINE = 200
# The longest address that mail can be sent to (RFC 5321).
LONGEST_MAIL_ADDRESS = 254


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


def _on_one_line(value: Any) -> Any:
    """A browser sends no line end from a one-line field, but a program may; titles and headers hold none."""
    return " ".join(re.split(r"[ \t\n]+", tidy(value))) if isinstance(value, str) else value


class OfAnyField(str):
    """A message that fits any field, so the summary above the form says which it is about."""

    names_no_field = True


class Length:
    """Between `least` and `most` code points, counted after tidying, so that a line end counts once everywhere.

    What is too long is looked at no further: the checks that follow may take their time over each character.
    """

    def __init__(self, most: int, least: int = 0) -> None:
        self.most = most
        self.least = least
        self.field_flags = {"maxlength": most} if most <= LONGEST_LINE else {}

    def __call__(self, form: Form, field: Field) -> None:
        count = len(field.data or "")
        if count > self.most:
            over = count - self.most
            raise StopValidation(
                OfAnyField(
                    ngettext(
                        "This is %(over)s character too long. You can use up to %(most)s.",
                        "This is %(over)s characters too long. You can use up to %(most)s.",
                        over,
                        over=f"{over:,}",
                        most=f"{self.most:,}",
                    )
                )
            )
        if count < self.least:
            raise ValidationError(gettext("Use at least %(least)s characters.", least=self.least))


class PlainCharacters:
    """Refuse NUL and other control characters, which no keyboard sends and no database keeps alike."""

    def __call__(self, form: Form, field: Field) -> None:
        if has_control_characters(field.data or ""):
            raise ValidationError(
                OfAnyField(
                    gettext(
                        "There are hidden control characters in this text."
                        " Type it again, or paste it as plain text."
                    )
                )
            )


class OneDirection:
    """Refuse signs that turn the words around them: what officers name and write stands amid other people's words."""

    def __call__(self, form: Form, field: Field) -> None:
        if turns_direction(field.data or ""):
            raise ValidationError(
                OfAnyField(
                    gettext("There are hidden signs in this text that turn the words around. Type it again.")
                )
            )


class Line(StringField):
    """One line of text, tidied, without control characters, of at most `most` code points."""

    def __init__(
        self, label: Any = None, validators: Iterable[Any] = (), most: int = LONGEST_LINE, **rest: Any
    ) -> None:
        checks = [*validators, Length(most), PlainCharacters()]
        super().__init__(label, checks, filters=[_on_one_line], **rest)


class Prose(TextAreaField):
    """A longer text, tidied, without control characters, of at most `most` code points."""

    def __init__(
        self, label: Any = None, validators: Iterable[Any] = (), most: int = 5000, **rest: Any
    ) -> None:
        self.most = most
        super().__init__(label, [*validators, Length(most), PlainCharacters()], filters=[_tidied], **rest)


class WholeNumber(Field):
    """A count from `least` to `most`. `data` is an `int` or None; commas and spaces in large numbers are understood."""

    widget = TextInput()

    def __init__(
        self,
        label: Any = None,
        validators: Iterable[Any] = (),
        most: int = 1_000_000_000,
        least: int = 0,
        **rest: Any,
    ) -> None:
        self.least_allowed, self.most_allowed = least, most
        super().__init__(label, list(validators), **rest)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the first value sent. Nothing typed is no number."""
        typed = tidy(valuelist[0]) if valuelist else ""
        self.raw_data = [typed] if typed else []
        figures = self.figures(typed)
        self.data = int(figures) if figures.isascii() and figures.isdigit() and len(figures) < 16 else None
        if typed and (self.data is None or not self.least_allowed <= self.data <= self.most_allowed):
            self.data = None
            raise ValueError(OfAnyField(self.refusal()))

    def figures(self, typed: str) -> str:
        """The figures alone, of what was typed."""
        return typed.replace(",", "").replace(" ", "")

    def refusal(self) -> str:
        """What is asked for, where something else was typed."""
        return str(
            gettext(
                "Write a whole number from %(least)s to %(most)s.",
                least=f"{self.least_allowed:,}",
                most=f"{self.most_allowed:,}",
            )
        )

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


def _refuse_doubled(form: BaseForm) -> bool:
    """Refuse a field that came more than once with different values, and give both back: which one was meant, only
    the person knows. Returns whether there was none. Fields made for several values are left alone."""
    sound = True
    for field in form:
        values = list(dict.fromkeys(request.form.getlist(field.name)))
        if len(values) < 2 or field.name == "csrf_token" or isinstance(field, SelectMultipleField):
            continue
        if isinstance(field, StringField):
            field.data = "\n\n".join(values)
        field.errors = [
            *field.errors,
            OfAnyField(gettext("This came twice, with different words. Leave what you meant.")),
        ]
        sound = False
    return sound


def _digest(form: BaseForm) -> str:
    """A digest of all that was sent, but for the form's own tools."""
    fields = sorted((field.name, field.data) for field in form if field.name not in ("csrf_token", "once"))
    return form_tokens.digest_of(f"{name}={data}" for name, data in fields)


class PublicForm(Form):
    """A form for everybody. Its token is checked first, by `accepted_nonce`, since a stale form is not a wrong one."""

    csrf_token = HiddenField(lazy_gettext("Form token"))

    def __init__(self, purpose: str, sent: MultiDict[str, str] | None = None, **rest: Any) -> None:
        super().__init__(sent, **rest)
        self.purpose = purpose
        self.sent_token = str(self.csrf_token.data or "")
        self.opened_at = form_tokens.opened_at(purpose, self.sent_token)
        # Whatever comes back to the person carries a token that works.
        self.csrf_token.data = form_tokens.issue(purpose, self.opened_at)
        remember(self)

    def validate(self, *args: Any, **rest: Any) -> bool:
        """Whether every field is right, and none came doubled."""
        sound = bool(super().validate(*args, **rest))
        return _refuse_doubled(self) and sound

    def accepted_nonce(self) -> str:
        """The single-use key of this form. Raises Stale if the token is forged, foreign or too old."""
        return form_tokens.check(self.purpose, self.sent_token)

    def digest(self) -> str:
        """A digest of all that was sent, but for the token."""
        return _digest(self)

    @property
    def seconds_open(self) -> int | None:
        """For how long the person had it open, with all the times that it came back; None of a forged one."""
        if self.opened_at is None:
            return None
        return max(0, int((clock.now() - self.opened_at).total_seconds()))


class ButtonForm(PublicForm):
    """A page with one button: confirming, agreeing, unsubscribing."""


class StaffForm(FlaskForm):
    """A form of a signed-in person; flask-wtf binds its token to the session.

    `also` are fields that this one form has beside those of its class, by name: some for each row of a list.
    """

    _unbound_fields: Any

    def __init__(self, *args: Any, also: Mapping[str, Any] = MappingProxyType({}), **rest: Any) -> None:
        # WTForms makes the fields of a form from here.
        self._unbound_fields = [*(self._unbound_fields or ()), *also.items()]
        super().__init__(*args, **rest)
        remember(self)

    def accepted(self) -> bool:
        """Whether the fields are right. Raises Stale, which gives the words back, if the token is foreign."""
        valid = bool(self.validate())
        sound = _refuse_doubled(self) and valid
        if "csrf_token" in self.errors:
            # The refusal says it in words for people.
            self["csrf_token"].errors = []
            raise Stale(gettext("You were signed out, or this page was open too long. Your words are below."))
        return sound

    def show(self, refusal: WrongField) -> None:
        """Put the message of a refusal at its field, for a page that is shown again with everything typed."""
        self[refusal.field].errors = [refusal.message]


class OnceForm(StaffForm):
    """A form of a signed-in person that makes something. Sent twice, by a double click or by going back and sending it
    again, it makes it once."""

    once = HiddenField()

    def __init__(self, *args: Any, at: str | None = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self._sent = str(self.once.data or "")
        # The page that makes one kind of thing in one place is the purpose: this one, unless the form is sent to
        # another (`at`). What comes back may be sent once more.
        self._purpose = f"once:{at or request.path}"
        self.once.data = form_tokens.issue(self._purpose)

    def make_once(self, make: Callable[[], str]) -> str:
        """Make what the form asks for, unless it has done so already.

        Takes what makes it and returns its address. Returns that address, or the one of what was made first. Raises
        Stale if the form is too old, and SentBefore if it was sent with other words.
        """
        return form_tokens.once(form_tokens.check(self._purpose, self._sent), _digest(self), make)

    def give_back(self, stale: Stale) -> None:
        """Let the page that is shown again say why, with a link to what was made before."""
        if isinstance(stale, form_tokens.SentBefore):
            stale = form_tokens.SentBefore(
                gettext(
                    "You sent this form before, and what you wrote then is saved. Change it there. Or send this again,"
                    " to make a second one."
                ),
                stale.leads_to,
            )
        self.form_errors.append(stale)


def posted() -> MultiDict[str, str]:
    """What was sent, once per name: where a field comes doubled, the first counts."""
    return MultiDict(request.form.to_dict(flat=True))
