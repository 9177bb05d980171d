"""What the worker does for followers beside sending letters."""

from __future__ import annotations

from typing import Any

from app.core import transactions
from app.following.services import write_to_followers


def announce(payload: dict[str, Any]) -> None:
    """Turn one announcement into a letter for each follower. Nothing is sent by the announcement itself."""
    with transactions.unit_of_work():
        write_to_followers(payload["assembly_id"], payload["since"], payload["until"])
