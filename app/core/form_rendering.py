"""Fields that WTForms lacks and the form components know how to draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from markupsafe import Markup
from wtforms import Field

FIRST_YEAR, LAST_YEAR = 1900, 2200
PARTS = ("day", "month", "year")


class DatePartsInput:
    """Marks a field for templates/components/form.html, which draws it; it cannot draw itself."""

    def __call__(self, field: Field, **rest: Any) -> Markup:
        raise NotImplementedError("Draw this field with components/form.html")


class DateParts(Field):
    """A date typed as day, month and year in three inputs (`due-day`, `due-month`, `due-year`).

    `data` is a `date` or None. Months may be typed as words. What was typed is given back whatever it was, and
    `wrong_part` says which of the inputs the message is about. Nothing typed is no date; ask for one with
    `InputRequired`.
    """

    widget = DatePartsInput()
    # The inputs under whose names it is sent, besides which a kind of it may have others.
    parts: tuple[str, ...] = PARTS

    def __init__(self, label: Any = None, validators: Sequence[Any] = (), **rest: Any) -> None:
        super().__init__(label, list(validators), **rest)
        self.typed = dict.fromkeys(self.parts, "")
        self.wrong_part = ""

    def process(self, formdata: Any, *rest: Any, **more: Any) -> None:
        """Read the three inputs; WTForms itself looks for one only."""
        self.process_errors = []
        self.raw_data = None
        super().process(None, *rest, **more)
        if isinstance(self.data, date):
            self.typed |= {part: str(getattr(self.data, part)) for part in PARTS}
        names = [f"{self.name}-{part}" for part in self.parts]
        if formdata is None or not any(name in formdata for name in names):
            return
        self.typed = {part: str(formdata.get(f"{self.name}-{part}", "")).strip() for part in self.parts}
        self.raw_data = [value for value in self.typed.values() if value]
        try:
            self.data = self._read()
        except ValueError as error:
            self.data = None
            self.process_errors = [*self.process_errors, error.args[0]]

    def _read(self) -> date | None:
        if not any(self.typed.values()):
            return None
        missing = [part for part in PARTS if not self.typed[part]]
        if missing:
            self.wrong_part = missing[0]
            words = {"day": gettext("a day"), "month": gettext("a month"), "year": gettext("a year")}
            raise ValueError(gettext("The date must have %(part)s.", part=words[missing[0]]))
        day, month, year = (self._number(part) for part in PARTS)
        self._check_year(year)
        try:
            return date(year, month, day)
        except ValueError:
            self.wrong_part = "day" if 1 <= month <= 12 else "month"
            raise ValueError(gettext("There is no such date. Check the day and the month.")) from None

    def _check_year(self, year: int) -> None:
        if FIRST_YEAR <= year <= LAST_YEAR:
            return
        self.wrong_part = "year"
        if year > LAST_YEAR:
            raise ValueError(gettext("This year is too far ahead. Check its figures."))
        raise ValueError(gettext("Write the year with four figures, for example 2026."))

    def _number(self, part: str) -> int:
        typed = self.typed[part]
        if typed.isascii() and typed.isdigit() and len(typed) <= 4:
            return int(typed)
        if part == "month" and len(typed) >= 3:
            for number in range(1, 13):
                if date(2000, number, 1).strftime("%B").lower().startswith(typed.lower()):
                    return number
        self.wrong_part = part
        raise ValueError(gettext("Write the date in figures, for example 29 11 2026."))

    @staticmethod
    def as_read(value: str) -> str:
        """What was sent under one of its names, as the person read it in the form."""
        return value

    def items(self, day: str, month: str, year: str) -> list[dict[str, Any]]:
        """The three inputs as the date macro wants them, with the labels given."""
        labels = {"day": day, "month": month, "year": year}
        wrong = {self.wrong_part} if self.wrong_part else set(PARTS) if self.errors else set()
        return [
            {
                "id": f"{self.id}-{part}",
                "name": f"{self.name}-{part}",
                "label": labels[part],
                "value": self.typed[part],
                "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
                + (" govuk-input--error" if part in wrong else ""),
                "inputmode": "text" if part == "month" else "numeric",
                "attributes": {"aria-invalid": "true"} if part in wrong else {},
            }
            for part in PARTS
        ]
