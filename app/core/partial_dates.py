"""Form fields for dates that may be known to the month or the year only, and for promises that name a quarter."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext

from app.core.dates import NotADate, parse_due, parse_partial
from app.core.form_rendering import PARTS, DateParts


class PartialDateParts(DateParts):
    """A date in three inputs of which the day, or the day and the month, may stay empty.

    `data` is an ISO text of day, month or year precision, or None.
    """

    def process(self, formdata: Any, *rest: Any, **more: Any) -> None:
        """Read the three inputs, or show the date that is kept."""
        super().process(formdata, *rest, **more)
        if isinstance(self.data, str) and not any(self.typed.values()):
            year, month, day = (*self.data.split("-"), "", "")[:3]
            self.typed |= {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}

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


# A quarter is chosen by its months: a council's own first quarter begins in April, and nobody else knows that.
QUARTERS = {
    "Q1": lazy_gettext("January to March"),
    "Q2": lazy_gettext("April to June"),
    "Q3": lazy_gettext("July to September"),
    "Q4": lazy_gettext("October to December"),
}


class DueParts(PartialDateParts):
    """By when something will be done: a day, a month or a year in three inputs, or three months of a year from a list.

    `data` is an ISO text of day, month or year precision, a quarter ("2027-Q2"), or None.
    """

    parts = (*PARTS, "quarter")

    def process(self, formdata: Any, *rest: Any, **more: Any) -> None:
        """Read the inputs and the list, or show the date that is kept."""
        super().process(formdata, *rest, **more)
        if self.raw_data is None and self.typed["month"] in QUARTERS:
            # A kept quarter stands where another date has its month.
            self.typed |= {"month": "", "quarter": self.typed["month"]}

    def _read(self) -> Any:
        quarter = self.typed["quarter"]
        if not quarter:
            return super()._read()
        if quarter not in QUARTERS:
            self.wrong_part = "quarter"
            raise ValueError(gettext("Choose the months from the list, or write a date."))
        if self.typed["day"] or self.typed["month"]:
            self.wrong_part = "quarter"
            raise ValueError(gettext("Write a month, or choose three months from the list. Not both."))
        if not self.typed["year"]:
            self.wrong_part = "year"
            raise ValueError(gettext("The date must have a year."))
        year = self._number("year")
        self._check_year(year)
        return parse_due(f"{year:04d}-{quarter}")

    @staticmethod
    def as_read(value: str) -> str:
        """A quarter by its months."""
        return str(QUARTERS.get(value, value))

    def quarters(self) -> list[dict[str, Any]]:
        """The list as the select macro wants it. The first choice is none."""
        choices = {"": gettext("No, I have written a date"), **QUARTERS}
        return [
            {"value": value, "text": str(label), "selected": value == self.typed["quarter"]}
            for value, label in choices.items()
        ]
