"""What an administrator writes about an organisation."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import EmailField, ValidationError
from wtforms.validators import Email, Optional

from app.core.forms import Line, PlainCharacters, Prose, StaffForm, WholeNumber
from app.core.required import Required
from app.core.web_addresses import WebAddress
from app.organisations import accent
from app.organisations.words import OrganisationWords

_GSS = re.compile(r"[ENSW]\d{8}", re.ASCII)
_THREE_LETTERS = re.compile(r"[A-Z]{3}", re.ASCII)


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class OrganisationForm(StaffForm):
    """A council or partnership."""

    name = Line(
        lazy_gettext("Name"),
        [Required(lazy_gettext("Write the organisation’s name."))],
        description=lazy_gettext("In full, for example Fenbury Borough Council."),
    )
    accent = Line(
        lazy_gettext("Colour"),
        description=lazy_gettext(
            "One colour of the council’s own as six figures, for example #0E4B3E. It paints the top of the page,"
            " links and buttons. If white text on it would be hard to read, we darken it and tell you."
        ),
        most=20,
    )
    email = EmailField(
        lazy_gettext("Email address for residents"),
        [Optional(), PlainCharacters(), Email(lazy_gettext("Write an address such as name@example.org."))],
        filters=[_stripped],
    )
    phone = Line(lazy_gettext("Telephone for residents"), most=80)
    postal_address = Prose(lazy_gettext("Postal address"), most=500)
    website = WebAddress(lazy_gettext("Website"))
    local_authority_code = Line(
        lazy_gettext("Local authority code"),
        description=lazy_gettext("Three letters from mySociety’s list, for example CAM."),
        most=3,
    )
    gss_code = Line(
        lazy_gettext("GSS code"),
        description=lazy_gettext("One letter and eight figures, from the Office for National Statistics."),
        most=9,
    )
    population = WholeNumber(lazy_gettext("Number of residents"), most=100_000_000)

    def validate_accent(self, field: Line) -> None:
        """Six hexadecimal figures, or three."""
        try:
            accent.parse(field.data or "#000")
        except accent.NotAColour:
            raise ValidationError(gettext("Write the colour as six figures, for example #0E4B3E.")) from None

    def validate_email(self, field: EmailField) -> None:
        """No longer than an address can be."""
        if len(field.data or "") > 254:
            raise ValidationError(gettext("This email address is too long."))

    def validate_local_authority_code(self, field: Line) -> None:
        """Three letters."""
        if field.data and not _THREE_LETTERS.fullmatch(field.data.upper()):
            raise ValidationError(gettext("The code has three letters, for example CAM."))

    def validate_gss_code(self, field: Line) -> None:
        """Country letter and eight figures."""
        if field.data and not _GSS.fullmatch(field.data.upper()):
            raise ValidationError(gettext("The code has a letter and eight figures, for example E07000008."))

    def words(self) -> OrganisationWords:
        """What was typed, in the terms of the service."""
        return OrganisationWords(
            name=self.name.data or "",
            local_authority_code=(self.local_authority_code.data or "").upper() or None,
            gss_code=(self.gss_code.data or "").upper() or None,
            accent=self.accent.data or None,
            email=self.email.data or None,
            phone=self.phone.data or None,
            postal_address=self.postal_address.data or None,
            website=self.website.data or None,
            population=self.population.data,
        )
