"""Keeping the queue in step with what makes comments wait.

Whatever changes one of these facts calls `keep_in_queue` in the same transaction: a comment that comes, is changed or
withdrawn, a decision, a report, an appeal, its signals, its place in a campaign.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from app.comments.events import CommentAwaitsReview, CommentLeftReview
from app.comments.models import Comment
from app.core.db import db
from app.moderation.models import QueueEntry
from app.moderation.queries.waiting import Facts, facts_of, may_wait

# So many are read and written at a time.
BATCH = 500


def keep_in_queue(comment: Comment) -> None:
    """Write down anew whether and why a comment waits. Flushes first, so that it sees what was just changed."""
    keep_all_in_queue([comment.id])


def keep_in_step(event: CommentAwaitsReview | CommentLeftReview) -> None:
    """A comment began to wait, or its author changed or withdrew it."""
    keep_all_in_queue([event.comment_id])


def keep_all_in_queue(comment_ids: Sequence[int]) -> None:
    """The same for many comments, in as many queries for five hundred as for one."""
    db.session.flush()
    for start in range(0, len(comment_ids), BATCH):
        _keep(comment_ids[start : start + BATCH])


def requeue_everything() -> None:
    """Make the whole queue anew, after comments were written in bulk."""
    db.session.flush()
    after = 0
    while ids := may_wait(after, BATCH):
        _keep(ids)
        after = ids[-1]


def _keep(comment_ids: Sequence[int]) -> None:
    waiting = {facts.comment.id: facts for facts in facts_of(comment_ids) if facts.since is not None}
    there = {
        entry.comment_id: entry
        for entry in db.session.scalars(
            select(QueueEntry).where(QueueEntry.comment_id.in_(comment_ids)),
            execution_options={"populate_existing": True},
        )
    }
    gone = [comment_id for comment_id in there if comment_id not in waiting]
    if gone:
        db.session.execute(delete(QueueEntry).where(QueueEntry.comment_id.in_(gone)))
    for comment_id, facts in waiting.items():
        entry = there.get(comment_id)
        if entry is None:
            entry = QueueEntry(comment_id=comment_id)
            db.session.add(entry)
        _write(entry, facts)
    db.session.flush()


def _write(entry: QueueEntry, facts: Facts) -> None:
    """Say in an entry why its comment waits. Who reads it just now is not touched."""
    comment = facts.comment
    assert facts.since is not None
    entry.organisation_id, entry.assembly_id = facts.organisation_id, facts.assembly_id
    entry.subject_id, entry.kind, entry.channel = comment.subject_id, comment.kind, comment.channel
    entry.since, entry.is_new = facts.since, facts.is_new
    entry.reports = facts.reported.number if facts.reported else 0
    entry.is_appealed = facts.appealed_since is not None
    entry.escalated_for = facts.escalated.kind if facts.escalated else None
    entry.escalated_at = facts.escalated.since if facts.escalated else None
    entry.precedence = 0 if entry.is_urgent else 1
    entry.campaign_id, entry.lightness = facts.campaign_id, -facts.weight
