"""Files that people open with a spreadsheet, which runs what looks like a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def as_text(words: str) -> str:
    """What somebody typed, in one line, such that a spreadsheet shows it and never runs it."""
    one_line = " ".join(words.split())
    return f"'{one_line}" if one_line.startswith(("=", "+", "-", "@")) else one_line


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as the text of a file. Cells that people typed go through `as_text` before."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
