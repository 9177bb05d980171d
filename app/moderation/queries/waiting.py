"""Why comments wait at the desk: the facts of which their entries in the queue are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, union

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.core.db import db
from app.moderation.models import (
    Action,
    Appeal,
    CampaignMember,
    ModerationDecision,
    QueueEntry,
    Report,
)
from app.moderation.queries.signals import weights
from app.moderation.queries.standing import stands
from app.subjects.models import Subject

# Comments that readers can see, or that nobody has decided on, are those that wait because of somebody else's word.
_CAN_BE_ESCALATED = (CommentState.AWAITING_MODERATION, CommentState.PUBLISHED)
_CAN_BE_APPEALED = (CommentState.PUBLISHED, CommentState.REJECTED, CommentState.HIDDEN)


@dataclass(frozen=True)
class Escalated:
    """For what a lead moderator is asked, and since when."""

    kind: str
    since: datetime


@dataclass(frozen=True)
class Reported:
    """How many reports are open, and since when the first of them is."""

    number: int
    since: datetime


@dataclass(frozen=True)
class Facts:
    """What is known of a comment, as far as it makes it wait."""

    comment: Comment
    organisation_id: int
    assembly_id: int
    reported: Reported | None
    appealed_since: datetime | None
    escalated: Escalated | None
    campaign_id: int | None
    # How much its signals weigh together.
    weight: int

    @property
    def is_new(self) -> bool:
        """Whether nobody has looked at it yet: it waits to be published, or was published without."""
        return self.comment.state == CommentState.AWAITING_MODERATION or (
            self.comment.state == CommentState.PUBLISHED and self.comment.waiting_since is not None
        )

    @property
    def since(self) -> datetime | None:
        """Since when the oldest of its reasons has waited; none where it does not wait."""
        new_since = (self.comment.waiting_since or self.comment.created_at) if self.is_new else None
        reported_since = self.reported.since if self.reported else None
        escalated_since = self.escalated.since if self.escalated else None
        reasons = (new_since, reported_since, self.appealed_since, escalated_since)
        return min((moment for moment in reasons if moment is not None), default=None)


def facts_of(comment_ids: Sequence[int]) -> Sequence[Facts]:
    """The facts of these comments, in six queries however many there are. What belongs to no assembly is left out."""
    rows = db.session.execute(
        select(Comment, Assembly.organisation_id, Assembly.id)
        .join(Comment.subject)
        .join(Assembly, Assembly.id == Subject.assembly_id)
        .where(Comment.id.in_(comment_ids))
    ).all()
    reports, appeals = _open_reports(comment_ids), _open_appeals(comment_ids)
    escalations, campaigns = _escalations(comment_ids), _campaigns(comment_ids)
    weighed = weights(comment_ids)
    return [
        Facts(
            comment,
            organisation_id,
            assembly_id,
            reports.get(comment.id) if comment.state == CommentState.PUBLISHED else None,
            appeals.get(comment.id) if comment.state in _CAN_BE_APPEALED else None,
            escalations.get(comment.id) if comment.state in _CAN_BE_ESCALATED else None,
            campaigns.get(comment.id),
            weighed.get(comment.id, 0),
        )
        for comment, organisation_id, assembly_id in rows
    ]


def _open_reports(comment_ids: Sequence[int]) -> Mapping[int, Reported]:
    rows = db.session.execute(
        select(Report.comment_id, func.count(), func.min(Report.made_at))
        .where(Report.comment_id.in_(comment_ids), Report.settled_at.is_(None))
        .group_by(Report.comment_id)
    )
    return {comment_id: Reported(number, first) for comment_id, number, first in rows}


def _open_appeals(comment_ids: Sequence[int]) -> Mapping[int, datetime]:
    rows = db.session.execute(
        select(Appeal.comment_id, func.min(Appeal.made_at))
        .join(Appeal.decision)
        .where(Appeal.comment_id.in_(comment_ids), Appeal.decided_at.is_(None), stands())
        .group_by(Appeal.comment_id)
    )
    return dict(rows.all())


def _escalations(comment_ids: Sequence[int]) -> Mapping[int, Escalated]:
    """A comment is escalated as long as the last decision on it that stands is the one to ask a lead."""
    last = (
        select(func.max(ModerationDecision.id))
        .where(ModerationDecision.comment_id.in_(comment_ids), stands())
        .group_by(ModerationDecision.comment_id)
    )
    rows = db.session.scalars(
        select(ModerationDecision).where(
            ModerationDecision.id.in_(last), ModerationDecision.action == Action.ESCALATE
        )
    )
    return {row.comment_id: Escalated(row.detail["escalation"], row.decided_at) for row in rows}


def _campaigns(comment_ids: Sequence[int]) -> Mapping[int, int]:
    rows = db.session.execute(
        select(CampaignMember.comment_id, CampaignMember.group_id).where(
            CampaignMember.comment_id.in_(comment_ids), CampaignMember.group_id.is_not(None)
        )
    )
    return {comment_id: group_id for comment_id, group_id in rows if group_id is not None}


def still_to_be_read() -> ColumnElement[bool]:
    """That nobody has looked at a comment yet: the same as `Facts.is_new`, in SQL."""
    return or_(
        Comment.state == CommentState.AWAITING_MODERATION,
        and_(Comment.state == CommentState.PUBLISHED, Comment.waiting_since.is_not(None)),
    )


def may_wait(after: int, size: int) -> Sequence[int]:
    """The ids of comments that may wait or have an entry in the queue; those above `after`, the lowest first."""
    sources = (
        select(Comment.id.label("id")).where(still_to_be_read()),
        select(Report.comment_id).where(Report.settled_at.is_(None)),
        select(Appeal.comment_id).where(Appeal.decided_at.is_(None)),
        select(ModerationDecision.comment_id).where(ModerationDecision.action == Action.ESCALATE),
        select(QueueEntry.comment_id),
    )
    # The first few of each, so that not everything is read again for each few.
    firsts = [_first_above(after, source, size) for source in sources]
    everything = union(*(select(first) for first in firsts)).subquery()
    return db.session.scalars(select(everything.c.id).order_by(everything.c.id).limit(size)).all()


def _first_above(after: int, source: Select[int], size: int) -> Subquery:
    [column] = source.selected_columns
    return source.where(column > after).order_by(column).limit(size).subquery()
