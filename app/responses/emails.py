"""Letters to authors about what the council answered to a recommendation that they commented on."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.comments.letters import leave_path
from app.comments.models import LetterKind
from app.comments.queries.authors import first_of_same_address
from app.core import clock
from app.core.db import db
from app.core.letters import compose
from app.core.outbox import Letter
from app.responses.models import Response


def recommendation_answered(payload: dict[str, Any]) -> Letter | None:
    """Tell an author that the council answered. Nothing where none of their comments is on show, or such letters are
    turned off. The letter leads to the answer; what it says stands on the page."""
    response = db.session.get(Response, payload["response_id"])
    if response is None or response.published_at is None or response.published_at > clock.now():
        return None
    subjects = [each.subject_id for each in response.recommendations]
    comment = first_of_same_address(subjects, LetterKind.ANSWERED, payload["comment_id"])
    if comment is None or comment.contact is None:
        return None
    site = current_app.config["PUBLIC_URL"]
    return compose(
        "recommendation_answered",
        comment.contact.email,
        leave_path=leave_path(comment, LetterKind.ANSWERED),
        comment=comment,
        assembly=comment.subject.assembly,
        answer_url=f"{site}{comment.subject.path}#answer",
        receipt_url=f"{site}/receipts/{comment.receipt_token}",
    )
