"""A campaign as the desk reads it: its text, how many say the same, and who says more."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from app.comments.models import Comment, CommentState
from app.core.db import db
from app.moderation.likeness.differing import differing
from app.moderation.limits import FOLDS_FROM, MOST_AT_ONCE
from app.moderation.models import CampaignGroup, CampaignMember, QueueEntry
from app.moderation.queries.signals import kinds_noticed
from app.moderation.signals.kinds import SignalKind
from app.subjects.models import Subject

# So many texts of a group are shown on one page.
MOST_ON_A_PAGE = 50
# What is noticed in how a text came is no reason to read it by itself.
_OF_ITS_COMING = (
    SignalKind.CAMPAIGN,
    SignalKind.FAST,
    SignalKind.FIRST_TIME,
    SignalKind.NETWORK,
    SignalKind.SHOUTING,
)
_MERGED = select(CampaignGroup.id, CampaignGroup.merged_into_id).where(
    CampaignGroup.merged_into_id.is_not(None)
)


@dataclass(frozen=True)
class Campaign:
    """A group as it is counted: once, and as so many people, who sent so many comments.

    `waiting` are those that are to be decided, `own_words` all that add sentences of their own.
    """

    group: CampaignGroup
    comments: int
    people: int
    first_at: datetime
    last_at: datetime
    waiting: int
    own_words: int


@dataclass(frozen=True)
class Member:
    """One comment of a group, with its entry in the queue where it waits."""

    comment: Comment
    adds_own_words: bool
    entry: QueueEntry | None


def campaign(group_id: int) -> Campaign | None:
    """A group with its counts; one that went into another is found under that one; None where nobody is in it."""
    group = db.session.get(CampaignGroup, group_id, options=[joinedload(CampaignGroup.first_comment)])
    while group is not None and group.merged_into_id is not None:
        group = db.session.get(CampaignGroup, group.merged_into_id)
    if group is None:
        return None
    waits = QueueEntry.comment_id.is_not(None)
    comments, people, first, last, waiting, own = db.session.execute(
        select(
            func.count(),
            func.count(Comment.author_key.distinct()),
            func.min(Comment.created_at),
            func.max(Comment.created_at),
            func.coalesce(func.sum(case((waits, 1), else_=0)), 0),
            func.coalesce(func.sum(case((CampaignMember.adds_own_words, 1), else_=0)), 0),
        )
        .select_from(CampaignMember)
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .outerjoin(QueueEntry, QueueEntry.comment_id == Comment.id)
        .where(CampaignMember.group_id == group.id, Comment.state != CommentState.WITHDRAWN)
    ).one()
    return Campaign(group, comments, people, first, last, waiting, own) if comments else None


def members(
    group_id: int, *, adds_own_words: bool, after: int = 0, size: int = MOST_ON_A_PAGE, waiting: bool = False
) -> Sequence[Member]:
    """Comments of a group, the oldest first, from above an id on: those that are the same, or those that add words.

    Takes how many, and whether only those that wait.
    """
    rows = db.session.execute(
        select(Comment, CampaignMember.adds_own_words, QueueEntry)
        .join(CampaignMember, CampaignMember.comment_id == Comment.id)
        .join(QueueEntry, QueueEntry.comment_id == Comment.id, isouter=not waiting)
        .where(
            CampaignMember.group_id == group_id,
            CampaignMember.adds_own_words.is_(adds_own_words),
            Comment.id > after,
            Comment.state != CommentState.WITHDRAWN,
        )
        .order_by(Comment.id)
        .limit(size)
        .options(joinedload(Comment.subject).joinedload(Subject.assembly))
    )
    return [Member(comment, adds, entry) for comment, adds, entry in rows]


def same_and_waiting(group: CampaignGroup) -> tuple[Sequence[Comment], Sequence[Comment]]:
    """Of those of a group that say the same and wait, which can be decided together, and which hold something to look
    at that its first text does not: personal data, a link, a word of the council's list.

    At most as many as one press may decide, the oldest first.
    """
    comments = [
        member.comment for member in members(group.id, adds_own_words=False, size=MOST_AT_ONCE, waiting=True)
    ]
    noticed = kinds_noticed([group.first_comment_id, *(comment.id for comment in comments)])
    usual = {*noticed.get(group.first_comment_id, ()), *_OF_ITS_COMING}
    plain = [comment for comment in comments if usual.issuperset(noticed.get(comment.id, ()))]
    return plain, [comment for comment in comments if not usual.issuperset(noticed.get(comment.id, ()))]


def to_decide_together(group_ids: Collection[int], organisation_ids: Sequence[int] | None) -> Sequence[int]:
    """The ids of all that can be decided together of several groups, as far as they belong to these organisations
    (None: to any). A group that went into another is found under that one. As many queries for fifty as for one."""
    going = set(group_ids)
    while going and (moved := dict(db.session.execute(_MERGED.where(CampaignGroup.id.in_(going))).all())):
        going = going - moved.keys() | {into for into in moved.values() if into is not None}
    if not going:
        return []
    query = (
        select(Comment.id, CampaignGroup.first_comment_id)
        .join(CampaignMember, CampaignMember.comment_id == Comment.id)
        .join(CampaignGroup, CampaignGroup.id == CampaignMember.group_id)
        .join(QueueEntry, QueueEntry.comment_id == Comment.id)
        .where(
            CampaignMember.group_id.in_(going),
            CampaignMember.adds_own_words.is_(False),
            Comment.state != CommentState.WITHDRAWN,
        )
        .order_by(CampaignMember.group_id, Comment.id)
        .limit(MOST_AT_ONCE * len(going))
    )
    if organisation_ids is not None:
        query = query.where(QueueEntry.organisation_id.in_(organisation_ids))
    rows = db.session.execute(query).all()
    noticed = kinds_noticed({number for row in rows for number in row})
    return [
        comment_id
        for comment_id, first_id in rows
        if {*noticed.get(first_id, ()), *_OF_ITS_COMING}.issuperset(noticed.get(comment_id, ()))
    ]


def how_many_wait(group_ids: Collection[int]) -> Mapping[int, int]:
    """How many comments of each of these groups wait; one query, none for no ids."""
    if not group_ids:
        return {}
    rows = db.session.execute(
        select(QueueEntry.campaign_id, func.count())
        .where(QueueEntry.campaign_id.in_(group_ids))
        .group_by(QueueEntry.campaign_id)
    )
    return {group_id: number for group_id, number in rows if group_id is not None}


def stands_for(comment_id: int) -> int | None:
    """The campaign that a comment stands for in a list that folds them: one of which several wait; else None."""
    entry = db.session.get(QueueEntry, comment_id)
    if entry is None or entry.campaign_id is None or not entry.is_plain:
        return None
    return entry.campaign_id if how_many_wait([entry.campaign_id])[entry.campaign_id] >= FOLDS_FROM else None


def other_words(text: str, members: Sequence[Member]) -> Sequence[tuple[int, int]]:
    """Where the words of a group's text stand that differ in a tenth of some of its members, for marking them.

    Somebody has swapped every word; what is marked is worth a second look.
    """
    differs = [0] * len(text)
    for member in members:
        for start, end in differing(text, member.comment.body):
            differs[start:end] = [number + 1 for number in differs[start:end]]
    often = bytes(number > len(members) // 10 for number in differs)
    return [match.span() for match in re.finditer(rb"\x01+", often)]
