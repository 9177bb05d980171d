"""Which decisions are possible, and why one is not: what has happened since, who else reads it, what the rules say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.core import clock, dates
from app.core.errors import Refused
from app.moderation.limits import CLAIM_LASTS
from app.moderation.models import (
    NEEDS_REASON,
    OVERTURNS,
    Action,
    Appeal,
    Escalation,
    ModerationDecision,
    PolicyVersion,
    QueueEntry,
)
from app.moderation.policies import may_lead, may_take_again
from app.moderation.queries import seen_mark, was_reworded
from app.moderation.queries.at_desk import AtDesk, at_desk
from app.moderation.queries.leads import leads_of
from app.moderation.redaction import Redaction
from app.moderation.states import state_words

# What may be done with a comment in which state. Everything else is refused.
TRANSITIONS: dict[str, tuple[Action, ...]] = {
    CommentState.AWAITING_MODERATION: (Action.PUBLISH, Action.REDACT, Action.REJECT, Action.ESCALATE),
    CommentState.PUBLISHED: (Action.KEEP, Action.REDACT, Action.UNREDACT, Action.HIDE, Action.ESCALATE),
    CommentState.HIDDEN: (Action.RESTORE,),
    CommentState.REJECTED: (Action.PUBLISH,),
}


@dataclass(frozen=True)
class Verdict:
    """What somebody decides, with all that belongs to it."""

    action: Action
    by: Account
    reason_code: str | None = None
    note_to_author: str | None = None
    internal_note: str | None = None
    redactions: Sequence[Redaction] = ()
    escalation: Escalation | None = None
    # The appeal that it answers.
    answers: Appeal | None = None


def possible_actions(comment: Comment, by: Account) -> tuple[Action, ...]:
    """What a moderator may do with a comment as it stands. What waits for a lead moderator, only a lead decides."""
    return possible(at_desk([comment])[comment.id], by)


def possible(thing: AtDesk, by: Account) -> tuple[Action, ...]:
    """The same, of what has been read of a comment."""
    return tuple(action for action in _fitting(thing, by) if may_take_again(by, action, thing.overturned))


def why_not_again(thing: AtDesk, by: Account) -> str | None:
    """Why somebody may not take from readers, or not again, what they can otherwise; None where nothing is missing."""
    barred = [action for action in _fitting(thing, by) if not may_take_again(by, action, thing.overturned)]
    if not barred:
        return None
    if Action.REDACT in barred:
        only = gettext("Only another moderator can hide it, or take words out of it, now.")
    else:
        only = gettext("Only another moderator can hide it now.")
    return f"{gettext('Its author appealed against what you decided here, and was right.')} {only}"


def _fitting(thing: AtDesk, by: Account) -> tuple[Action, ...]:
    """What fits how a comment stands, and whom it waits for."""
    actions = TRANSITIONS.get(thing.comment.state, ())
    if thing.is_escalated:
        if not may_lead(by, thing.comment):
            return ()
        actions = (*(action for action in actions if action is not Action.ESCALATE), Action.HAND_BACK)
    impossible = {
        Action.KEEP: not thing.may_be_kept,
        Action.UNREDACT: not thing.is_redacted,
    }
    # What would answer an appeal that waits is done by deciding the appeal.
    if thing.is_appealed:
        impossible |= dict.fromkeys(OVERTURNS.values(), True)
    return tuple(action for action in actions if not impossible.get(action))


def refuse_unsound(verdict: Verdict, policy: PolicyVersion) -> None:
    """Raise Refused where something is missing that the action needs, whatever it is done to."""
    action = verdict.action
    if action in NEEDS_REASON and policy.paragraph(verdict.reason_code) is None:
        raise Refused(gettext("Choose the paragraph of the policy that it breaks."))
    if action is Action.ESCALATE and verdict.escalation is None:
        raise Refused(gettext("Choose why a lead moderator should look at it."))
    if action is Action.HAND_BACK and not verdict.internal_note:
        raise Refused(gettext("Write a note for the moderators, so that they know what to do."))


def why_not(thing: AtDesk, verdict: Verdict, seen: str) -> str | None:
    """Why a decision cannot be made on a comment as it stands, in a sentence or two; None where it can."""
    hindered = what_hinders(thing, verdict.by, seen)
    if hindered is not None:
        return hindered
    if thing.is_appealed and verdict.action in OVERTURNS.values():
        return str(gettext("Its author appeals against the decision. Decide the appeal."))
    if verdict.action not in _fitting(thing, verdict.by):
        return str(
            gettext(
                "This cannot be done as it stands now: it is %(state)s.",
                state=state_words(thing.comment.state),
            )
        )
    if not may_take_again(verdict.by, verdict.action, thing.overturned):
        return why_not_again(thing, verdict.by)
    if verdict.action is Action.ESCALATE and not leads_of(thing.comment):
        return str(
            gettext("Nobody leads the moderators here yet. An administrator can give somebody that role.")
        )
    return None


def what_hinders(thing: AtDesk, by: Account, seen: str) -> str | None:
    """Why somebody can decide nothing at all about a comment just now, in a sentence or two; None where they can."""
    stale = _what_happened_since(thing.comment, thing.last, seen, by)
    if stale is not None:
        return stale
    if is_claimed_by_another(thing.entry, by):
        return who_reads_it(thing.entry)
    if thing.is_escalated and not may_lead(by, thing.comment):
        return str(gettext("A lead moderator has been asked about this, and decides it."))
    return None


def is_claimed_by_another(entry: QueueEntry | None, by: Account) -> bool:
    """Whether somebody else reads a comment just now. A claim whose time is over counts for nothing."""
    return (
        entry is not None
        and entry.claimed_until is not None
        and entry.claimed_until > clock.now()
        and entry.claimed_by_id != by.id
    )


def who_reads_it(entry: QueueEntry | None) -> str:
    """Who has claimed a comment, since when and until when."""
    assert entry is not None
    assert entry.claimed_by is not None
    assert entry.claimed_until is not None
    return str(
        gettext(
            "%(name)s has been reading this since %(since)s, until %(until)s.",
            name=entry.claimed_by.name,
            since=dates.time(entry.claimed_until - CLAIM_LASTS),
            until=dates.time(entry.claimed_until),
        )
    )


def _what_happened_since(
    comment: Comment, last: ModerationDecision | None, seen: str, by: Account
) -> str | None:
    if seen == seen_mark(comment, last):
        return None
    if was_reworded(seen, comment):
        return str(gettext("Its author has changed the words. Read them before you decide."))
    if comment.state == CommentState.WITHDRAWN:
        return str(gettext("Its author has withdrawn it. There is nothing to decide any more."))
    if last is None:
        return str(gettext("This has changed meanwhile. Look at it again before you decide."))
    if last.decided_at.astimezone(clock.LONDON).date() == clock.today():
        when = gettext("at %(time)s", time=dates.time(last.decided_at))
    else:
        when = gettext("on %(moment)s", moment=dates.moment(last.decided_at))
    name = gettext("You") if last.decided_by_id == by.id else last.decided_by.name
    return _what_happened(Action(last.action), str(name), str(when))


def _what_happened(action: Action, name: str, when: str) -> str:
    words = {"name": name, "when": when}
    not_used = gettext("This decision was not used.")
    messages = {
        Action.PUBLISH: gettext("%(name)s published this %(when)s.", **words),
        Action.REJECT: gettext("%(name)s rejected this %(when)s.", **words),
        Action.REDACT: gettext("%(name)s took words out of this %(when)s.", **words),
        Action.HIDE: gettext("%(name)s hid this %(when)s.", **words),
        Action.RESTORE: gettext("%(name)s restored this %(when)s.", **words),
        Action.KEEP: gettext("%(name)s kept this published %(when)s.", **words),
        Action.ESCALATE: gettext("%(name)s asked a lead moderator about this %(when)s.", **words),
        Action.HAND_BACK: gettext("%(name)s handed this back %(when)s.", **words),
        Action.UPHOLD: gettext("%(name)s decided the appeal %(when)s.", **words),
        Action.UNREDACT: gettext("%(name)s put words back %(when)s.", **words),
        Action.UNDO: gettext("%(name)s took a decision on this back %(when)s.", **words),
    }
    return f"{messages[action]} {not_used}"
