"""Deciding many comments with one press."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.comments.models import Comment
from app.comments.services import all_at_once
from app.core.db import db
from app.core.errors import Refused
from app.moderation.limits import MOST_AT_ONCE
from app.moderation.models import Action, DecisionBatch, Escalation, ModerationDecision
from app.moderation.policies import may_moderate
from app.moderation.queries.at_desk import AtDesk, at_desk
from app.moderation.queries.policy import policy_in_force
from app.moderation.services.allowed import Verdict, refuse_unsound, why_not
from app.moderation.services.decisions import carry_out
from app.subjects.models import Subject

# What to take out of a text is chosen in each text by itself, and so is a note to hand one back with.
FOR_MANY = (Action.PUBLISH, Action.REJECT, Action.HIDE, Action.RESTORE, Action.KEEP, Action.ESCALATE)


@dataclass(frozen=True)
class Chosen:
    """One of many comments to decide, with the mark (`queries.seen_mark`) of what the moderator saw of it."""

    comment_id: int
    seen: str


@dataclass(frozen=True)
class NotDone:
    """A comment that was left as it is, and why. There is no comment where this moderator may not know of any."""

    comment_id: int
    comment: Comment | None
    why: str


@dataclass(frozen=True)
class BatchOutcome:
    """What a press did: the batch (none where it did nothing), the decisions, and what it left."""

    batch: DecisionBatch | None
    decided: Sequence[ModerationDecision]
    left: Sequence[NotDone]


def decide_all(
    chosen: Sequence[Chosen],
    action: Action,
    *,
    by: Account,
    reason_code: str | None = None,
    note_to_author: str | None = None,
    internal_note: str | None = None,
    escalation: Escalation | None = None,
) -> BatchOutcome:
    """Decide the same on many comments, each as if by itself, but with one press that can be taken back as one.

    Takes up to `MOST_AT_ONCE` comments with the mark of what was seen of each, and the rest as `decide` does. What has
    changed meanwhile, is read by somebody else or cannot take the action stays as it is, and the outcome says why.
    Raises Refused where there are too many, or where something is missing that the action needs.
    """
    if len(chosen) > MOST_AT_ONCE:
        raise Refused(
            ngettext(
                "You can decide one comment at once. Choose fewer.",
                "You can decide %(num)d comments at once. Choose fewer.",
                MOST_AT_ONCE,
            )
        )
    if action not in FOR_MANY:
        raise Refused(gettext("This can only be done with one comment at a time."))
    verdict = Verdict(action, by, reason_code, note_to_author, internal_note, escalation=escalation)
    policy = policy_in_force()
    refuse_unsound(verdict, policy)
    seen = {one.comment_id: one.seen for one in chosen}
    comments = {comment.id: comment for comment in lock_comments(seen) if may_moderate(by, comment)}
    things = at_desk(list(comments.values()))
    possible, left = [], []
    for comment_id, mark in seen.items():
        thing = things.get(comment_id)
        why = why_not(thing, verdict, mark) if thing else str(gettext("There is no such comment."))
        if thing and why is None:
            possible.append(thing)
        else:
            left.append(NotDone(comment_id, thing.comment if thing else None, why or ""))
    if not possible:
        return BatchOutcome(None, [], left)
    with all_at_once():
        batch, decided = carry_out(sorted(possible, key=_in_order), verdict, policy)
    return BatchOutcome(batch, decided, left)


def lock_comments(comment_ids: Iterable[int]) -> Sequence[Comment]:
    """Read comments anew, with their subjects and contacts, and let nobody change them meanwhile.

    Everybody locks replies before what they reply to, which has the lower number, then subjects, from the lowest. So
    whoever decides many never waits in a circle with who decides one, or with its author.
    """
    ids = list(comment_ids)
    threads = select(Comment.parent_id).where(Comment.id.in_(ids), Comment.parent_id.is_not(None))
    rows = db.session.scalars(
        select(Comment)
        .where(or_(Comment.id.in_(ids), Comment.id.in_(threads)))
        .order_by(Comment.id.desc())
        .options(
            joinedload(Comment.subject).joinedload(Subject.assembly),
            joinedload(Comment.contact),
        )
        .with_for_update(of=Comment, key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    wanted = set(ids)
    comments = [comment for comment in rows if comment.id in wanted]
    db.session.execute(
        select(Subject.id)
        .where(Subject.id.in_({comment.subject_id for comment in rows}))
        .order_by(Subject.id)
        .with_for_update(key_share=True)
    ).all()
    return comments


def _in_order(thing: AtDesk) -> tuple[int, int]:
    """By assembly, whose index of search only one changes at a time, then by number."""
    return thing.comment.subject.assembly_id or 0, thing.comment.id
