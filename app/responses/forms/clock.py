"""What officers fill in about the clock: the day of the final report, and pauses."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext, lazy_gettext

from app.core.form_rendering import DateParts
from app.core.forms import OneDirection, Prose, StaffForm
from app.core.moment_fields import TimeOfDay, moment_of
from app.core.required import Required
from app.core.web_addresses import WebAddress
from app.responses.models import FinalReport

# A day is paused whole: from its beginning, until the office opens again.
USUAL_START, USUAL_END = time(9), time(9)


class FinalReportForm(StaffForm):
    """On which day the final report was published, and where it can be read."""

    published_on = DateParts(
        lazy_gettext("The final report was published on"),
        [Required(lazy_gettext("Write the day on which the report was published."))],
        description=lazy_gettext("The council’s time to answer counts from this day."),
    )
    url = WebAddress(
        lazy_gettext("Link to the report"), description=lazy_gettext("Where everybody can read it.")
    )
    reason = Prose(
        lazy_gettext("Why it is another day or address than before"),
        [
            Required(lazy_gettext("Say why this is another day or address than before. Readers see it.")),
            OneDirection(),
        ],
        description=lazy_gettext("Everybody can read it, beside what was said before."),
        most=500,
    )

    def __init__(self, former: FinalReport | None, **rest: Any) -> None:
        day = date.fromisoformat(former.published_on) if former else None
        super().__init__(data={"published_on": day, "url": former.url if former else None}, **rest)
        if former is None:
            del self.reason

    @property
    def why(self) -> str:
        """The reason, where one is asked for."""
        return (self.reason.data or "") if "reason" in self else ""


class ClockPauseForm(StaffForm):
    """Why nothing falls due for a time, from when and until when."""

    reason = Prose(
        lazy_gettext("Reason"),
        [
            Required(lazy_gettext("Say why nothing falls due in this time. Everybody can read it.")),
            OneDirection(),
        ],
        description=lazy_gettext(
            "Everybody can read it, now and later. One or two sentences in plain English."
        ),
        most=500,
    )
    starts = DateParts(
        lazy_gettext("The pause begins on"),
        [Required(lazy_gettext("Write the day on which the pause begins."))],
        description=lazy_gettext("Today or later. What fell due before that stays due."),
    )
    starts_time = TimeOfDay(lazy_gettext("Time"), [Required(lazy_gettext("Write a time, for example 9am."))])
    ends = DateParts(
        lazy_gettext("The pause ends on"),
        [Required(lazy_gettext("Write the day on which the pause ends."))],
        description=lazy_gettext("90 days after it begins is the longest."),
    )
    ends_time = TimeOfDay(lazy_gettext("Time"), [Required(lazy_gettext("Write a time, for example 9am."))])

    def __init__(self, ready: str = "", **rest: Any) -> None:
        begun = {"reason": ready, "starts_time": USUAL_START, "ends_time": USUAL_END}
        super().__init__(data=begun, **rest)
        self.span: tuple[datetime, datetime] | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the fields, then read the two moments that they name."""
        sound = bool(super().validate(extra_validators))
        begins, ends = moment_of(self.starts, self.starts_time), moment_of(self.ends, self.ends_time)
        self.span = (begins, ends) if begins is not None and ends is not None else None
        return sound and self.span is not None


def ready_reason() -> str:
    """Words for the reason that councils have most often, to begin from."""
    return str(
        gettext(
            "An election is coming. In the weeks before it, councils by law take special care with what they publish."
        )
    )
