"""Taking a press back while no letter of it has left: everything stands again as it stood before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.comments import services as comments
from app.comments.models import Comment, CommentState
from app.comments.services import all_at_once
from app.core import audit, clock, dates
from app.core.db import db
from app.core.errors import Refused
from app.moderation.limits import UNDO_WITHIN
from app.moderation.models import LEAVES, Action, DecisionBatch, ModerationDecision
from app.moderation.policies import may_lead, may_moderate
from app.moderation.queries.appeals import is_own_case
from app.moderation.queries.at_desk import latest_decisions
from app.moderation.queries.policy import policy_in_force
from app.moderation.services.appeals import reopen_appeal
from app.moderation.services.batches import NotDone, lock_comments
from app.moderation.services.chain import append_decisions
from app.moderation.services.queue import keep_all_in_queue
from app.moderation.services.reports import reopen_reports

# Where readers see a comment or its trace, below which its replies stand.
_SEEN = (CommentState.PUBLISHED, CommentState.HIDDEN)


@dataclass(frozen=True)
class UndoOutcome:
    """What taking a press back did: the comments that stand as before, and those that had moved on."""

    returned: Sequence[Comment]
    left: Sequence[NotDone]


def undo(batch: DecisionBatch, by: Account) -> UndoOutcome:
    """Take a press back: each comment on which nothing has happened since stands again exactly as before.

    That is its state, its words, since when it had waited, its reports and its place in the queue. Takes the batch and
    who takes it back: who made it, or a lead moderator. What has moved on meanwhile is left, and the outcome says why.
    Raises Refused once the time for it is over, where it was taken back before, and for anybody else.
    """
    db.session.refresh(batch, with_for_update={"of": DecisionBatch})
    decisions = {
        decision.comment_id: decision
        for decision in db.session.scalars(
            select(ModerationDecision).where(ModerationDecision.batch_id == batch.id)
        )
    }
    things = lock_comments(decisions)
    _refuse(batch, things, by)
    last = latest_decisions(list(decisions))
    moved_on = {
        comment.id: why
        for comment in things
        if (why := _moved_on(comment, decisions[comment.id], last[comment.id])) is not None
    }
    moved_on |= _replied_to([comment for comment in things if comment.id not in moved_on], decisions)
    returning = sorted(
        (comment for comment in things if comment.id not in moved_on),
        key=lambda comment: (comment.subject.assembly_id or 0, comment.id),
    )
    if returning:
        _return(batch, returning, decisions, by)
    return UndoOutcome(
        returning, [NotDone(c.id, c, moved_on[c.id]) for c in reversed(things) if c.id in moved_on]
    )


def may_undo(batch: DecisionBatch, things: Sequence[Comment], by: Account) -> bool:
    """Whether somebody may take a press back: who made it and still moderates there, or who leads the moderators."""
    may = may_moderate if batch.made_by_id == by.id else may_lead
    return all(may(by, comment) for comment in things)


def _refuse(batch: DecisionBatch, things: Sequence[Comment], by: Account) -> None:
    if not may_undo(batch, things, by):
        raise Refused(gettext("Only who decided this, or a lead moderator, can take it back."))
    if is_own_case(batch.id, by.id):
        raise Refused(
            gettext("This answers an appeal against your own decision. Somebody else can take it back.")
        )
    if batch.action == Action.UNDO:
        raise Refused(gettext("What was taken back stays so. Decide it again."))
    if batch.undone_at is not None:
        raise Refused(gettext("This was taken back at %(time)s already.", time=dates.time(batch.undone_at)))
    until = batch.made_at + UNDO_WITHIN
    if clock.now() >= until:
        raise Refused(
            gettext(
                "This could be taken back until %(time)s. The letters have left. You can decide it anew.",
                time=dates.time(until),
            )
        )


def _moved_on(comment: Comment, decision: ModerationDecision, last: ModerationDecision) -> str | None:
    """What has happened to a comment since it was decided on, in a sentence; None where nothing has."""
    if comment.state == CommentState.WITHDRAWN:
        return str(gettext("Its author has withdrawn it."))
    if last.id != decision.id:
        return str(gettext("%(name)s has decided on it since.", name=last.decided_by.name))
    if comment.edited_at is not None and comment.edited_at > decision.decided_at:
        return str(gettext("Its author has changed the words since."))
    if comment.state != LEAVES.get(Action(decision.action), decision.former_state):
        return str(gettext("It has changed since."))
    return None


def _replied_to(things: Sequence[Comment], decisions: Mapping[int, ModerationDecision]) -> dict[int, str]:
    """Of comments that would leave their page without a trace, those below which replies would stay on show that do
    not leave with them."""
    leaving = Counter(c.parent_id for c in things if c.state == CommentState.PUBLISHED)
    why = str(gettext("Somebody has replied to it since, and the reply is on show. Hide it instead."))
    return {
        comment.id: why
        for comment in things
        if comment.replies_on_show > leaving[comment.id] and decisions[comment.id].former_state not in _SEEN
    }


def _return(
    batch: DecisionBatch,
    things: Sequence[Comment],
    decisions: Mapping[int, ModerationDecision],
    by: Account,
) -> None:
    now = clock.now()
    press = DecisionBatch(action=Action.UNDO, reason_code=None, made_by_id=by.id, made_at=now)
    db.session.add(press)
    batch.undone_at, batch.undone_by_id = now, by.id
    db.session.flush()
    policy = policy_in_force()
    undone = [
        ModerationDecision(
            comment_id=comment.id,
            action=Action.UNDO,
            policy_version_id=policy.id,
            former_state=comment.state,
            batch_id=press.id,
            undoes_id=decisions[comment.id].id,
            decided_by_id=by.id,
            decided_at=now,
        )
        for comment in things
    ]
    with all_at_once():
        for comment in things:
            _stand_as_before(comment, decisions[comment.id], by)
    append_decisions(undone)
    for undoing in undone:
        audit.record("undone", undoing, actor_id=by.id, undoes=undoing.undoes_id)
        reopen_reports(decisions[undoing.comment_id])
        reopen_appeal(decisions[undoing.comment_id])
    keep_all_in_queue([comment.id for comment in things])


def _stand_as_before(comment: Comment, decision: ModerationDecision, by: Account) -> None:
    former = CommentState(decision.former_state or comment.state)
    comments.return_comment(comment, former, decision.waited_since, by.id)
    take_back = _WORDS.get(Action(decision.action))
    if take_back is not None:
        take_back(comment)


# What else must be taken back: the words.
_WORDS: Mapping[Action, Callable[[Comment], None]] = {
    Action.REDACT: comments.take_back_redaction,
    Action.UNREDACT: comments.take_back_unredaction,
}
