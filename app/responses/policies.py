"""Who may publish an answer: an officer, and never one of those who wrote it."""

from __future__ import annotations

from app.accounts.models import Account
from app.responses.models import Response


def has_written(actor: Account, response: Response) -> bool:
    """Whether somebody drafted the answer or changed it last. Such a person may not publish it."""
    return actor.id in (response.drafted_by_id, response.edited_by_id)
