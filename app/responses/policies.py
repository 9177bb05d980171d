"""Who may publish an answer: an officer, and none of those who wrote it or asked for its approval."""

from __future__ import annotations

from app.accounts.models import Account
from app.responses.models import Response


def has_written(actor: Account, response: Response) -> bool:
    """Whether somebody drafted the answer or changed it last. Such a person may not publish it."""
    return actor.id in (response.drafted_by_id, response.edited_by_id)


def has_asked(actor: Account, response: Response) -> bool:
    """Whether somebody sent the answer for approval. Nobody approves what they asked for themselves."""
    return actor.id == response.sent_by_id


def may_publish(actor: Account, response: Response) -> bool:
    """Whether an officer may publish this answer, once it was sent for approval."""
    return not has_written(actor, response) and not has_asked(actor, response)
