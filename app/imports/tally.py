"""What an import changed, counted, and the log rows that go with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from app.core import audit, clock
from app.core.db import Model

# Said when a record changed a text that has been public: the former wording stays readable beside it.
RECORD_CHANGED = "The record changed."


class _CanVanish(Protocol):
    vanished_at: Any


class Tally:
    """Counts what was done to how many rows, and writes the log row for each."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def note(self, action: str, thing: Model, noun: str | None = None, **detail: Any) -> None:
        """Log a change and count it where a noun is given: `note("imported", session, "session")`."""
        audit.record(action, thing, **detail)
        if noun is not None:
            self.counts[action, noun] += 1

    @property
    def is_empty(self) -> bool:
        return not self.counts

    def number(self, action: str, noun: str) -> int:
        """How many things of a kind something was done to."""
        return self.counts[action, noun]


def bring_into_step(row: Model, values: Mapping[str, Any]) -> list[str]:
    """Set the attributes of a row that differ. Returns their names: where nothing differs, nothing is written."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def came_back(row: _CanVanish) -> bool:
    """Take the mark from a row that a record holds again. Returns whether it had one."""
    had_vanished = row.vanished_at is not None
    if had_vanished:
        row.vanished_at = None
    return had_vanished


def vanished(row: _CanVanish) -> bool:
    """Mark a row that a record no longer holds. Returns whether that is news."""
    is_news = row.vanished_at is None
    if is_news:
        moment: datetime = clock.now()
        row.vanished_at = moment
    return is_news


def keep_row(tally: Tally, row: Model, noun: str, changed: list[str], is_back: bool) -> None:
    """Log what happened to a row that a record holds, if anything did."""
    if is_back:
        tally.note("came back", row, noun)
    if changed:
        tally.note("changed", row, noun, fields=changed)
