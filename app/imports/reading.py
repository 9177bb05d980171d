"""From a file to JSON, safely: size, encoding, depth and doubled keys are checked before anybody looks inside.

A refusal is one line, `file: place: reason`. These lines are for whoever prepares the file and are not translated:
scripts and searches for help rely on their words.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from app.core.errors import Refused

# The largest real record has 64 KB. What is far beyond that is no record, and is refused unread.
LARGEST_FILE = 10 * 1024 * 1024
# The records are 6 deep.
DEEPEST = 40
_MARKS = re.compile(r'\\.|["\[\]{}]', re.DOTALL)
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class FileRefused(Refused):
    """A file cannot be used. The message says which file, where in it, and why."""


@dataclass
class Sheet:
    """A file being read: its name, for refusals, and the warnings so far."""

    name: str
    warnings: list[str] = field(default_factory=list)

    def refuse(self, place: str, reason: str) -> NoReturn:
        """Refuse the file as a whole."""
        raise FileRefused(f"{self.name}: {place}: {reason}")

    def warn(self, place: str, what: str) -> None:
        """Keep a line to show beside the outcome."""
        self.warnings.append(f"{self.name}: {place}: {what}")


def sheet_of(path: Path) -> Sheet:
    """The sheet of a file. A name that is no text is shown with its odd bytes spelt out."""
    return Sheet(str(path).encode("utf-8", "backslashreplace").decode())


def read_text(path: Path, sheet: Sheet, place: str) -> str:
    """A file's text. `place` is what refusals of the file as a whole give as the place.

    Raises FileRefused if it cannot be opened, is too large (without reading it), or is not UTF-8.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            _too_large(sheet, place)
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        sheet.refuse(place, f"cannot be read: {error.strerror or error}")
    except ValueError as error:
        sheet.refuse(place, f"cannot be read: {error}")
    if len(content) > LARGEST_FILE:
        _too_large(sheet, place)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sheet.refuse(place, f"not UTF-8: byte {error.start + 1} cannot be read")


def _too_large(sheet: Sheet, place: str) -> NoReturn:
    sheet.refuse(place, f"larger than {LARGEST_FILE // 1024 // 1024} MB")


def member(path: str, key: str) -> str:
    """The path of a key in an object: `$.a.b`, or `$["odd key"]`."""
    if _PLAIN_KEY.fullmatch(key):
        return f"{path}.{key}"
    shown = key if len(key) <= 80 else key[:80] + "…"
    return f"{path}[{json.dumps(shown)}]"


def _depth(text: str) -> int:
    """How deep brackets nest, strings aside, in one pass and without recursion."""
    depth = deepest = 0
    in_string = False
    for mark in _MARKS.finditer(text):
        match mark[0]:
            case '"':
                in_string = not in_string
            case "[" | "{" if not in_string:
                depth += 1
                deepest = max(deepest, depth)
            case "]" | "}" if not in_string:
                depth -= 1
    return deepest


class _Doubled(dict[str, Any]):
    """An object in which a key stands twice; the parser knows no paths, so it is looked for afterwards."""

    key = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled = _Doubled(plain)
    seen: set[str] = set()
    doubled.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return doubled


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    """A number that both databases can hold; 1e999 is JSON, and infinite."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _doubled_keys(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, _Doubled):
        yield member(path, value.key)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _doubled_keys(inner, member(path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _doubled_keys(inner, f"{path}[{number}]")


def parse_object(text: str, sheet: Sheet) -> dict[str, Any]:
    """The JSON object in a text.

    Raises FileRefused if the text is not JSON, nests too deep, is no object, or holds a key twice in an object:
    which of the two was meant, nobody can know.
    """
    if _depth(text) > DEEPEST:
        sheet.refuse("$", f"nested deeper than {DEEPEST} levels")
    try:
        content = json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        sheet.refuse("$", f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}")
    except (ValueError, RecursionError) as error:
        sheet.refuse("$", f"not JSON: {error}")
    if not isinstance(content, dict):
        sheet.refuse("$", f"must be an object, not {kind_of(content)}")
    doubled = next(_doubled_keys(content, "$"), None)
    if doubled is not None:
        sheet.refuse(doubled, "stands twice in its object")
    return content


def kind_of(value: Any) -> str:
    """What a JSON value is, in a word or two."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"
