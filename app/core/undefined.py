"""What a template gets for a name that is not there.

A misspelt name, or a missing attribute of an object, is an error. A key that a dictionary leaves out is simply empty:
components take dictionaries with optional keys, and so do the macros of govuk-frontend-jinja.
"""

from __future__ import annotations

from typing import Any

from jinja2 import ChainableUndefined, StrictUndefined, Undefined, UndefinedError
from jinja2.utils import missing


class UndefinedUnlessOptional(Undefined):
    """Given to Jinja as its `undefined`; makes a strict or an empty one, as the place demands."""

    def __new__(  # type: ignore[misc]
        cls,
        hint: str | None = None,
        obj: Any = missing,
        name: str | None = None,
        exc: type[Any] = UndefinedError,
    ) -> Undefined:
        # A macro may ask whether it was called with a block: Jinja gives it `caller` as an undefined name. The GOV.UK
        # macros say `undefined` and `null` when they mean nothing.
        optional = isinstance(obj, dict) or name in ("caller", "undefined", "null")
        return (ChainableUndefined if optional else StrictUndefined)(hint, obj, name, exc)
