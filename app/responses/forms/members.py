"""What officers fill in to invite an assembly's members to the counter-check, and to end a link."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, ValidationError
from wtforms.validators import Email, Optional

from app.core.forms import (
    LONGEST_MAIL_ADDRESS,
    Length,
    OnceForm,
    PlainCharacters,
    Prose,
    StaffForm,
    WholeNumber,
)
from app.core.required import Required
from app.core.text import tidy

MOST_PRINTED = 200
# So many mistakes are told at once; the others come when these are put right.
MOST_TOLD = 10
# "Ann Reid <ann@example.org>", as mail programs copy it.
_NAMED = re.compile(r"<([^<>]*)>[\s,;]*$")


def _address_in(line: str) -> str:
    """The address of a line, without the name before it and what parts it from the next."""
    named = _NAMED.search(line)
    return (named[1] if named else line).strip(" \t,;").lower()


def _is_address(text: str) -> bool:
    if len(text) > LONGEST_MAIL_ADDRESS:
        return False
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


class InviteForm(StaffForm):
    """The addresses of members, one a line."""

    addresses = Prose(
        lazy_gettext("Email addresses of the members"),
        [Required(lazy_gettext("Write at least one address."))],
        description=lazy_gettext("One a line. Nobody sees them again once they are sent, not even you."),
        most=20_000,
    )

    @property
    def emails(self) -> list[str]:
        """The addresses, once the form is valid."""
        return [email for _, email in self._lines()]

    def _lines(self) -> list[tuple[int, str]]:
        lines = enumerate((self.addresses.data or "").splitlines(), start=1)
        return [(number, _address_in(line)) for number, line in lines if line.strip(" \t,;")]

    def validate_addresses(self, field: Prose) -> None:
        """Each is an address, and none comes twice."""
        seen: dict[str, int] = {}
        mistakes = []
        for number, email in self._lines():
            if not _is_address(email):
                mistakes.append(gettext("Line %(number)d is not an email address.", number=number))
            elif email in seen:
                mistakes.append(
                    gettext(
                        "Line %(number)d is the same as line %(first)d.", number=number, first=seen[email]
                    )
                )
            seen.setdefault(email, number)
        if mistakes:
            raise ValidationError(" ".join(mistakes[:MOST_TOLD]))


class PrintForm(OnceForm):
    """How many links to print."""

    links = WholeNumber(
        lazy_gettext("How many links"),
        [Required(lazy_gettext("Write how many links you need."))],
        most=MOST_PRINTED,
        least=1,
    )


class EndPrintedForm(StaffForm):
    """The number of a printed link that went astray."""

    number = WholeNumber(
        lazy_gettext("Number of the link"),
        [Required(lazy_gettext("Write the number that stands on the sheet."))],
        most=1_000_000,
        least=1,
    )


class SentLinkForm(StaffForm):
    """The address of a member whose link is sent again, or ends."""

    email = EmailField(
        lazy_gettext("The member’s email address"),
        [
            Required(lazy_gettext("Write the member’s email address.")),
            Length(LONGEST_MAIL_ADDRESS),
            PlainCharacters(),
            Email(message=lazy_gettext("Enter an email address like name@example.com.")),
        ],
        filters=[lambda value: tidy(value) if isinstance(value, str) else value],
    )


class ReplaceSentForm(SentLinkForm):
    """The address of a member whose link is replaced, and the right one if it went to somebody else."""

    right_email = EmailField(
        lazy_gettext("The right address, if it went to the wrong one"),
        [
            Optional(),
            Length(LONGEST_MAIL_ADDRESS),
            PlainCharacters(),
            Email(message=lazy_gettext("Enter an email address like name@example.com.")),
        ],
        filters=[lambda value: tidy(value) if isinstance(value, str) else value],
    )


class ReplacePrintedForm(OnceForm, EndPrintedForm):
    """The number of a printed link in whose place another is shown."""


class ReminderForm(StaffForm):
    """One button: write again to whoever has said nothing yet."""
