"""The register of assemblies, a table in CSV: strict reading, with line and column in every refusal."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from app.core import text as texts
from app.core.dates import NotADate, parse_partial
from app.imports.checking import (
    GSS_CODE,
    HIGHEST,
    LINE,
    LONGEST_SLUG,
    PROSE,
    SLUG,
    WORD,
    address_fault,
)
from app.imports.reading import Sheet, read_text

COLUMNS = (
    "slug",
    "name",
    "council",
    "council_gss_code",
    "nation_region",
    "topic",
    "question",
    "iidp",
    "started_on",
    "ended_on",
    "members",
    "meetings",
    "hours",
    "recommendations_count",
    "report_published_on",
    "council_responded_on",
    "response_summary",
    "follow_through",
    "source_urls",
)
COMPULSORY = ("slug", "name", "council")
# How the register's compiler reads what came of an assembly. A reading, never a verdict.
READINGS = ("accepted", "partly_accepted", "under_consideration", "no_response_found", "unknown")


@dataclass(frozen=True)
class RegisterRow:
    """One assembly of the register. `line` is where its row begins in the file."""

    line: int
    slug: str
    name: str
    council: str
    council_gss_code: str | None
    nation: str | None
    region: str | None
    topic: str | None
    question: str | None
    is_iidp: bool
    started_on: str | None
    ended_on: str | None
    members: int | None
    meetings: int | None
    hours: int | None
    recommendations_count: int | None
    report_published_on: str | None
    council_responded_on: str | None
    response_summary: str | None
    follow_through: str | None
    source_urls: tuple[str, ...]
    # The day on which a later register was found to lack it.
    vanished_on: str | None = None


class _Cells:
    """One row, cell by cell."""

    def __init__(self, sheet: Sheet, header: list[str], line: int, cells: list[str]) -> None:
        self._sheet = sheet
        self._header = header
        self.line = line
        if len(cells) != len(header):
            sheet.refuse(f"line {line}", f"has {len(cells)} cells, not {len(header)}")
        self._cells = dict(zip(header, cells, strict=True))

    def refuse(self, column: str, reason: str) -> NoReturn:
        number = self._header.index(column) + 1
        self._sheet.refuse(f"line {self.line}, column {number} ({column})", reason)

    def text(self, column: str, longest: int = LINE) -> str | None:
        cell = self._cells.get(column, "")
        if texts.has_control_characters(cell):
            self.refuse(column, "holds a control character")
        tidied = " ".join(cell.split())
        if len(tidied) > longest:
            self.refuse(column, f"longer than {longest} letters")
        return tidied or None

    def compulsory(self, column: str) -> str:
        return self.text(column) or self.refuse(column, "is missing")

    def number(self, column: str) -> int | None:
        cell = self.text(column)
        if cell is None:
            return None
        if not cell.isascii() or not cell.isdigit() or len(cell) > 10 or int(cell) > HIGHEST:
            self.refuse(column, f"{cell[:40]!r} is no whole number from 0 to {HIGHEST}")
        return int(cell)

    def flag(self, column: str) -> bool:
        cell = (self.text(column) or "false").lower()
        if cell not in ("true", "false"):
            self.refuse(column, f"{cell[:40]!r} is neither true nor false")
        return cell == "true"

    def date(self, column: str) -> str | None:
        cell = self.text(column)
        try:
            return parse_partial(cell) if cell is not None else None
        except NotADate as error:
            self.refuse(column, str(error))

    def choice(self, column: str, choices: tuple[str, ...]) -> str | None:
        cell = self.text(column)
        if cell is not None and cell not in choices:
            self.refuse(column, f"{cell[:40]!r} is none of {', '.join(choices)}")
        return cell

    def slug(self) -> str:
        cell = self.compulsory("slug")
        if not SLUG.fullmatch(cell) or len(cell) > LONGEST_SLUG:
            self.refuse("slug", "may hold small letters, figures and single hyphens alone, 60 at most")
        return cell

    def gss_code(self) -> str | None:
        cell = self.text("council_gss_code")
        if cell is not None and not GSS_CODE.fullmatch(cell):
            self.refuse("council_gss_code", "must be a letter and eight figures, such as E07000008")
        return cell

    def addresses(self, column: str) -> tuple[str, ...]:
        found = tuple(dict.fromkeys((self.text(column, PROSE) or "").split()))
        for address in found:
            fault = address_fault(address)
            if fault:
                self.refuse(column, f"{address[:80]!r} {fault}")
        return found


def read_register(path: Path, sheet: Sheet) -> list[RegisterRow]:
    """Read and check a register.

    Takes the file and its sheet, which collects a warning for each unknown column. Returns its rows.
    Raises FileRefused with line, column and reason at the first thing that does not fit.
    """
    text = read_text(path, sheet, "line 1")
    lines = _lines(text, sheet)
    first = next(lines, None)
    if first is None:
        sheet.refuse("line 1", "there is no header row")
    header = _header(first[1], sheet)
    rows: dict[str, RegisterRow] = {}
    for line, cells in lines:
        row = _row(_Cells(sheet, header, line, cells))
        if row.slug in rows:
            place = f"line {line}, column {header.index('slug') + 1} (slug)"
            sheet.refuse(place, f"{row.slug!r} stands in line {rows[row.slug].line} too")
        rows[row.slug] = row
    return list(rows.values())


def _lines(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """The rows with the numbers of the lines on which they begin; empty lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            sheet.refuse(f"line {reader.line_num or begins}", f"not CSV: {error}")
        if cells is None:
            return
        if cells:
            yield begins, cells
        begins = reader.line_num + 1


def _header(cells: list[str], sheet: Sheet) -> list[str]:
    header = [cell.strip() for cell in cells]
    for number, column in enumerate(header, start=1):
        place = f"line 1, column {number}"
        if column in header[: number - 1]:
            sheet.refuse(place, f"{column[:80]!r} stands twice")
        if column not in COLUMNS:
            sheet.warn(place, f"unknown column {column[:80]!r}, ignored")
    for column in COMPULSORY:
        if column not in header:
            sheet.refuse("line 1", f"there is no column {column}")
    return header


def _row(cells: _Cells) -> RegisterRow:
    nation, _, region = (cells.text("nation_region", WORD) or "").partition("/")
    return RegisterRow(
        line=cells.line,
        slug=cells.slug(),
        name=cells.compulsory("name"),
        council=cells.compulsory("council"),
        council_gss_code=cells.gss_code(),
        nation=nation.strip() or None,
        region=region.strip() or None,
        topic=cells.text("topic", WORD),
        question=cells.text("question", PROSE),
        is_iidp=cells.flag("iidp"),
        started_on=cells.date("started_on"),
        ended_on=cells.date("ended_on"),
        members=cells.number("members"),
        meetings=cells.number("meetings"),
        hours=cells.number("hours"),
        recommendations_count=cells.number("recommendations_count"),
        report_published_on=cells.date("report_published_on"),
        council_responded_on=cells.date("council_responded_on"),
        response_summary=cells.text("response_summary", PROSE),
        follow_through=cells.choice("follow_through", READINGS),
        source_urls=cells.addresses("source_urls"),
    )
