"""One object of a record, read key by key. Whatever has the wrong type is refused with its JSON path."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from app.core import text as texts
from app.core.dates import NotADate, parse_partial
from app.imports.reading import Sheet, kind_of, member

WORD = 80
LINE = 400
PROSE = 20_000
ADDRESS = 2000
# The longest list of a real record has 48. A file of thousands would keep everybody else waiting for the database.
MOST_ENTRIES = 1000
# What both databases can hold in a whole number.
HIGHEST = 2**31 - 1
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,59}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60
GSS_CODE = re.compile(r"[A-Z][0-9]{8}")


def address_fault(address: str) -> str | None:
    """Why a text is no web address that may be linked to, or None if it is one."""
    if len(address) > ADDRESS:
        return f"longer than {ADDRESS} letters"
    if any(letter.isspace() for letter in address) or texts.has_control_characters(address):
        return "is no web address: it holds a space or a control character"
    try:
        parts = urlsplit(address)
        is_sound = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_sound = False
    return None if is_sound else "is no web address that begins with http:// or https://"


class Thing:
    """An object of a record. Ask for its keys, then call `finish`: what was never asked for is unknown."""

    def __init__(self, sheet: Sheet, value: Any, path: str) -> None:
        self.sheet = sheet
        self.path = path
        if not isinstance(value, dict):
            sheet.refuse(path, f"must be an object, not {kind_of(value)}")
        self._values: Mapping[str, Any] = value
        self._asked: set[str] = set()

    def refuse(self, key: str | None, reason: str) -> Any:
        """Refuse the file because of this key, or of the object as a whole."""
        self.sheet.refuse(self.path if key is None else member(self.path, key), reason)

    def value(self, key: str) -> Any:
        """What stands under a key, or None."""
        self._asked.add(key)
        return self._values.get(key)

    def _typed(self, key: str, kinds: type | tuple[type, ...], wanted: str) -> Any:
        value = self.value(key)
        is_flag = isinstance(value, bool)
        if value is not None and (not isinstance(value, kinds) or (is_flag and kinds is not bool)):
            self.refuse(key, f"must be {wanted}, not {kind_of(value)}")
        return value

    def sound_text(self, path: str, value: Any, longest: int) -> str:
        """A value that must be a text, tidied: one line unless prose is allowed."""
        if not isinstance(value, str):
            self.sheet.refuse(path, f"must be a text, not {kind_of(value)}")
        if texts.has_control_characters(value):
            self.sheet.refuse(path, "holds a control character")
        tidied = texts.tidy(value) if longest >= PROSE else " ".join(value.split())
        if len(tidied) > longest:
            self.sheet.refuse(path, f"longer than {longest} letters")
        return tidied

    def text_or_none(self, key: str, longest: int = LINE) -> str | None:
        """A text, or None where there is none or an empty one."""
        value = self.value(key)
        return None if value is None else self.sound_text(member(self.path, key), value, longest) or None

    def text(self, key: str, longest: int = LINE) -> str:
        """A text that must be there."""
        found = self.text_or_none(key, longest)
        return found if found is not None else str(self.refuse(key, "is missing"))

    def id(self) -> str:
        """The id by which the thing is known from file to file."""
        found = self.text("id")
        if not ID.fullmatch(found):
            self.refuse("id", "may hold letters, figures, dots and hyphens alone, 60 at most")
        return found

    def number_or_none(self, key: str, highest: int = HIGHEST) -> int | None:
        """A whole number from 0, or None."""
        value: int | None = self._typed(key, int, "a whole number")
        if value is not None and not 0 <= value <= highest:
            self.refuse(key, f"must be from 0 to {highest}")
        return value

    def percent_or_none(self, key: str) -> float | None:
        """A number from 0 to 100, or None."""
        value = self._typed(key, (int, float), "a number")
        return None if value is None else self.sound_percent(member(self.path, key), value)

    def sound_percent(self, path: str, value: Any) -> float:
        """A value that must be a number from 0 to 100."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.sheet.refuse(path, f"must be a number, not {kind_of(value)}")
        if not 0 <= value <= 100 or not math.isfinite(value):
            self.sheet.refuse(path, "must be from 0 to 100")
        return float(value)

    def flag(self, key: str) -> bool:
        """True or false; false where there is none."""
        return bool(self._typed(key, bool, "true or false"))

    def date_or_none(self, key: str) -> str | None:
        """A partial date as precise as it is, or None."""
        value = self.text_or_none(key)
        try:
            return parse_partial(value) if value is not None else None
        except NotADate as error:
            self.refuse(key, str(error))
            return None

    def address_or_none(self, key: str) -> str | None:
        """A web address that may be linked to, or None."""
        value = self.text_or_none(key, PROSE)
        fault = address_fault(value) if value is not None else None
        return self.refuse(key, fault) if fault else value

    def choice(self, key: str, choices: Collection[str], default: str | None = None) -> str:
        """One of some words."""
        value = self.text_or_none(key) or default or str(self.refuse(key, "is missing"))
        if value not in choices:
            self.refuse(key, f"{value!r} is none of {', '.join(choices)}")
        return value

    def values(self, key: str) -> Iterator[tuple[str, Any]]:
        """The entries of a list with their paths; none where there is no list."""
        entries = self._typed(key, list, "a list") or ()
        if len(entries) > MOST_ENTRIES:
            self.refuse(key, f"holds more than {MOST_ENTRIES} entries")
        for number, value in enumerate(entries):
            yield f"{member(self.path, key)}[{number}]", value

    def things(self, key: str) -> Iterator[Thing]:
        """The objects of a list."""
        for path, value in self.values(key):
            yield Thing(self.sheet, value, path)

    def thing_or_none(self, key: str) -> Thing | None:
        """The object under a key, or None."""
        value = self.value(key)
        return None if value is None else Thing(self.sheet, value, member(self.path, key))

    def texts(self, key: str, longest: int = LINE) -> tuple[str, ...]:
        """The texts of a list, empty ones left out."""
        found = [self.sound_text(path, value, longest) for path, value in self.values(key)]
        return tuple(text for text in found if text)

    def keys(self) -> list[str]:
        """Every key of the object, for those that are names of the record's own: choices, options."""
        self._asked.update(self._values)
        return list(self._values)

    def notes(self) -> dict[str, str]:
        """Every `…_note` that nobody has asked for, by the key that it explains."""
        found = {}
        for key in self._values:
            if key.endswith("_note") and key not in self._asked:
                note = self.text_or_none(key, PROSE)
                if note is not None:
                    found[key.removesuffix("_note")] = note
        return found

    def with_notes(self, text: str | None) -> str | None:
        """A text, and after it whatever notes explain a value that has no room for its own."""
        parts = [part for part in (text, *self.notes().values()) if part]
        return "\n\n".join(parts) or None

    def finish(self) -> None:
        """Warn of each key that nobody has asked for."""
        for key in self._values:
            if key not in self._asked:
                self.sheet.warn(member(self.path, key), "unknown key, ignored")
