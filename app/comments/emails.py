"""Letters to authors about their own comments and questions."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, render_template

from app.comments.models import Comment, CommentState
from app.comments.queries import comment_to_confirm, place_of
from app.comments.queries.questions import answer_for_letter
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


def question_answered(payload: dict[str, Any]) -> Letter | None:
    """Tell who asked that there is an answer. Nothing without a confirmed address, or if either is not on show now.

    The letter holds neither text: both could be hidden while it is on its way.
    """
    answer = answer_for_letter(payload["answer_id"])
    question = answer.parent if answer is not None else None
    if (
        answer is None
        or question is None
        or question.contact is None
        or question.contact.confirmed_at is None
    ):
        return None
    if {answer.state, question.state} != {CommentState.PUBLISHED} or not question.subject.is_public:
        return None
    site = current_app.config["PUBLIC_URL"]
    words = {
        "question": question,
        "answer": answer,
        "assembly": question.subject.assembly,
        "place_url": f"{site}{place_of(question)}",
        "receipt_url": f"{site}/receipts/{question.receipt_token}",
    }
    return Letter(
        to=question.contact.email,
        subject=render_template("emails/question_answered/subject.txt", **words).strip(),
        text=render_template("emails/question_answered/body.txt", **words),
    )
