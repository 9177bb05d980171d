"""What somebody sends who wants to follow an assembly."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import EmailField
from wtforms.validators import Email

from app.core.forms import LONGEST_MAIL_ADDRESS, Length, PlainCharacters, PublicForm
from app.core.required import Required
from app.core.text import tidy


def _tidied(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value


class FollowForm(PublicForm):
    """An e-mail address, and nothing else."""

    email = EmailField(
        lazy_gettext("Your email address"),
        [
            Required(lazy_gettext("Enter your email address.")),
            Length(LONGEST_MAIL_ADDRESS),
            PlainCharacters(),
            Email(message=lazy_gettext("Enter an email address like name@example.com.")),
        ],
        filters=[_tidied],
        description=lazy_gettext("We use it for these emails alone, and nobody else sees it."),
    )
