"""Letters to authors about their own comments and questions."""

from __future__ import annotations

import re
from typing import Any

from flask import current_app, render_template

from app.comments.letters import leave_path
from app.comments.models import Comment, CommentState, LetterKind
from app.comments.queries import comment_to_confirm, place_of
from app.comments.queries.questions import answer_for_letter
from app.comments.queries.unread import would_be_shown_unread
from app.core.letters import compose
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
        "shown_at_once": would_be_shown_unread(comment),
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
    if answer is None or question is None or not _may_tell_of(answer, question):
        return None
    return _told_of(answer, question, "question_answered")


def comment_replied(payload: dict[str, Any]) -> Letter | None:
    """Tell an author that somebody replied. Nothing without a confirmed address, if such letters are turned off, or
    if either text is not on show now. The letter holds neither."""
    reply = answer_for_letter(payload["reply_id"])
    parent = reply.parent if reply is not None else None
    if reply is None or parent is None or not _may_tell_of(reply, parent):
        return None
    shown_at = payload.get("shown_at")
    if shown_at and (reply.published_at is None or reply.published_at.isoformat() != shown_at):
        # It was taken back and published anew since, and another letter tells of that.
        return None
    return _told_of(reply, parent, "comment_replied")


def _may_tell_of(reply: Comment, parent: Comment) -> bool:
    contact = parent.contact
    if contact is None or not contact.takes(LetterKind.REPLIED):
        return False
    return {reply.state, parent.state} == {CommentState.PUBLISHED} and parent.subject.is_public


def _told_of(reply: Comment, parent: Comment, event: str) -> Letter | None:
    if parent.contact is None:
        return None
    site = current_app.config["PUBLIC_URL"]
    return compose(
        event,
        parent.contact.email,
        leave_path=leave_path(parent, LetterKind.REPLIED),
        question=parent,
        answer=reply,
        assembly=parent.subject.assembly,
        place_url=f"{site}{place_of(parent)}",
        receipt_url=f"{site}/receipts/{parent.receipt_token}",
    )
