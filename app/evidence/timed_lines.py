"""Lines that carry times: those that are meant as times and are none, and names with times above what is said."""

from __future__ import annotations

import re
from collections.abc import Sequence

CLOCK = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)"
_LIKE_A_CLOCK = r"\d+(?::\d{1,3}){1,3}"
_THOUSANDTHS = r"[.,]\d{1,3}"
# Two times of captions with something else between them than an arrow as the format wants it.
_PAIR = re.compile(
    rf"\s*{_LIKE_A_CLOCK}{_THOUSANDTHS}[^\w:]{{1,9}}{_LIKE_A_CLOCK}(?:{_THOUSANDTHS})?(?:\s.*)?"
)
_IN_BRACKETS = re.compile(rf"\s*\[\s*({_LIKE_A_CLOCK})(?:{_THOUSANDTHS})?\s*\]")
_AT_THE_START = re.compile(rf"\s*(\d+(?::\d\d\d?){{1,3}})(?:{_THOUSANDTHS})?(?=[\s–-]|$)")
_NAME_AND_TIME = re.compile(rf"\s*(\S[^:\[\]]*?)[\s,]+\[?{CLOCK}\]?\s*")
_LONGEST_NAME = 80
# Words that names and roles are made of beside capitalised ones: "Chair of the panel", "A member".
_SMALL_WORD = re.compile(r"a|an|and|ab|ap|de|der|for|from|in|la|le|members?|of|on|resident|the|van|von|yr?")


def is_name(name: str) -> bool:
    """Whether this looks like the name or the role of one who speaks."""
    parts = name.replace(",", " ").split()
    return (
        0 < len(parts) <= 8
        and len(name) <= _LONGEST_NAME
        and name[0].isupper()
        and all(part[0].isupper() or not part[0].isalpha() or _SMALL_WORD.fullmatch(part) for part in parts)
    )


def is_pair_of_times(line: str) -> bool:
    """Whether a line begins with two times of captions, whatever stands between them."""
    return _PAIR.fullmatch(line) is not None


def is_no_time(line: str, among_times: bool) -> bool:
    """Whether a line begins with what is meant as a time and is none: `[12:75]`; `among_times`, `12:75` too."""
    found = _IN_BRACKETS.match(line) or (_AT_THE_START.match(line) if among_times else None)
    return found is not None and re.fullmatch(CLOCK, found[1]) is None


def name_and_time(line: str) -> tuple[str, int] | None:
    """The name and the time, in milliseconds, of a line that has nothing else: "Ann Reid 12:34"; else None."""
    found = _NAME_AND_TIME.fullmatch(line)
    if found is None or not is_name(found[1]):
        return None
    name, hours, minutes, seconds = found.groups()
    return name, (int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)) * 1000


def are_names_above(lines: Sequence[str]) -> bool:
    """Whether a text is what meeting software writes: above most of its paragraphs a line with a name and a time."""
    begins = [
        line for line, before in zip(lines, ["", *lines], strict=False) if line.strip() and not before.strip()
    ]
    if not begins or name_and_time(begins[0]) is None:
        return False
    heads = sum(name_and_time(line) is not None for line in lines)
    # Some leave a blank line below the name, too.
    alone = sum(
        name_and_time(line) is not None and not below.strip()
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
    )
    return heads * 2 > len(begins) - alone
