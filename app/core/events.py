"""Typed events: how a lower feature lets a higher one react without knowing it.

`app/wiring.py` holds the one table of handlers. Handlers run in the same transaction as the change and only write
rows. An event is a frozen dataclass that carries ids and is named in the past tense.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import current_app

Handler = Callable[[Any], None]
Handlers = Mapping[type, Sequence[Handler]]

HANDLERS_KEY = "moothall-handlers"


def announce(event: object) -> None:
    """Tell every handler in the table of `app/wiring.py` that this happened, in the table's order."""
    handlers: Handlers = current_app.extensions[HANDLERS_KEY]
    for handle in handlers.get(type(event), ()):
        handle(event)
