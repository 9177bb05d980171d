"""A form field for a date that may be known to the month or the year only."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.core.dates import NotADate, parse_partial
from app.core.form_rendering import DateParts


class PartialDateParts(DateParts):
    """A date in three inputs of which the day, or the day and the month, may stay empty.

    `data` is an ISO text of day, month or year precision, or None.
    """

    def process(self, formdata: Any, *rest: Any, **more: Any) -> None:
        """Read the three inputs, or show the date that is kept."""
        super().process(formdata, *rest, **more)
        if isinstance(self.data, str) and not any(self.typed.values()):
            year, month, day = (*self.data.split("-"), "", "")[:3]
            self.typed = {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}

    def _read(self) -> Any:
        if not any(self.typed.values()):
            return None
        if not self.typed["year"]:
            self.wrong_part = "year"
            raise ValueError(gettext("The date must have a year."))
        if self.typed["day"] and not self.typed["month"]:
            self.wrong_part = "month"
            raise ValueError(gettext("A date with a day must have a month."))
        year = self._number("year")
        self._check_year(year)
        text = f"{year:04d}"
        for part in ("month", "day"):
            text += f"-{self._number(part):02d}" if self.typed[part] else ""
        try:
            return parse_partial(text)
        except NotADate:
            self.wrong_part = "day" if self.typed["day"] else "month"
            raise ValueError(gettext("There is no such date. Check the day and the month.")) from None
