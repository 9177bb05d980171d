"""What an officer or a lead moderator says about a pause of comments and questions."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from flask_babel import lazy_gettext
from wtforms import HiddenField

from app.assemblies.models import CommentPause
from app.assemblies.pauses import LONGEST_REASON, READY_REASONS, pause_mark
from app.core.form_rendering import DateParts
from app.core.forms import OneDirection, Prose, StaffForm
from app.core.moment_fields import TimeOfDay, london_parts, moment_of
from app.core.required import Required

# Most pauses end as an office opens.
USUAL_TIME = time(9)


class PauseForm(StaffForm):
    """Why nobody can comment or ask, and until when."""

    reason = Prose(
        lazy_gettext("Reason"),
        [Required(lazy_gettext("Write why comments are paused.")), OneDirection()],
        description=lazy_gettext(
            "Everybody can read it, now and later. One or two sentences in plain English."
        ),
        most=LONGEST_REASON,
    )
    until = DateParts(
        lazy_gettext("The pause ends on"),
        [Required(lazy_gettext("Write the day on which the pause ends."))],
        description=lazy_gettext("Comments open again by themselves then. 90 days from now is the longest."),
    )
    until_time = TimeOfDay(lazy_gettext("Time"), [Required(lazy_gettext("Write a time, for example 9am."))])
    # What the person began from.
    seen = HiddenField()

    def __init__(self, pause: CommentPause | None, ready: str = "", **rest: Any) -> None:
        """Begin with the pause that lasts, or with ready words for a reason and the usual time."""
        reasons = {each.key: str(each.text) for each in READY_REASONS}
        day, at = london_parts(pause.ends_at) if pause is not None else (None, USUAL_TIME)
        reason = reasons.get(ready) or (pause.reason if pause is not None else "")
        begun = {"reason": reason, "until": day, "until_time": at, "seen": pause_mark(pause)}
        super().__init__(data=begun, **rest)
        self.moment: datetime | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then read the moment that two of them name."""
        sound = bool(super().validate(extra_validators))
        self.moment = moment_of(self.until, self.until_time)
        return sound and self.moment is not None


class EndPauseForm(StaffForm):
    """The button that ends a pause early."""

    seen = HiddenField()

    def __init__(self, pause: CommentPause | None, **rest: Any) -> None:
        super().__init__(data={"seen": pause_mark(pause)}, **rest)
