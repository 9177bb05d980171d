"""Letters to authors about what became of their comments."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.comments.letters import leave_path
from app.comments.models import CommentState, LetterKind
from app.comments.queries import comment_to_confirm
from app.core.letters import compose
from app.core.outbox import Letter
from app.dispositions.queries.dispositions import current_dispositions, has_answer_of_parent
from app.dispositions.queries.told import last_told


def comment_disposed(payload: dict[str, Any]) -> Letter | None:
    """Tell an author what became of a comment. Nothing if another answer counts by now, the comment is not on show,
    or such letters are turned off. The letter holds neither the comment nor the officer's words."""
    comment = comment_to_confirm(payload["comment_id"])
    if comment is None or comment.contact is None or not comment.contact.takes(LetterKind.DISPOSED):
        return None
    if comment.state != CommentState.PUBLISHED or not comment.subject.is_public:
        return None
    answer = current_dispositions([comment.id]).get(comment.id)
    if answer is None or answer.made_at.isoformat() != payload["made_at"]:
        return None
    site = current_app.config["PUBLIC_URL"]
    return compose(
        "comment_disposed",
        comment.contact.email,
        leave_path=leave_path(comment, LetterKind.DISPOSED),
        comment=comment,
        outcome=answer.outcome,
        has_reasons=bool(answer.explanation),
        replaced_at=last_told(comment.id),
        is_of_parent=has_answer_of_parent(comment.id),
        assembly=comment.subject.assembly,
        receipt_url=f"{site}/receipts/{comment.receipt_token}",
    )
