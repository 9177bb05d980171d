"""Appeals: an author challenges a decision. Who decides about that stands in `appeal_outcomes`."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import update

from app.comments import services as comments
from app.comments.models import Comment, CommentState
from app.comments.rewording import belongs_to_a_resident
from app.core import audit, clock
from app.core.db import db
from app.core.errors import Refused
from app.moderation.models import Action, Appeal, AppealOutcome, ModerationDecision
from app.moderation.queries.appeals import appeal_against, decision_to_appeal
from app.moderation.services.queue import keep_in_queue


def appeal(comment: Comment, decision_id: int, text: str) -> Appeal:
    """Keep an author's appeal, for another moderator to decide.

    Takes the comment, the decision that its author read, by number, and why it is wrong. Returns the appeal. Raises
    Refused, saying why, where that decision does not hold any more, where its author has appealed before, and where
    the comment was withdrawn.
    """
    comments.lock_comment(comment)
    if not belongs_to_a_resident(comment):
        raise Refused("")
    if comment.state == CommentState.WITHDRAWN:
        raise Refused(gettext("You have withdrawn it, so there is nothing to appeal against."))
    decision = decision_to_appeal(comment)
    if decision is None or decision.id != decision_id:
        raise Refused(gettext("This has changed since you opened the page. Read what holds now."))
    if appeal_against(decision.id) is not None:
        raise Refused(gettext("You have appealed against this already. You can do that once."))
    made = Appeal(comment_id=comment.id, decision_id=decision.id, text=text, made_at=clock.now())
    db.session.add(made)
    audit.record("appealed", made, comment=comment.id, decision=decision.id)
    keep_in_queue(comment)
    return made


def settle_appeal(appeal: Appeal, decision: ModerationDecision) -> None:
    """Write down how an appeal ended. Takes the decision that answers it, which has its id."""
    upheld = decision.action == Action.UPHOLD
    appeal.outcome = AppealOutcome.UPHELD if upheld else AppealOutcome.OVERTURNED
    appeal.decided_at, appeal.decided_by_id = decision.decided_at, decision.decided_by_id
    appeal.outcome_decision_id = decision.id
    audit.record("answered", appeal, actor_id=decision.decided_by_id, outcome=appeal.outcome)


def reopen_appeal(decision: ModerationDecision) -> None:
    """Let the appeal wait again that this decision had answered, since it is undone."""
    db.session.execute(
        update(Appeal)
        .where(Appeal.outcome_decision_id == decision.id)
        .values(outcome=None, decided_at=None, decided_by_id=None, outcome_decision_id=None)
    )
