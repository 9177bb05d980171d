"""What an officer says of a pack: when the members had it, and where."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.core.form_rendering import DateParts
from app.core.forms import Line, OnceForm
from app.core.required import Required


class GivenForm(OnceForm):
    """The day and the meeting at which the members had a pack."""

    given_on = DateParts(
        lazy_gettext("When did the members get it?"),
        [Required(lazy_gettext("Write the day on which the members got it."))],
        description=lazy_gettext(
            "For example 12 11 2026. It cannot be a day to come, nor before its newest comment, summary or answer."
        ),
    )
    meeting = Line(
        lazy_gettext("At which meeting, or how?"),
        [Required(lazy_gettext("Name the meeting, or say how they got it."))],
        description=lazy_gettext(
            "For example “Fourth meeting, town hall”, or “By post, before the fourth meeting”."
        ),
    )


class PackForm(GivenForm):
    """The same of the pack as it stands now."""

    # The figures that stood on the page, so that what is recorded is what was looked at.
    seen = HiddenField()

    def __init__(self, seen: str = "", **rest: Any) -> None:
        super().__init__(data={"seen": seen}, **rest)
