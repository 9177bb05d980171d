"""Placing anchors of one text file in another, without a database: anyone can try it on texts of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.comments.anchoring.placing import Comparison, OldPassage, Place
from app.core.errors import Refused
from app.recommendations import matching


@dataclass(frozen=True)
class _Line:
    """One anchor of the file: the line it stands in, its id as it was given, and what it quotes."""

    number: int
    id: Any
    passage: OldPassage


def replay(old: Path, new: Path, anchors: Path) -> Iterator[str]:
    """Place each anchor of a file of JSON lines, made on the old text, in the new one.

    Returns a line of JSON for each. Raises Refused, before the first answer, for a file that cannot be read and for a
    line that is no anchor on the old text, with its number.
    """
    before, now = matching.part(_read(old)), matching.part(_read(new))
    lines = [_line(number, text, len(before)) for number, text in _numbered(_read(anchors))]
    comparison = Comparison(before, now)
    answers: list[str] = []
    for line in lines:
        place = comparison.place(line.passage)
        if place is None:
            paragraph = line.passage.clause + 1
            raise Refused(
                f"Line {line.number} of the anchors: these words are not in paragraph {paragraph} of the old text."
            )

        answers.append(_answer(line.id, place))
    yield from answers


def _read(path: Path) -> str:
    """The text of a file, its line ends as one character each."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path} is not a text in UTF-8.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers."""
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _line(number: int, text: str, clauses: int) -> _Line:
    def refused(why: str) -> Refused:
        return Refused(f"Line {number} of the anchors: {why}.")

    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        raise refused("it is no JSON") from None
    if not isinstance(row, dict):
        raise refused("it is no JSON object")
    if not isinstance(row.get("id"), (str, int)):
        raise refused('"id" must be text or a number')
    clause = row.get("clause")
    if not isinstance(clause, int) or isinstance(clause, bool):
        raise refused('"clause" must be the number of a paragraph')
    if not 1 <= clause <= clauses:
        raise refused(f"there is no paragraph {clause}, for the old text has {clauses}")
    for name in ("exact", "prefix", "suffix"):
        if not isinstance(row.get(name), (str, type(None))):
            raise refused(f'"{name}" must be text or null')
    if row.get("exact") is not None and not row["exact"].strip():
        raise refused('"exact" holds no words; leave it out for the whole paragraph')
    return _Line(
        number,
        row["id"],
        OldPassage(clause - 1, *(_one_line_end(row.get(n)) for n in ("exact", "prefix", "suffix"))),
    )


def _one_line_end(text: str | None) -> str | None:
    """Line ends of quotes as files are read: Windows writes two characters for one."""
    return None if text is None else text.replace("\r\n", "\n").replace("\r", "\n")


def _answer(name: Any, place: Place) -> str:
    row = {
        "id": name,
        "outcome": place.outcome.value,
        "clause": None if place.clause is None else place.clause + 1,
        "start": place.start,
        "end": place.end,
    }
    return json.dumps(row)
