"""What a reader asks for in an address."""

from __future__ import annotations

from flask import request

from app.core.text import has_control_characters

LONGEST = 200


def asked(name: str, longest: int = LONGEST) -> str:
    """A word of the query string, trimmed and cut where it is very long; control characters become spaces."""
    text = request.args.get(name, "").strip()
    return "".join(" " if has_control_characters(c) else c for c in text[:longest]).strip()
