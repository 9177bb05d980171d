"""What all that officers write about answers and progress is held to."""

from __future__ import annotations

from typing import NoReturn

from app.core.errors import Refused, WrongField
from app.responses.words.rules import Problems


def refuse(message: str) -> NoReturn:
    raise Refused(message)


def sound(problems: Problems) -> None:
    """Forms show every problem at its field; whoever else calls is told the first."""
    for field, message in problems.items():
        raise WrongField(field, message)
