"""What the worker does to keep the index in step with the clock."""

from __future__ import annotations

from typing import Any

from app.core import transactions
from app.responses.events import ResponsePublished
from app.search.services import keep_response


def keep_shown_answer(payload: dict[str, Any]) -> None:
    """An answer that was set for a time is public now, so the one that it corrects is found no more."""
    with transactions.unit_of_work():
        keep_response(ResponsePublished(payload["response_id"]))
