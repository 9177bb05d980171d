"""What must be filled in: sent at all, and more than blanks."""

from __future__ import annotations

from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.core.text import says_something


def _is_blank(data: Any) -> bool:
    if isinstance(data, int) and not isinstance(data, bool):
        # None at all is a number too; a box that is not ticked is none.
        return False
    return not says_something(data) if isinstance(data, str) else not data


class Required:
    """Refuse a field that was not sent, is empty, or holds blanks alone.

    WTForms' InputRequired lets blanks pass; its DataRequired takes what the form began with for what was sent.
    """

    def __init__(self, message: Any) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, form: BaseForm, field: Field) -> None:
        data = field.data
        # What could not be read has a message of its own.
        if not field.raw_data or (_is_blank(data) and not field.process_errors):
            field.errors = []
            raise StopValidation(str(self.message))
