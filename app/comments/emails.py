"""Letters to authors about their own comments."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, render_template

from app.comments.models import Comment, CommentState
from app.comments.queries import comment_to_confirm
from app.core.outbox import Letter
from app.core.text import excerpt

QUOTED = 100
_ADDRESSES = re.compile(r"\S*(?:://|www\.|\.\w{2,}/|@)\S*", re.IGNORECASE)


def beginning(body: str) -> str:
    """The first words of a comment, to know it again by. Addresses are left out and the rest is not quoted: whoever
    fills in a stranger's mail address must not be able to send that person a message."""
    return excerpt(_ADDRESSES.sub("…", body), QUOTED)


def confirm_comment(payload: dict[str, Any]) -> Letter | None:
    """Ask an author to confirm a comment. Nothing if it no longer waits for that."""
    comment: Comment | None = comment_to_confirm(payload["comment_id"])
    if comment is None or comment.contact is None or comment.state != CommentState.AWAITING_CONFIRMATION:
        return None
    site = current_app.config["PUBLIC_URL"]
    words = {
        "comment": comment,
        "beginning": beginning(comment.body),
        "confirm_url": f"{site}/confirm/{comment.contact.confirm_token}",
        "receipt_url": f"{site}/receipts/{comment.receipt_token}",
    }
    return Letter(
        to=comment.contact.email,
        subject=render_template("emails/confirm_comment/subject.txt", **words).strip(),
        text=render_template("emails/confirm_comment/body.txt", **words),
    )
