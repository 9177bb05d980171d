"""What the worker does about dispositions beside sending letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.core import transactions
from app.dispositions.services.telling import write_to_authors


def tell_authors(payload: dict[str, Any]) -> None:
    """Turn what was answered within some minutes into one letter for each author, a batch in each transaction."""
    since, until = (datetime.fromisoformat(payload[edge]) for edge in ("since", "until"))
    after: int | None = 0
    while after is not None:
        with transactions.unit_of_work():
            after = write_to_authors(payload["assembly_id"], since, until, after)
