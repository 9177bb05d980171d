"""Why a file is refused: a reason and what belongs to it. The sentence for the person stands in `wording.py`."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Everything that can be wrong with a file."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    TOO_MANY = "too many"
    TOO_HEAVY = "too heavy"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"
    MISNAMED = "misnamed"
    BROKEN = "broken"
    LOCKED = "locked"
    BOMB = "bomb"
    TRICKY = "tricky"
    MACROS = "macros"
    SCRIPTS = "scripts"
    ATTACHMENTS = "attachments"
    TOO_MANY_PIXELS = "too many pixels"
    WEB_PAGE = "web page"
    PROGRAM = "program"
    DEFINITIONS = "definitions"
    NO_DRAWING = "no drawing"
    ENDLESS_DRAWING = "endless drawing"
    TWO_IN_ONE = "two in one"
    NOT_TEXT = "not text"
    NO_CUES = "no cues"
    BAD_CAPTION = "bad caption"
    BACKWARD_CAPTION = "backward caption"
    NO_CAPTIONS_HEAD = "no captions head"
    NO_WORDS = "no words"


class FileRefused(ValueError):
    """A file cannot be taken. `values` fills in the sentence: the kind that it is, how its name ends, a limit."""

    def __init__(self, reason: Reason, **values: str) -> None:
        super().__init__(reason.value, values)
        self.reason = reason
        self.values = values
