"""Deciding on comments: what may be done with them, and doing it."""

from __future__ import annotations

from flask_babel import gettext

from app.accounts.models import Account
from app.comments import services as comments
from app.comments.models import Comment, CommentState
from app.core import audit, clock, dates, outbox
from app.core.errors import Refused
from app.moderation.models import NEEDS_REASON, Action, ModerationDecision, PolicyParagraph
from app.moderation.queries import latest_decision, open_reports, seen_mark, was_reworded
from app.moderation.queries.policy import policy_in_force
from app.moderation.services.chain import append_decision
from app.moderation.services.reports import settle_reports

# What may be done with a comment in which state. Everything else is refused.
TRANSITIONS: dict[str, tuple[Action, ...]] = {
    CommentState.AWAITING_MODERATION: (Action.PUBLISH, Action.REJECT),
    CommentState.PUBLISHED: (Action.KEEP, Action.HIDE),
    CommentState.HIDDEN: (Action.RESTORE,),
}
# Of a comment that stays as it was, there is nothing to tell its author.
TELLS_AUTHOR = (Action.PUBLISH, Action.REJECT, Action.HIDE, Action.RESTORE)


def possible_actions(comment: Comment) -> tuple[Action, ...]:
    """What a moderator may do with a comment as it stands. A report must be open for it to be kept."""
    actions = TRANSITIONS.get(comment.state, ())
    if Action.KEEP in actions and not open_reports(comment.id):
        return tuple(action for action in actions if action is not Action.KEEP)
    return actions


def _refuse_stale(comment: Comment, seen: str) -> None:
    last = latest_decision(comment.id)
    if seen == seen_mark(comment, last):
        return
    if was_reworded(seen, comment):
        raise Refused(gettext("Its author has changed the words. Read them before you decide."))
    if comment.state == CommentState.WITHDRAWN:
        raise Refused(gettext("Its author has withdrawn it. There is nothing to decide any more."))
    if last is None:
        raise Refused(gettext("This has changed meanwhile. Look at it again before you decide."))
    if last.decided_at.astimezone(clock.LONDON).date() == clock.today():
        when = gettext("at %(time)s", time=dates.time(last.decided_at))
    else:
        when = gettext("on %(moment)s", moment=dates.moment(last.decided_at))
    raise Refused(_what_happened(Action(last.action), last.decided_by.name, when))


def _what_happened(action: Action, name: str, when: str) -> str:
    words = {"name": name, "when": when}
    messages = {
        Action.PUBLISH: gettext("%(name)s published this %(when)s. Your decision was not used.", **words),
        Action.REJECT: gettext("%(name)s rejected this %(when)s. Your decision was not used.", **words),
        Action.HIDE: gettext("%(name)s hid this %(when)s. Your decision was not used.", **words),
        Action.RESTORE: gettext("%(name)s restored this %(when)s. Your decision was not used.", **words),
        Action.KEEP: gettext("%(name)s kept this published %(when)s. Your decision was not used.", **words),
    }
    return str(messages[action])


def _carry_out(comment: Comment, action: Action, by: Account) -> None:
    match action:
        case Action.PUBLISH:
            comments.publish_comment(comment, by.id)
        case Action.REJECT:
            comments.reject_comment(comment, by.id)
        case Action.HIDE:
            comments.hide_comment(comment, by.id)
        case Action.RESTORE:
            comments.restore_comment(comment, by.id)
        case Action.KEEP:
            audit.record("kept", comment, actor_id=by.id)


def _note(action: Action, paragraph: PolicyParagraph | None, note: str | None) -> str | None:
    """What the author reads: the moderator's own words, else the ready ones of the paragraph, else nothing.

    The ready ones are English. A moderator who knows that the author reads Welsh chooses the Welsh ones.
    """
    if action not in TELLS_AUTHOR:
        return None
    return note or (paragraph.note if paragraph else None)


def decide(
    comment: Comment,
    action: Action,
    *,
    by: Account,
    seen: str,
    reason_code: str | None = None,
    note_to_author: str | None = None,
    internal_note: str | None = None,
) -> ModerationDecision:
    """Decide on a comment: the change of state, the append-only record, the settled reports, the author's letter.

    Takes the comment, what to do, who does it, and the mark (`queries.seen_mark`) of what that person saw. A reason
    is compulsory for rejecting and hiding; without a note of the moderator's own, its author reads the policy's ready
    one. Returns the decision. Raises Refused, saying what happened, where somebody else decided meanwhile, and where
    the comment's state does not allow the action.
    """
    comments.lock_comment(comment)
    _refuse_stale(comment, seen)
    if action not in possible_actions(comment):
        raise Refused(gettext("This cannot be done as it stands now."))
    policy = policy_in_force()
    paragraph = policy.paragraph(reason_code) if action in NEEDS_REASON else None
    if action in NEEDS_REASON and paragraph is None:
        raise Refused(gettext("Choose the paragraph of the policy that it breaks."))
    decision = ModerationDecision(
        comment_id=comment.id,
        action=action,
        reason_code=paragraph.code if paragraph else None,
        note_to_author=_note(action, paragraph, note_to_author),
        internal_note=internal_note or None,
        policy_version_id=policy.id,
        former_state=comment.state,
        waited_since=comment.waiting_since,
        decided_by_id=by.id,
        decided_at=clock.now(),
    )
    append_decision(decision)
    _carry_out(comment, action, by)
    audit.record("decided", decision, actor_id=by.id, decision=action, reason=decision.reason_code)
    settle_reports([decision])
    if action in TELLS_AUTHOR and comment.contact is not None:
        outbox.put("comment_decided", f"comment_decided:{decision.id}", decision_id=decision.id)
    return decision
