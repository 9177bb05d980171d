"""Names for files that every computer, address and header can bear."""

from __future__ import annotations

import re

from app.core.text import slug
from app.files.kinds import ENDINGS, FileKind

LONGEST = 80
NAMELESS = "file"
# Windows keeps these for itself, whatever their ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


def safe_name(typed: str, kind: FileKind) -> str:
    """A name in plain small letters, figures and hyphens, with the ending of its kind.

    Takes the name as it was sent, whatever it holds, and the kind. Returns for example `takings-2025.pdf`.
    """
    last = re.split(r"[/\\]", typed)[-1]
    stem, dot, ending = last.rpartition(".")
    if not dot or ending.strip().lower() not in ENDINGS:
        stem = last
    words = slug(re.sub(r"[_.]", " ", stem), longest=LONGEST) or NAMELESS
    if _RESERVED.fullmatch(words):
        words = f"{NAMELESS}-{words}"
    return f"{words}.{kind.value}"
