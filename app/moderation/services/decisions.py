"""Deciding on comments: on one, or on many with one press."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext

from app.accounts.models import Account
from app.comments import services as comments
from app.comments.models import Comment, CommentState
from app.core import audit, clock, outbox
from app.core.db import db
from app.core.errors import Refused
from app.moderation.limits import LETTERS_WAIT
from app.moderation.models import (
    NEEDS_REASON,
    Action,
    DecisionBatch,
    Escalation,
    ModerationDecision,
    PolicyVersion,
)
from app.moderation.queries.at_desk import AtDesk, at_desk
from app.moderation.queries.leads import leads_of
from app.moderation.queries.policy import policy_in_force
from app.moderation.redaction import Redaction, redact
from app.moderation.services.allowed import Verdict, refuse_unsound, why_not
from app.moderation.services.appeals import settle_appeal
from app.moderation.services.chain import append_decisions
from app.moderation.services.queue import keep_all_in_queue
from app.moderation.services.reports import settle_reports
from app.moderation.signals.removed import LABELS

# Of a comment that stays as it was, there is nothing to tell its author.
TELLS_AUTHOR = (
    Action.PUBLISH,
    Action.REJECT,
    Action.REDACT,
    Action.HIDE,
    Action.RESTORE,
    Action.UNREDACT,
    Action.UPHOLD,
)


def decide(  # noqa: PLR0913 - all that the desk's form says
    comment: Comment,
    action: Action,
    *,
    by: Account,
    seen: str,
    reason_code: str | None = None,
    note_to_author: str | None = None,
    internal_note: str | None = None,
    redactions: Sequence[Redaction] = (),
    escalation: Escalation | None = None,
) -> ModerationDecision:
    """Decide on a comment: the change of state, the append-only record, the settled reports, the author's letter.

    Takes the comment, what to do, who does it, and the mark (`queries.seen_mark`) of what that person saw. A reason
    is compulsory for rejecting, hiding and taking words out; without a note of the moderator's own, its author reads
    the policy's ready one, or which kinds of words were taken out. `redactions` says which words go, `escalation` for
    what a lead moderator is asked. Returns the decision. Raises Refused, saying what happened, where somebody else
    decided meanwhile or reads it just now, and where the comment's state does not allow the action.
    """
    verdict = Verdict(action, by, reason_code, note_to_author, internal_note, redactions, escalation)
    policy = policy_in_force()
    refuse_unsound(verdict, policy)
    comments.lock_comment(comment)
    thing = at_desk([comment])[comment.id]
    refusal = why_not(thing, verdict, seen)
    if refusal is not None:
        raise Refused(refusal)
    _, [decision] = carry_out([thing], verdict, policy)
    return decision


def carry_out(
    things: Sequence[AtDesk], verdict: Verdict, policy: PolicyVersion
) -> tuple[DecisionBatch, Sequence[ModerationDecision]]:
    """Do to comments what was decided, with one press. Takes what has been locked and found possible."""
    batch = DecisionBatch(
        action=verdict.action,
        reason_code=verdict.reason_code if verdict.action in NEEDS_REASON else None,
        made_by_id=verdict.by.id,
        made_at=clock.now(),
    )
    db.session.add(batch)
    db.session.flush()
    decisions = [_decision(thing, verdict, batch, policy) for thing in things]
    for thing in things:
        _DO[verdict.action](thing.comment, verdict)
    append_decisions(decisions)
    for thing, decision in zip(things, decisions, strict=True):
        audit.record(
            "decided", decision, actor_id=verdict.by.id, decision=verdict.action, reason=decision.reason_code
        )
        _tell(thing.comment, decision, verdict)
        if thing.entry is not None:
            thing.entry.claimed_by_id, thing.entry.claimed_until = None, None
    if verdict.answers is not None:
        settle_appeal(verdict.answers, decisions[0])
    settle_reports(decisions)
    keep_all_in_queue([thing.comment.id for thing in things])
    return batch, decisions


def _decision(
    thing: AtDesk, verdict: Verdict, batch: DecisionBatch, policy: PolicyVersion
) -> ModerationDecision:
    return ModerationDecision(
        comment_id=thing.comment.id,
        action=verdict.action,
        reason_code=batch.reason_code,
        note_to_author=_note(verdict, policy),
        internal_note=verdict.internal_note or None,
        detail=_detail(verdict),
        policy_version_id=policy.id,
        former_state=thing.comment.state,
        waited_since=thing.comment.waiting_since,
        batch_id=batch.id,
        decided_by_id=verdict.by.id,
        decided_at=batch.made_at,
    )


def _detail(verdict: Verdict) -> dict[str, object]:
    if verdict.action is Action.REDACT:
        return {"removed": sorted({redaction.kind.value for redaction in verdict.redactions})}
    if verdict.action is Action.ESCALATE and verdict.escalation is not None:
        return {"escalation": verdict.escalation.value}
    return {}


def _note(verdict: Verdict, policy: PolicyVersion) -> str | None:
    """What the author reads: the moderator's own words, else the ready ones of the paragraph, else nothing.

    The ready ones are English. A moderator who knows that the author reads Welsh chooses the Welsh ones.
    """
    if verdict.action not in TELLS_AUTHOR:
        return None
    if verdict.note_to_author:
        return verdict.note_to_author
    if verdict.action is Action.REDACT:
        return _what_was_taken_out(verdict)
    paragraph = policy.paragraph(verdict.reason_code) if verdict.action in NEEDS_REASON else None
    return paragraph.note if paragraph else None


def _what_was_taken_out(verdict: Verdict) -> str:
    """The ready words for a redaction. Those of the paragraph ask its author to send the text again, and the rest of
    it is published."""
    kinds = dict.fromkeys(str(LABELS[redaction.kind]) for redaction in verdict.redactions)
    return str(
        gettext(
            "We took this out of what you wrote: %(kinds)s. The rest is published.", kinds=", ".join(kinds)
        )
    )


def _redact(comment: Comment, verdict: Verdict) -> None:
    left = redact(comment.body, comment.author_name, verdict.redactions, comment.asked_of)
    comments.redact_comment(comment, left.body, left.name, left.asked_of, verdict.by.id)
    if comment.state == CommentState.AWAITING_MODERATION:
        comments.publish_comment(comment, verdict.by.id)
    else:
        comments.keep_comment(comment, verdict.by.id)


def _unredact(comment: Comment, verdict: Verdict) -> None:
    # Who answers an appeal judges one decision. What others took out before stays out.
    comments.unredact_comment(comment, verdict.by.id, only_last=verdict.answers is not None)


def _nothing(comment: Comment, verdict: Verdict) -> None:
    """The comment stays as it is; only who is to decide changes."""


_DO: Mapping[Action, Callable[[Comment, Verdict], None]] = {
    Action.PUBLISH: lambda comment, verdict: comments.publish_comment(comment, verdict.by.id),
    Action.REJECT: lambda comment, verdict: comments.reject_comment(comment, verdict.by.id),
    Action.REDACT: _redact,
    Action.HIDE: lambda comment, verdict: comments.hide_comment(comment, verdict.by.id),
    Action.RESTORE: lambda comment, verdict: comments.restore_comment(comment, verdict.by.id),
    Action.KEEP: lambda comment, verdict: comments.keep_comment(comment, verdict.by.id),
    Action.UNREDACT: _unredact,
    Action.ESCALATE: _nothing,
    Action.HAND_BACK: _nothing,
    Action.UPHOLD: _nothing,
}


def _tell(comment: Comment, decision: ModerationDecision, verdict: Verdict) -> None:
    """Letters to whom a decision concerns. The author's waits as long as the decision can be taken back."""
    if decision.action in TELLS_AUTHOR and comment.contact is not None:
        kind = "appeal_decided" if verdict.answers else "comment_decided"
        outbox.put(kind, f"{kind}:{decision.id}", after=LETTERS_WAIT, decision_id=decision.id)
    if decision.action == Action.ESCALATE:
        for lead in leads_of(comment):
            key = f"comment_escalated:{decision.id}:{lead.id}"
            outbox.put("comment_escalated", key, decision_id=decision.id, account_id=lead.id)
