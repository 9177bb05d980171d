"""Which texts may be near a new one, and which stand for groups: what grouping reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from app.comments.models import Comment
from app.core.db import db
from app.moderation.models import CampaignMember, MinhashBand


def texts_sharing(assembly_id: int, numbers: Sequence[int]) -> Sequence[tuple[int, int]]:
    """Which texts on an assembly share bands: the band, and the text's id, for each that is shared."""
    rows = db.session.execute(
        select(MinhashBand.value, MinhashBand.comment_id).where(
            MinhashBand.assembly_id == assembly_id, MinhashBand.value.in_(numbers)
        )
    )
    return [(value, comment_id) for value, comment_id in rows]


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
    query = select(func.count()).select_from(CampaignMember).where(CampaignMember.group_id == group_id)
    return db.session.scalar(query) or 0


def others_like(comment_id: int) -> int:
    """How many other comments say much the same."""
    group_id = groups_of([comment_id]).get(comment_id)
    return max(size_of(group_id) - 1, 0) if group_id is not None else 0


def shared_counts(rows: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Of `texts_sharing`, each text with how many bands it shares, those that share most first."""
    return Counter(comment_id for _, comment_id in sorted(rows, key=lambda row: row[1])).most_common()
