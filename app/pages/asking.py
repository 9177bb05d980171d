"""What a reader asks for in an address."""

from __future__ import annotations

from flask import request

from app.core.text import has_control_characters

LONGEST = 200


def asked(name: str) -> str:
    """A word of the query string, trimmed; empty where it is missing, very long or holds control characters."""
    text = request.args.get(name, "").strip()
    return "" if len(text) > LONGEST or has_control_characters(text) else text
