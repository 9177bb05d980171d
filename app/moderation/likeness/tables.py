"""Grouping the texts of a CSV file, without a database: anyone can try it on texts of their own."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from app.core.errors import Refused
from app.moderation.likeness.grouping import Grouping

_COLUMNS = ("id", "text")
_OTHER_SIGNS = {"semicolons": ";", "tabs": "\t"}


def group_file(path: Path) -> Iterator[str]:
    """Group the texts of a CSV file with the columns "id" and "text", in capitals or not.

    Returns the lines of a CSV with the columns "id" and "group", in the file's order; a group goes by the id of its
    first text. Raises Refused, before the first line, for a file that cannot be read, with the number of its line.
    """
    grouping: Grouping[str] = Grouping()
    for name, text in _rows(_read(path), path):
        grouping.add(name, text)
    yield _line("id", "group")
    for name, group in grouping.groups().items():
        yield _line(name, group)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path} is not a text in UTF-8.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None


def _rows(content: str, path: Path) -> list[tuple[str, str]]:
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    found: dict[str, str] = {}
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in _COLUMNS if header.count(name) != 1]
        if missing:
            raise Refused(f"{path} needs one column {missing[0]!r} in its first line.{_hint(header)}")
        places = [header.index(name) for name in _COLUMNS]
        for row in filter(None, reader):
            if len(row) != len(header):
                columns = f"{len(row)} column{'s'[: len(row) != 1]}, and the first line has {len(header)}"
                raise Refused(f"Line {reader.line_num} of {path} has {columns}.")
            name, text = (row[place] for place in places)
            if not name or name in found:
                raise Refused(f"Line {reader.line_num} of {path}: {_no_id(name)}")
            found[name] = text
    except csv.Error as error:
        raise Refused(f"Line {reader.line_num} of {path} is no CSV: {error}.") from None
    return list(found.items())


def _hint(header: list[str]) -> str:
    """What else seems to part the columns, in a sentence: spreadsheets of some countries save semicolons or tabs."""
    sign = next((name for name, sign in _OTHER_SIGNS.items() if any(sign in cell for cell in header)), None)
    return f" It seems to be separated by {sign}: save it with commas." if sign else ""


def _no_id(name: str) -> str:
    return f"the id {name!r} has been given before." if name else "it has no id."


def _line(*cells: str) -> str:
    """Cells as a line of CSV, without its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
