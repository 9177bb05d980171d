"""The import commands: read and check every file first, then write all of them in one transaction, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.core import transactions
from app.imports.reading import parse_object, read_text, sheet_of
from app.imports.records import record_of
from app.imports.register import read_register
from app.imports.services import Reading, counted, import_record, import_register, summary_of
from app.imports.tally import Tally


@dataclass(frozen=True)
class Outcome:
    """What an import did, and what it ignored, line by line."""

    lines: list[str]
    warnings: list[str]


def read_record(path: Path) -> Reading:
    """Read and check one record. Raises FileRefused."""
    sheet = sheet_of(path)
    content = parse_object(read_text(path, sheet, "$"), sheet)
    return Reading(sheet, content, record_of(content, sheet))


def import_assembly_files(paths: Sequence[Path]) -> Outcome:
    """Import records of assemblies: all of the files or, if one of them is refused, none. Raises FileRefused."""
    readings: dict[str, Reading] = {}
    for path in paths:
        reading = read_record(path)
        former = readings.get(reading.record.slug)
        if former is not None:
            reading.sheet.refuse("$.slug", f"{reading.record.slug!r} is the slug of {former.sheet.name} too")
        readings[reading.record.slug] = reading
    with transactions.unit_of_work():
        lines = [summary_of(slug, import_record(reading)) for slug, reading in readings.items()]
    return Outcome(lines, [warning for reading in readings.values() for warning in reading.sheet.warnings])


def import_register_file(path: Path) -> Outcome:
    """Import a register of assemblies as a whole. Raises FileRefused."""
    sheet = sheet_of(path)
    rows = read_register(path, sheet)
    with transactions.unit_of_work():
        tally = import_register(sheet, rows)
    return Outcome([_register_line(path.name, len(rows), tally)], sheet.warnings)


def _register_line(name: str, rows: int, tally: Tally) -> str:
    if tally.is_empty:
        return f"{name}: {counted(rows, 'row')}, unchanged"
    done = [
        f"{counted(count, 'assembly')} {words}"
        for words, count in (
            ("made", tally.number("imported", "assembly")),
            ("completed or changed", tally.number("changed", "assembly")),
            ("no longer listed", tally.number("vanished", "register row")),
        )
        if count
    ]
    return f"{name}: {counted(rows, 'row')}, {', '.join(done) or 'changed in nothing that shows'}"
