"""What the rules of all that officers write have in common."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from app.core import clock
from app.core.dates import NotADate, parse_due, parse_partial
from app.responses.due import due_moment

# What is wrong, by the field to which it belongs.
Problems = Mapping[str, str]


def is_empty(text: str | None) -> bool:
    return not (text or "").strip()


def is_date(text: str) -> bool:
    try:
        parse_partial(text)
    except NotADate:
        return False
    return True


def is_due_date(text: str) -> bool:
    """Whether something can be due then: a day, a month, a quarter or a year."""
    try:
        parse_due(text)
    except NotADate:
        return False
    return True


def no_such_date() -> str:
    return str(gettext("There is no such date. Check the day and the month."))


def no_address() -> str:
    return str(gettext("Write a whole web address, such as https://www.example.org/minutes."))


def has_passed(due_on: str) -> bool:
    due = due_moment(due_on)
    return due is not None and due <= clock.now()
