"""Letters about what was decided, why, and where to read it again: to authors, and to readers who reported."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.accounts.queries import account_by_id
from app.comments.letters import leave_path
from app.comments.models import CommentState, LetterKind
from app.comments.queries import place_of
from app.core.letters import compose
from app.core.outbox import Letter
from app.moderation.answers import answer_to
from app.moderation.limits import LETTERS_WAIT
from app.moderation.models import LEAVES, Action, AppealOutcome, ModerationDecision
from app.moderation.policy import cited_by
from app.moderation.queries import decision_for_letter, was_overtaken
from app.moderation.queries.appeals import appeal_for_letter, redactions_that_stand, standing_decisions
from app.moderation.queries.queue import entry_of_decision
from app.moderation.queries.reports import report_for_letter
from app.moderation.signals.removed import LABELS, Removed
from app.moderation.words import escalation_words

TEMPLATES = {
    Action.PUBLISH: "comment_published",
    Action.REJECT: "comment_rejected",
    Action.HIDE: "comment_hidden",
    Action.RESTORE: "comment_restored",
    Action.REDACT: "comment_redacted",
    Action.UNREDACT: "comment_unredacted",
}
# Which switch of the author's turns each off.
KINDS = {
    Action.PUBLISH: LetterKind.PUBLISHED,
    Action.REJECT: LetterKind.REJECTED,
    Action.HIDE: LetterKind.REJECTED,
    Action.RESTORE: LetterKind.PUBLISHED,
    Action.REDACT: LetterKind.REJECTED,
    Action.UNREDACT: LetterKind.PUBLISHED,
}


def comment_decided(payload: dict[str, Any]) -> Letter | None:
    """Tell an author what was decided. Nothing without a confirmed address, or if the decision no longer stands.

    The letter never holds the comment's text: it could be hidden while the letter is on its way. Nor does it hold
    the internal note.
    """
    decision = decision_for_letter(payload["decision_id"])
    if decision is None or Action(decision.action) not in TEMPLATES:
        return None
    comment, action = decision.comment, Action(decision.action)
    contact = comment.contact
    if contact is None or not contact.takes(KINDS[action]):
        return None
    if comment.state != LEAVES.get(action, decision.former_state) or was_overtaken(decision):
        return None
    site = current_app.config["PUBLIC_URL"]
    paragraph = cited_by(decision)
    words = {
        "comment": comment,
        "assembly": comment.subject.assembly,
        "paragraph": paragraph,
        "note": decision.note_to_author,
        "also": _taken_out_shortly_before(decision) if action is Action.REDACT else "",
        "page_url": site + place_of(comment),
        "receipt_url": f"{site}/receipts/{comment.receipt_token}",
        "policy_url": site + (paragraph.address if paragraph else "/moderation-policy"),
    }
    return compose(TEMPLATES[action], contact.email, leave_path=leave_path(comment, KINDS[action]), **words)


def _taken_out_shortly_before(decision: ModerationDecision) -> str:
    """What other redactions took out of which no letter left, since this one came before it was due."""
    earlier = [
        each
        for each in redactions_that_stand(decision.comment_id)
        if each.id < decision.id and each.decided_at > decision.decided_at - LETTERS_WAIT
    ]
    kinds = dict.fromkeys(kind for each in earlier for kind in each.detail["removed"])
    return ", ".join(str(LABELS[Removed(kind)]) for kind in kinds)


def appeal_decided(payload: dict[str, Any]) -> Letter | None:
    """Tell an author how their appeal ended. Nothing without a confirmed address, or if that no longer stands."""
    appeal = appeal_for_letter(payload["decision_id"])
    if appeal is None or appeal.outcome_decision is None or was_overtaken(appeal.outcome_decision):
        return None
    comment, contact = appeal.comment, appeal.comment.contact
    was_right = appeal.outcome == AppealOutcome.OVERTURNED
    kind = LetterKind.PUBLISHED if was_right else LetterKind.REJECTED
    if contact is None or not contact.takes(kind) or comment.state == CommentState.WITHDRAWN:
        return None
    site = current_app.config["PUBLIC_URL"]
    words: dict[str, Any] = {
        "comment": comment,
        "assembly": comment.subject.assembly,
        "was_right": was_right,
        "paragraph": None if was_right else cited_by(appeal.decision),
        "note": appeal.outcome_decision.note_to_author,
        "page_url": site + place_of(comment) if comment.state == CommentState.PUBLISHED else "",
        "is_hidden": comment.state == CommentState.HIDDEN,
        # Another decision may have taken other words out before.
        "is_whole": not redactions_that_stand(comment.id),
        "receipt_url": f"{site}/receipts/{comment.receipt_token}",
    }
    return compose("appeal_decided", contact.email, leave_path=leave_path(comment, kind), **words)


def report_answered(payload: dict[str, Any]) -> Letter | None:
    """Tell a reader how their report ended. Nothing without an address, or if that decision does not answer it now."""
    report = report_for_letter(payload["report_id"])
    if report is None or report.email is None or report.settled_by_id != payload["decision_id"]:
        return None
    commented = report.comment_id
    answer = answer_to(report, standing_decisions(commented), redactions_that_stand(commented))
    if answer is None:
        return None
    site, subject = current_app.config["PUBLIC_URL"], report.comment.subject
    words: dict[str, Any] = {
        "report": report,
        "answer": answer,
        # The title of what was taken down may be what had to go.
        "title": subject.title if subject.is_public else "",
        "assembly": subject.assembly,
        "report_url": f"{site}/reports/{report.token}",
        "policy_url": f"{site}/moderation-policy",
    }
    return compose("report_answered", report.email, **words)


def comment_escalated(payload: dict[str, Any]) -> Letter | None:
    """Tell a lead moderator that a comment waits for them, and why. Nothing if it no longer does.

    The letter holds none of the comment's words: it says where to read them.
    """
    entry, lead = entry_of_decision(payload["decision_id"]), account_by_id(payload["account_id"])
    if entry is None or lead is None or not lead.is_active:
        return None
    words: dict[str, Any] = {
        "assembly": entry.comment.subject.assembly,
        "why": escalation_words(entry.escalated_for),
        "is_urgent": entry.is_urgent,
        "desk_url": f"{current_app.config['PUBLIC_URL']}/moderation/comments/{entry.comment_id}",
    }
    return compose("comment_escalated", lead.email, **words)
