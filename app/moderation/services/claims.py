"""Who reads what: a moderator has a comment to themselves for a few minutes, so that two never decide the same one.

They have one at a time: who goes on to another lets others have the one before.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext
from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.comments.models import Comment
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.moderation.limits import CLAIM_LASTS
from app.moderation.models import QueueEntry
from app.moderation.policies import led_organisations
from app.moderation.queries.appeals import appeals_against
from app.moderation.queries.queue import Listing, Scope, for_no_other_lead, in_turn
from app.moderation.services.allowed import is_claimed_by_another, who_reads_it


def _is_free(by: Account) -> ColumnElement[bool]:
    """Whether somebody may have it: nobody else reads it, and nothing waits that only others may decide: an appeal
    against what they decided themselves, or what a lead moderator was asked about."""
    nobody_else = or_(
        QueueEntry.claimed_until.is_(None),
        QueueEntry.claimed_until <= clock.now(),
        QueueEntry.claimed_by_id == by.id,
    )
    return and_(nobody_else, ~appeals_against(by.id), *for_no_other_lead(led_organisations(by)))


def claim(comment: Comment, by: Account) -> datetime | None:
    """Have a comment to oneself for a while, or for a while more, and let go of the one before.

    Returns until when; None where there is nothing to claim: the comment does not wait, or it waits for somebody else
    to decide, as a lead moderator or because of an appeal against what this person decided. Raises Refused, saying who
    reads it, where somebody else does.
    """
    db.session.flush()
    until = clock.now() + CLAIM_LASTS
    claimed = db.session.scalar(
        update(QueueEntry)
        .where(QueueEntry.comment_id == comment.id, _is_free(by))
        .values(claimed_by_id=by.id, claimed_until=until)
        .returning(QueueEntry.comment_id),
        execution_options={"synchronize_session": "fetch"},
    )
    if claimed is not None:
        _let_go_of_others(comment.id, by)
        return until
    entry = db.session.scalar(
        select(QueueEntry)
        .where(QueueEntry.comment_id == comment.id)
        .options(joinedload(QueueEntry.claimed_by))
        .execution_options(populate_existing=True)
    )
    if is_claimed_by_another(entry, by):
        raise Refused(who_reads_it(entry))
    if entry is not None and not entry.is_appealed and entry.escalated_for is None:
        raise Refused(gettext("This has changed meanwhile. Look at it again before you decide."))
    return None


def release(comment: Comment, by: Account) -> None:
    """Let others have a comment again. What somebody else has claimed stays theirs."""
    db.session.flush()
    db.session.execute(
        update(QueueEntry)
        .where(QueueEntry.comment_id == comment.id, QueueEntry.claimed_by_id == by.id)
        .values(claimed_by_id=None, claimed_until=None),
        execution_options={"synchronize_session": "fetch"},
    )


def claim_next(listing: Listing, scope: Scope, by: Account, but_for: Comment | None = None) -> Comment | None:
    """Claim the first comment of a list of what waits that nobody else reads.

    It is the first also for who has passed over it: what is urgent stands at the top, and then what waits longest.
    `but_for` is what they have just decided on, which may wait still: whoever hands something back leaves it to others.
    Returns the comment, or None where nobody is left to have it.
    """
    db.session.flush()
    free = in_turn(listing, scope).where(_is_free(by)).limit(1)
    if but_for is not None:
        free = free.where(QueueEntry.comment_id != but_for.id)
    first = free.with_for_update(skip_locked=True, of=QueueEntry)
    comment_id = db.session.scalar(
        update(QueueEntry)
        .where(QueueEntry.comment_id == first.scalar_subquery())
        .values(claimed_by_id=by.id, claimed_until=clock.now() + CLAIM_LASTS)
        .returning(QueueEntry.comment_id),
        execution_options={"synchronize_session": "fetch"},
    )
    if comment_id is None:
        return None
    _let_go_of_others(comment_id, by)
    return db.session.get_one(Comment, comment_id)


def _let_go_of_others(comment_id: int, by: Account) -> None:
    """After the claim and not before it: who holds what they let go of and waits for another's may wait for ever."""
    db.session.execute(
        update(QueueEntry)
        .where(QueueEntry.claimed_by_id == by.id, QueueEntry.comment_id != comment_id)
        .values(claimed_by_id=None, claimed_until=None),
        execution_options={"synchronize_session": "fetch"},
    )
