"""Loading for views: what is not there, or not to be known of, is a 404."""

from __future__ import annotations

from typing import TypeVar

from flask import abort

T = TypeVar("T")


def found(thing: T | None) -> T:
    """The thing itself. Raises a 404 where there is none."""
    if thing is None:
        abort(404)
    return thing
