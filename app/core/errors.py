"""Refusals: what a service raises when the rules of the assembly say no.

Each carries a plain message for the person and the HTTP status that fits. The error handlers turn it into a page
that gives back everything the person had typed.
"""

from __future__ import annotations


class Refused(Exception):
    """The rules say no. `message` is shown to the person."""

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = str(message)


class Stale(Refused):
    """The form is too old, was used before for something else, or was not ours."""

    status = 400


class TooMany(Refused):
    """More tries than anybody needs."""

    status = 429


class WrongField(Refused):
    """A rule that only the service can check says no to one field. A form shows the message there."""

    status = 422

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Unclear(Refused):
    """An address asks for something that cannot be read. `message` says what is wrong with it."""

    status = 400
