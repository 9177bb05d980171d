"""Letters to authors about what the council answered, and to officers about an answer that waits for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from app.accounts.queries import account_by_id
from app.assemblies.models import Assembly
from app.comments.letters import leave_path
from app.comments.models import LetterKind
from app.comments.queries.authors import first_of_same_address
from app.core import clock, dates
from app.core.db import db
from app.core.letters import compose
from app.core.outbox import Letter
from app.responses.debts import Debt, Owed, debts_of
from app.responses.models import Commitment, Response, ResponseRemark
from app.responses.policies import may_publish
from app.responses.queries.clocks import clock_of
from app.responses.wording.clock import ago


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


def _desk_words(response: Response) -> dict[str, Any]:
    """What a letter to an officer says of a draft: never its words, which may change before the letter is read."""
    site, slug = current_app.config["PUBLIC_URL"], response.assembly.slug
    return {
        "assembly": response.assembly,
        "labels": ", ".join(each.label for each in response.recommendations),
        "number": len(response.recommendations),
        "desk_url": f"{site}/council/{slug}/responses/{response.id}/preview",
    }


def answer_to_approve(payload: dict[str, Any]) -> Letter | None:
    """Tell an officer that an answer waits for approval. Nothing if it no longer does, or the officer may not."""
    response = db.session.get(Response, payload["response_id"])
    officer = account_by_id(payload["account_id"])
    if response is None or officer is None or not officer.is_active or response.published_at is not None:
        return None
    is_the_same = response.sent_at is not None and response.sent_at.isoformat() == payload["sent_at"]
    if not is_the_same or not may_publish(officer, response):
        return None
    asked_by = response.sent_by.name if response.sent_by else ""
    return compose("answer_to_approve", officer.email, asked_by=asked_by, **_desk_words(response))


def answer_handed_back(payload: dict[str, Any]) -> Letter | None:
    """Tell who wrote a draft last that a colleague handed it back. Nothing where it was published or sent since."""
    remark = db.session.get(ResponseRemark, payload["remark_id"])
    response = db.session.get(Response, remark.response_id) if remark else None
    if remark is None or response is None or response.sent_at is not None:
        return None
    writer = response.edited_by or response.drafted_by
    if writer is None or not writer.is_active or response.published_at is not None:
        return None
    return compose(
        "answer_handed_back", writer.email, handed_back_by=remark.made_by.name, **_desk_words(response)
    )


def due(payload: dict[str, Any]) -> Letter | None:
    """Remind an officer of what is due soon or late. Nothing if it was done, or is due at another time now."""
    assembly, officer = db.session.get(Assembly, payload["assembly_id"]), account_by_id(payload["account_id"])
    standing = clock_of(assembly) if assembly is not None and assembly.is_public else None
    if assembly is None or standing is None or standing.pause is not None or officer is None:
        return None
    debt = Debt(Owed(payload["owed"]), datetime.fromisoformat(payload["due_at"]), payload["commitment_id"])
    if not officer.is_active or debt not in list(debts_of(standing)):
        return None
    commitment = db.session.get(Commitment, debt.commitment_id)
    words: dict[str, Any] = {
        "assembly": assembly,
        "owed": debt.owed.value,
        "is_late": debt.due_at <= clock.now(),
        "when": dates.moment(debt.due_at, weekday=True),
        "ago": ago(debt.due_at) if debt.due_at <= clock.now() else "",
        "missing": standing.missing,
        "title": commitment.current.title if commitment else "",
        "desk_url": f"{current_app.config['PUBLIC_URL']}/council/{assembly.slug}/responses/",
    }
    return compose("due", officer.email, **words)
