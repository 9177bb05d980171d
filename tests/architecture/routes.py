"""What the map of addresses says: every view with the decorators that it wears, outermost first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flask_limiter
from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Rule

from app import create_app
from app.core import access, transactions
from app.files import receiving
from config import from_environment

# Flask's own view of built files; it has neither access nor anything to write.
NOT_OURS = {"static"}
# Decorators that the house knows, by the file in which their wrappers are made.
ACCESS, LIMIT, RECEIVES, WRITES = "access", "limit", "receives", "writes"
_KINDS = {
    str(Path(access.__file__)): ACCESS,
    str(Path(receiving.__file__)): RECEIVES,
    str(Path(transactions.__file__)): WRITES,
    str(Path(flask_limiter.__file__).with_name("_limits.py")): LIMIT,
}


@dataclass(frozen=True)
class Route:
    """One address with its view."""

    rule: Rule
    view: Callable[..., Any]

    @property
    def methods(self) -> set[str]:
        return set(self.rule.methods or ()) - {"HEAD", "OPTIONS"}

    @property
    def converters(self) -> dict[str, BaseConverter]:
        """What turns the free parts of the address into values, by their names."""
        return dict(self.rule._converters)  # noqa: SLF001 - werkzeug shows them nowhere else

    def address(self, **values: str) -> str:
        """The address with these values in its free parts; a number is 1 where none is given."""
        filled: dict[str, str | int] = {
            name: 1 if isinstance(converter, IntegerConverter) else values.get(name, "none")
            for name, converter in self.converters.items()
        }
        built = self.rule.build(filled, append_unknown=False)
        assert built is not None, f"{self} cannot be built from {filled}"
        return built[1]

    @property
    def access(self) -> object:
        return getattr(self.view, "access", None)

    @property
    def decorators(self) -> list[str]:
        """The house's decorators on this view, outermost first, each as often as it is worn.

        By where the wrapper's code stands, for the marks that decorators leave are copied outwards.
        """
        worn = []
        layer: Any = self.view
        while layer is not None:
            kind = _KINDS.get(layer.__code__.co_filename)
            if kind:
                worn.append(kind)
            layer = getattr(layer, "__wrapped__", None)
        return worn

    def __str__(self) -> str:
        return f"{'/'.join(sorted(self.methods))} {self.rule.rule} ({self.rule.endpoint})"


def whole_site(data_dir: Path) -> Flask:
    """The application with every page that it can have, the demo's included. It opens no database."""
    return create_app(from_environment({"DEMO": "1", "DATA_DIR": str(data_dir), "RATE_LIMITS": "0"}))


def routes(app: Flask) -> Iterator[Route]:
    """Every route of an application that is ours."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in NOT_OURS:
            yield Route(rule, app.view_functions[rule.endpoint])
