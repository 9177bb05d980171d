"""Moderators, and what they need to decide, for tests."""

from __future__ import annotations

from app.accounts.models import Account, Role
from app.comments.models import Comment
from app.core import clock
from app.moderation.models import NEEDS_REASON, Action, Escalation, ModerationDecision
from app.moderation.queries import seen_mark
from app.moderation.queries.at_desk import latest_decisions
from app.moderation.queries.policy import policy_in_force
from app.moderation.services import append_decision, decide
from tests.factories.accounts import make_account


def make_moderator(
    email: str = "sam.okafor@fenbury.example", name: str = "Sam Okafor", organisation_id: int | None = None
) -> Account:
    """A moderator, of all organisations unless one is given."""
    return make_account(email, name=name, role=Role.MODERATOR, organisation_id=organisation_id)


def make_lead(
    email: str = "lena.lead@fenbury.example", name: str = "Lena Lead", organisation_id: int | None = None
) -> Account:
    """A lead moderator, of all organisations unless one is given."""
    return make_account(email, name=name, role=Role.LEAD_MODERATOR, organisation_id=organisation_id)


def mark_of(comment: Comment) -> str:
    """What a moderator sees who has just opened the comment."""
    return seen_mark(comment, latest_decisions([comment.id]).get(comment.id))


def decide_as(
    by: Account, comment: Comment, action: Action, *, note: str | None = None, reason: str = "abuse"
) -> ModerationDecision:
    """Let a moderator decide who has just looked at the comment, with whatever the action needs."""
    needs_reason = action in (Action.REJECT, Action.HIDE)
    return decide(
        comment,
        action,
        by=by,
        seen=mark_of(comment),
        reason_code=reason if needs_reason else None,
        note_to_author=note,
        internal_note="As agreed." if action is Action.HAND_BACK else None,
        escalation=Escalation.UNSURE if action is Action.ESCALATE else None,
    )


def add_decision(
    by: Account, comment: Comment, action: Action, *, reason: str = "abuse", **columns: object
) -> ModerationDecision:
    """A row of the log alone: the comment stays as it is, and nobody is told."""
    given: dict[str, object] = {
        "comment_id": comment.id,
        "action": action.value,
        "reason_code": reason if action in NEEDS_REASON else None,
        "policy_version_id": policy_in_force().id,
        "former_state": comment.state,
        "decided_by_id": by.id,
        "decided_at": clock.now(),
        **columns,
    }
    decision = ModerationDecision(**given)
    append_decision(decision)
    return decision
