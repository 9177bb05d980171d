"""Campaigns: which texts may be near a new one, and a group of them as the desk reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select, tuple_
from sqlalchemy.orm import joinedload

from app.comments.models import Comment, CommentState
from app.core.db import db
from app.moderation.models import CampaignGroup, CampaignMember, MinhashBand, QueueEntry
from app.subjects.models import Subject

# So many texts of a group are shown on one page.
MOST_ON_A_PAGE = 50


# ---- For grouping ----


def texts_sharing(assembly_id: int, numbers: Sequence[int]) -> Sequence[tuple[int, int]]:
    """Which texts on an assembly share bands: the place of the band, and the text's id, for each that is shared."""
    places = tuple_(MinhashBand.band, MinhashBand.value).in_(list(enumerate(numbers)))
    rows = db.session.execute(
        select(MinhashBand.band, MinhashBand.comment_id).where(MinhashBand.assembly_id == assembly_id, places)
    )
    return [(band, comment_id) for band, comment_id in rows]


def groups_of(comment_ids: Collection[int]) -> Mapping[int, int]:
    """The group of each of these comments; those that are in none are left out."""
    rows = db.session.execute(
        select(CampaignMember.comment_id, CampaignMember.group_id).where(
            CampaignMember.comment_id.in_(comment_ids), CampaignMember.group_id.is_not(None)
        )
    )
    return {comment_id: group_id for comment_id, group_id in rows if group_id is not None}


def representatives_of(group_ids: Collection[int]) -> Mapping[int, Sequence[tuple[int, str]]]:
    """The texts that stand for each of these groups, with the ids of their comments, the oldest first."""
    rows = db.session.execute(
        select(CampaignMember.group_id, Comment.id, Comment.body)
        .join(Comment, Comment.id == CampaignMember.comment_id)
        .where(CampaignMember.group_id.in_(group_ids), CampaignMember.represents)
        .order_by(Comment.id)
    )
    found: dict[int, list[tuple[int, str]]] = {group_id: [] for group_id in group_ids}
    for group_id, comment_id, body in rows:
        assert group_id is not None
        found[group_id].append((comment_id, body))
    return found


def bodies_of(comment_ids: Collection[int]) -> Mapping[int, str]:
    """The words of each of these comments."""
    rows = db.session.execute(select(Comment.id, Comment.body).where(Comment.id.in_(comment_ids)))
    return dict(rows.all())


def size_of(group_id: int) -> int:
    """How many comments are in a group."""
    return db.session.scalar(_members(group_id).with_only_columns(func.count())) or 0


def _members(group_id: int) -> Select[CampaignMember]:
    return select(CampaignMember).where(CampaignMember.group_id == group_id)


# ---- For the desk ----


@dataclass(frozen=True)
class Campaign:
    """A group as it is counted: once, and as so many people, who sent so many comments.

    `waiting` are those that nobody has decided on, `own_words` those of them that add sentences of their own.
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
            func.coalesce(func.sum(case((waits & CampaignMember.adds_own_words, 1), else_=0)), 0),
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


def member_of(comment_id: int) -> CampaignMember | None:
    """A comment's place in a group, or that it was taken out; None where it never was in one."""
    return db.session.get(CampaignMember, comment_id)


def others_like(comment_id: int) -> int:
    """How many other comments say much the same."""
    group_id = groups_of([comment_id]).get(comment_id)
    return max(size_of(group_id) - 1, 0) if group_id is not None else 0


def shared_counts(rows: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Of `texts_sharing`, each text with how many bands it shares, those that share most first."""
    return Counter(comment_id for _, comment_id in sorted(rows, key=lambda row: row[1])).most_common()
