"""Letters to authors about their own comments."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from app.comments.models import Comment, CommentState
from app.comments.queries import comment_to_confirm
from app.core.outbox import Letter


def confirm_comment(payload: dict[str, Any]) -> Letter | None:
    """Ask an author to confirm a comment. Nothing if it no longer waits for that."""
    comment: Comment | None = comment_to_confirm(payload["comment_id"])
    if comment is None or comment.contact is None or comment.state != CommentState.AWAITING_CONFIRMATION:
        return None
    site = current_app.config["PUBLIC_URL"]
    words = {
        "comment": comment,
        "confirm_url": f"{site}/confirm/{comment.contact.confirm_token}",
        "receipt_url": f"{site}/receipts/{comment.receipt_token}",
    }
    return Letter(
        to=comment.contact.email,
        subject=render_template("emails/confirm_comment/subject.txt", **words).strip(),
        text=render_template("emails/confirm_comment/body.txt", **words),
    )
