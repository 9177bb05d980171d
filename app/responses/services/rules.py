"""What all that officers write about answers and progress is held to."""

from __future__ import annotations

from typing import NoReturn

from flask_babel import gettext

from app.assemblies.services import one_at_a_time
from app.core.db import db
from app.core.errors import Refused, WrongField
from app.responses.models import Response
from app.responses.wording.answers import fingerprint
from app.responses.words.rules import Problems


def refuse(message: str) -> NoReturn:
    raise Refused(message)


def must_be_draft(response: Response, seen: str | None) -> None:
    """Read an answer anew, now that nobody else can write: it must still be a draft, and the one that was looked at.

    Raises Refused where it is published or set to be, and where a colleague changed it since.
    """
    one_at_a_time(response.assembly_id)
    db.session.flush()
    db.session.refresh(response)
    if response.is_public:
        refuse(gettext("This answer is published, so it stays as it is. You can correct it with a new one."))
    if response.published_at is not None:
        refuse(gettext("This answer is set to be published. Call that off first; then you can change it."))
    if seen and seen != fingerprint(response):
        refuse(gettext("A colleague changed this answer while you had it open. Read theirs first."))


def sound(problems: Problems) -> None:
    """Forms show every problem at its field; whoever else calls is told the first."""
    for field, message in problems.items():
        raise WrongField(field, message)


class Overtaken(Refused):
    """A colleague was quicker: what the officer began from is not what is there now. The form shows both."""
