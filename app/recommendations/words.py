"""What officers say about the place of a citation, as the form hands it to the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where in a piece of evidence it stands: words of it, literally, and the second at which something is said."""

    quote: str | None = None
    at_second: int | None = None


NOWHERE = Place()
