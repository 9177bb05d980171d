"""How comments stand at the desk just now: what whoever decides has to know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.comments.models import Comment, CommentState
from app.comments.queries.wordings import redacted_among
from app.core.db import db
from app.moderation.models import Appeal, AppealOutcome, ModerationDecision, QueueEntry

# Where a comment can be taken from readers, or kept from them.
_TAKEABLE = (CommentState.AWAITING_MODERATION, CommentState.PUBLISHED)


@dataclass(frozen=True)
class AtDesk:
    """A comment with the last decision on it, its entry in the queue, whether words were taken out of it, and the
    decisions about its present words that appeals have overturned."""

    comment: Comment
    last: ModerationDecision | None
    entry: QueueEntry | None
    is_redacted: bool
    overturned: Sequence[ModerationDecision] = ()

    @property
    def is_escalated(self) -> bool:
        """Whether a lead moderator has been asked about it."""
        return self.entry is not None and self.entry.escalated_for is not None

    @property
    def is_appealed(self) -> bool:
        """Whether an appeal of its author waits."""
        return self.entry is not None and self.entry.is_appealed

    @property
    def may_be_kept(self) -> bool:
        """Whether there is something to settle by leaving it as it is."""
        entry = self.entry
        return entry is not None and (entry.is_new or entry.reports > 0 or entry.escalated_for is not None)


def at_desk(comments: Sequence[Comment]) -> Mapping[int, AtDesk]:
    """How each of these comments stands, by its id; four queries however many there are, at most."""
    ids = [comment.id for comment in comments]
    last, entries, redacted = latest_decisions(ids), _entries(ids), redacted_among(ids)
    overturned = _overturned([comment for comment in comments if comment.id in last])
    return {
        comment.id: AtDesk(
            comment,
            last.get(comment.id),
            entries.get(comment.id),
            is_redacted=comment.id in redacted,
            overturned=overturned.get(comment.id, ()),
        )
        for comment in comments
    }


def latest_decisions(comment_ids: Sequence[int]) -> Mapping[int, ModerationDecision]:
    """The last decision on each of these comments, with who made it, by the comment's id."""
    last = (
        select(func.max(ModerationDecision.id))
        .where(ModerationDecision.comment_id.in_(comment_ids))
        .group_by(ModerationDecision.comment_id)
    )
    rows = db.session.scalars(
        select(ModerationDecision)
        .where(ModerationDecision.id.in_(last))
        .options(joinedload(ModerationDecision.decided_by))
    )
    return {decision.comment_id: decision for decision in rows}


def _overturned(decided: Sequence[Comment]) -> Mapping[int, Sequence[ModerationDecision]]:
    """What appeals have overturned, by comment. Words that their author has changed since are another case."""
    edited = {comment.id: comment.edited_at for comment in decided if comment.state in _TAKEABLE}
    if not edited:
        return {}
    rows = db.session.scalars(
        select(ModerationDecision)
        .join(Appeal, Appeal.decision_id == ModerationDecision.id)
        .where(ModerationDecision.comment_id.in_(edited), Appeal.outcome == AppealOutcome.OVERTURNED)
        .order_by(ModerationDecision.id)
    )
    found: dict[int, list[ModerationDecision]] = {}
    for decision in rows:
        changed_at = edited[decision.comment_id]
        if changed_at is None or changed_at < decision.decided_at:
            found.setdefault(decision.comment_id, []).append(decision)
    return found


def _entries(comment_ids: Sequence[int]) -> Mapping[int, QueueEntry]:
    rows = db.session.scalars(
        select(QueueEntry)
        .where(QueueEntry.comment_id.in_(comment_ids))
        .options(joinedload(QueueEntry.claimed_by))
        # Somebody else may have claimed one since it was read.
        .execution_options(populate_existing=True)
    )
    return {entry.comment_id: entry for entry in rows}
