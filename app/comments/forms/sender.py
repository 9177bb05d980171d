"""What comments and questions ask alike of whoever sends them: a name to show, and an address that is never shown."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, Field, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import Email, Optional

from app.assemblies.models import Assembly
from app.comments.models import Coming
from app.comments.organisers_names import refuse_organisers_name
from app.core import networks
from app.core.errors import WrongField
from app.core.forms import LONGEST_MAIL_ADDRESS, Length, Line, PlainCharacters, PublicForm
from app.core.required import Required
from app.core.text import says_something, tidy

LONGEST_NAME = 80


def stripped(value: Any) -> Any:
    """What was typed without the space around it."""
    return tidy(value) if isinstance(value, str) else value


class ShownName(Line):
    """A name that is shown. One of characters that nobody sees is no name."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, if anything can be seen of it."""
        super().process_formdata([typed for typed in valuelist if says_something(typed)])


def shown_name(hint: Any) -> Line:
    """The field of a name that is shown, if it is given."""
    return ShownName(lazy_gettext("Your name"), description=hint, most=LONGEST_NAME)


class NoOrganisersName:
    """Refuse a name with which a resident would seem to speak for those who run the assembly, as the services do."""

    def __init__(self, assembly: Assembly | None) -> None:
        self.assembly = assembly

    def __call__(self, form: BaseForm, field: Field) -> None:
        try:
            refuse_organisers_name(field.data, self.assembly)
        except WrongField as refusal:
            raise ValidationError(refusal.message) from None


def keep_apart(field: Field, assembly: Assembly | None) -> None:
    """Let a field of a shown name take no name of the organisers. Call it once the form is made."""
    field.validators = [*field.validators, NoOrganisersName(assembly)]


def address() -> EmailField:
    """The field of an email address."""
    return EmailField(lazy_gettext("Your email address"), filters=[stripped])


class SenderForm(PublicForm):
    """A form whose address is compulsory where the assembly wants it confirmed."""

    email: EmailField
    checked_for: Any = ""

    @property
    def coming(self) -> Coming:
        """How it was sent."""
        return Coming(self.seconds_open, networks.known_network())

    def ask_for_address(self, is_compulsory: bool) -> None:
        """Say what the address is for, and check it. Call it once the form is made."""
        self.confirms = is_compulsory
        wrong = gettext("Enter an email address like name@example.com.")
        checks: list[Any] = [Length(LONGEST_MAIL_ADDRESS), PlainCharacters(), Email(message=wrong)]
        if is_compulsory:
            self.email.description = str(self.checked_for)
            self.email.validators = [Required(gettext("Enter your email address.")), *checks]
        else:
            self.email.description = gettext("It is never shown. It helps us to count each person once.")
            self.email.validators = [Optional(), *checks]
        self.email.flags.required = is_compulsory
