"""Telling authors of comments that the council answered, and officers that an answer waits for them."""

from __future__ import annotations

from app.accounts.queries import working_officers
from app.comments.models import LetterKind
from app.comments.queries.authors import first_of_each_address
from app.core import outbox
from app.core.db import db
from app.responses.models import Response
from app.responses.policies import may_publish

# How many letters the worker writes down in one transaction.
BATCH = 200


def write_to_commenters(response_id: int, after: int) -> int | None:
    """Put a letter into the outbox for the next addresses that commented on what an answer is about.

    Takes the id of the last comment that was looked at. Returns that of the last one now, or None where there are no
    more, or where the answer is not public: it was called off, or set for another time. One letter goes to each
    address, however many comments it wrote. A second call adds nothing.
    """
    response = db.session.get_one(Response, response_id)
    if not response.is_public:
        return None
    subjects = [each.subject_id for each in response.recommendations]
    ids = first_of_each_address(subjects, LetterKind.ANSWERED, after, BATCH)
    for comment_id in ids:
        key = f"recommendation_answered:{response_id}:{comment_id}"
        outbox.put("recommendation_answered", key, response_id=response_id, comment_id=comment_id)
    return ids[-1] if len(ids) == BATCH else None


def write_to_approvers(response_id: int, sent_at: str) -> None:
    """Put a letter into the outbox for each officer who may publish an answer that waits for approval.

    Takes the moment, in ISO, at which it was sent. Nothing where it does not wait any more, or was sent again since.
    """
    response = db.session.get_one(Response, response_id)
    if response.sent_at is None or response.sent_at.isoformat() != sent_at:
        return
    for officer in working_officers(response.assembly.organisation_id):
        if may_publish(officer, response):
            key = f"answer_to_approve:{response_id}:{officer.id}:{sent_at}"
            outbox.put(
                "answer_to_approve", key, response_id=response_id, account_id=officer.id, sent_at=sent_at
            )
