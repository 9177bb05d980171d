"""Addresses of pages elsewhere that people type: http or https, and nothing that a browser would run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask_babel import gettext
from wtforms import ValidationError
from wtforms.form import BaseForm

from app.core.direction import turns
from app.core.forms import Line
from app.core.text import has_control_characters

LONGEST_ADDRESS = 2000


def is_web_address(text: str) -> bool:
    """Whether the text is a whole address like https://www.example.org/minutes.pdf, without spaces and passwords.

    Nor may it turn the direction of reading: such an address would look like another.
    """
    if (
        len(text) > LONGEST_ADDRESS
        or has_control_characters(text)
        or turns(text)
        or any(letter.isspace() for letter in text)
    ):
        return False
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(host) and "." in (host or "") and "@" not in parts.netloc
    )


class WebAddress(Line):
    """One address of a page elsewhere."""

    def __init__(self, label: Any = None, validators: Iterable[Any] = (), **rest: Any) -> None:
        super().__init__(label, validators, most=LONGEST_ADDRESS, **rest)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what no browser could open, and what it should not."""
        if self.data and not is_web_address(self.data):
            raise ValidationError(
                gettext("Write a whole web address, such as https://www.example.org/minutes.")
            )
