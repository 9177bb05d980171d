"""What officers fill in on the way from a draft to the public: remarks, approval, the time of publication."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.core import clock
from app.core.form_rendering import DateParts
from app.core.forms import OnceForm, Prose, StaffForm
from app.core.moment_fields import TimeOfDay, london_parts, moment_of
from app.core.required import Required


class SeenForm(StaffForm):
    """A button that acts on exactly the answer that stands above it."""

    # The fingerprint of what the officer has read.
    seen = HiddenField()

    def __init__(self, seen: str = "", **rest: Any) -> None:
        # A page that is shown gives its mark, whatever form of it was sent before.
        sent: dict[str, Any] = {"formdata": None} if seen else {}
        super().__init__(data={"seen": seen, **rest}, **sent)

    @property
    def has_read(self) -> str:
        """What the officer has read. A form without a mark was read by nobody."""
        return self.seen.data or "not read"


class ScheduleForm(SeenForm):
    """From when on everybody is to read the answer."""

    day = DateParts(lazy_gettext("Day"), [Required(lazy_gettext("Write the day on which to publish it."))])
    time = TimeOfDay(lazy_gettext("Time"), [Required(lazy_gettext("Write a time, for example 17:00."))])

    def __init__(self, seen: str = "", at: datetime | None = None) -> None:
        day, wall = london_parts(at)
        super().__init__(seen, day=day or clock.today(), time=wall or time(17))
        self.moment: datetime | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then read the moment that they name together."""
        sound = bool(super().validate(extra_validators))
        self.moment = moment_of(self.day, self.time)
        return sound and self.moment is not None


class RemarkForm(OnceForm):
    """A remark for colleagues, or what is to change in a draft that is handed back."""

    text = Prose(
        lazy_gettext("Your remark"),
        [Required(lazy_gettext("Write what you want to say to your colleagues."))],
        description=lazy_gettext("Only officers of your council see it."),
        most=3000,
    )
