"""Text that turns the direction of reading, kept from turning the words around it.

An override or an embedding reaches until it is closed, so a title that holds one mirrors the rest of its sentence, and
a stray closing character even opens the `<bdi>` around it. People may write such characters: they are kept as typed,
and shut in where they are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_EMBEDDINGS, _POP = "\u202a\u202b\u202d\u202e", "\u202c"
_ISOLATES, _FIRST_STRONG, _POP_ISOLATE = "\u2066\u2067\u2068", "\u2068", "\u2069"
_CONTROLS = re.compile(f"[{_EMBEDDINGS}{_POP}{_ISOLATES}{_POP_ISOLATE}]")


def turns(text: str) -> bool:
    """Whether a text holds a character that only turns the direction of reading."""
    return not text.isascii() and _CONTROLS.search(text) is not None


def isolated(text: str) -> str:
    """A text to be shown among others: where it turns the direction, shut in, so that what follows reads as before.

    A text without such characters is given back as it is, and one that is shut in already stays so.
    """
    if not turns(text):
        return text
    kept: list[str] = []
    due: list[str] = []
    reaches_out = False
    for character in text:
        if character in _EMBEDDINGS:
            reaches_out = reaches_out or _POP_ISOLATE not in due
            due.append(_POP)
        elif character in _ISOLATES:
            due.append(_POP_ISOLATE)
        elif character == _POP:
            if not due or due[-1] != _POP:
                continue
            due.pop()
        elif character == _POP_ISOLATE:
            if _POP_ISOLATE not in due:
                continue
            # The end of an isolate ends the embeddings in it.
            while due[-1] == _POP:
                kept.append(due.pop())
            due.pop()
        kept.append(character)
    closed = "".join([*kept, *reversed(due)])
    return f"{_FIRST_STRONG}{closed}{_POP_ISOLATE}" if reaches_out else closed


def shown(value: Any) -> Any:
    """What a template prints: plain text is isolated; markup, numbers and the rest stay as they are."""
    return isolated(value) if type(value) is str else value


def shown_each(variables: Mapping[str, Any]) -> dict[str, Any]:
    """What a sentence is filled with."""
    return {name: shown(value) for name, value in variables.items()}


def joined(separator: str, parts: Iterable[str | None]) -> str:
    """The parts that say something, as one line; each isolated, so that none turns the next."""
    return separator.join(isolated(part) for part in parts if part)
