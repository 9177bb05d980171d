"""What the worker does about answers beside sending letters."""

from __future__ import annotations

from typing import Any

from app.core import transactions
from app.responses.services import write_to_approvers, write_to_commenters
from app.responses.services.passes import write_to_members


def tell_commenters(payload: dict[str, Any]) -> None:
    """Turn an answer into one letter for each address that commented, a batch in each transaction."""
    after: int | None = 0
    while after is not None:
        with transactions.unit_of_work():
            after = write_to_commenters(payload["response_id"], after)


def ask_for_approval(payload: dict[str, Any]) -> None:
    """Turn a draft that was sent for approval into a letter to each officer who may publish it."""
    with transactions.unit_of_work():
        write_to_approvers(payload["response_id"], payload["sent_at"])


def tell_members(payload: dict[str, Any]) -> None:
    """Turn what happened on a day into one letter for each member who has a link. Nothing is sent by itself."""
    with transactions.unit_of_work():
        write_to_members(payload["assembly_id"], payload["since"], payload["until"])
