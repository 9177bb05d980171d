"""Publishing at once or at a set time, taking down, and moving up and down."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from app.core import clock
from app.core.form_rendering import DateParts
from app.core.forms import Prose, StaffForm
from app.core.moment_fields import TimeOfDay, london_parts, moment_of
from app.core.required import Required
from app.evidence.models import EvidenceFile, Speaker
from app.evidence.standing import Thing


class SeenForm(StaffForm):
    """A page with one button, which says what of it the officer looked at."""

    seen = HiddenField()

    def __init__(self, seen: str = "", **rest: Any) -> None:
        # A page that is shown gives its mark. It begins anew, even in answer to another form of the same page.
        sent: dict[str, Any] = {"formdata": None} if seen else {}
        super().__init__(data={"seen": seen, **rest}, **sent)


class ScheduleForm(SeenForm):
    """From when on everybody is to see it."""

    day = DateParts(lazy_gettext("Day"), [Required(lazy_gettext("Write the day on which to publish it."))])
    time = TimeOfDay(lazy_gettext("Time"), [Required(lazy_gettext("Write a time, for example 17:00."))])

    def __init__(self, seen: str = "", at: datetime | None = None) -> None:
        now = clock.now()
        day, wall = london_parts(at if at is not None and at > now else None)
        super().__init__(seen, day=day or clock.today(), time=wall or time(17))
        self.moment: datetime | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then read the moment that they name together."""
        sound = bool(super().validate(extra_validators))
        self.moment = moment_of(self.day, self.time)
        return sound and self.moment is not None


class UnpublishForm(StaffForm):
    """Why something is taken down, and whether its title stays."""

    reason = Prose(
        lazy_gettext("Why you take it down"),
        [Required(lazy_gettext("Write why. Readers see it in place of the page."))],
        description=lazy_gettext(
            "One plain sentence. Readers see it, so do not repeat what must not be read."
        ),
        most=1000,
    )
    title_stays = RadioField(
        lazy_gettext("May its title stay in its place?"),
        choices=[
            SelectChoice("yes", lazy_gettext("Yes, readers may see what it was called")),
            SelectChoice("no", lazy_gettext("No, the title itself must not be read")),
        ],
        default="yes",
        description=lazy_gettext("Choose no where the title names somebody, or the like."),
        validate_choice=False,
    )

    def validate_title_stays(self, field: RadioField) -> None:
        """Yes or no."""
        if field.data not in ("yes", "no"):
            raise ValidationError(gettext("Choose whether its title may stay."))

    @property
    def shows_title(self) -> bool:
        return bool(self.title_stays.data == "yes")


class MoveForm(StaffForm):
    """One place up, or one place down."""

    to = HiddenField()

    @property
    def up(self) -> bool:
        return bool(self.to.data == "up")

    def anchor(self, moved: Thing | Speaker | EvidenceFile) -> str:
        """The id of the button that was pressed, so that it keeps the focus on the page that follows."""
        return f"{'up' if self.up else 'down'}-{moved.__tablename__}-{moved.id}"
