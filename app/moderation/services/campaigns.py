"""Keeping near-identical comments on one assembly in groups, as they come, and apart where a moderator says so.

Comments themselves are never touched. What stands here can be made anew from their words; only that somebody was
taken out of a group by hand is remembered for good.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from flask_babel import gettext
from sqlalchemy import delete, insert, select, update

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.comments.events import CommentLeftReview
from app.comments.models import Comment, CommentState
from app.core import audit, clock, outbox
from app.core.db import db
from app.core.errors import Refused
from app.moderation.likeness.deciding import MOST_REPRESENTATIVES, Decision, Gathered, Known, decide
from app.moderation.likeness.differing import adds_own_words
from app.moderation.likeness.grouping import (
    MOST_CANDIDATES,
    MOST_GROUPS,
    MOST_IN_ONE,
    nearest,
)
from app.moderation.likeness.signatures import bands
from app.moderation.likeness.wording import wording
from app.moderation.models import CampaignGroup, CampaignMember, CommentSignal, MinhashBand, QueueEntry
from app.moderation.queries import grouping as queries
from app.moderation.services.signals import weigh_anew
from app.moderation.signals.kinds import SignalKind

# The kind of the outbox rows that ask the worker to find a comment's place anew.
GROUP_ONE = "group_comment"
# Nobody knows these texts to be there, or anybody's.
_NOT_GROUPED = (CommentState.AWAITING_CONFIRMATION, CommentState.WITHDRAWN)


def group_comment(comment: Comment) -> None:
    """Put a comment into the group of those that say nearly the same, or let it stand alone.

    The same words read again change nothing, other words may lead elsewhere, and what was withdrawn leaves. Whom a
    moderator took out stays out. Two who do this at once on one assembly follow each other.
    """
    assembly_id = comment.subject.assembly_id
    if assembly_id is None:
        return
    one_at_a_time(assembly_id)
    db.session.refresh(comment)
    member = db.session.get(CampaignMember, comment.id, populate_existing=True)
    if member is not None and member.taken_out_at is not None:
        return
    former = member.group_id if member is not None else None
    _forget_bands([comment.id])
    if member is not None:
        member.group_id, member.represents = None, False
    db.session.flush()
    moved = {comment.id}
    if comment.state not in _NOT_GROUPED and not comment.is_official:
        moved |= _place(comment, assembly_id)
    if former is not None:
        moved |= _keep_whole(former, assembly_id)
    _sweep(moved)


def ungroup(comment: Comment, by: Account) -> None:
    """Take a comment out of its group for good: it is decided by itself, and never put back unasked.

    Raises Refused where it is in none.
    """
    assembly_id = comment.subject.assembly_id
    assert assembly_id is not None
    one_at_a_time(assembly_id)
    member = db.session.get(CampaignMember, comment.id, populate_existing=True)
    if member is None or member.group_id is None:
        raise Refused(gettext("This comment is in no group any more."))
    former = member.group_id
    member.group_id, member.represents, member.adds_own_words = None, False, False
    member.taken_out_at, member.taken_out_by_id = clock.now(), by.id
    _forget_bands([comment.id])
    db.session.flush()
    group = db.session.get_one(CampaignGroup, former)
    audit.record("ungrouped", group, actor_id=by.id, comment=comment.id)
    _sweep({comment.id} | _keep_whole(former, assembly_id))


def ask_to_leave(event: CommentLeftReview) -> None:
    """A comment was withdrawn by its author: let the worker take it out of its group.

    Whoever withdraws holds the comment and does not wait for those who group the others. Nothing shows it meanwhile.
    """
    outbox.put(GROUP_ONE, f"{GROUP_ONE}:{event.comment_id}:left", comment_id=event.comment_id)


# ---- Where a text belongs ----

# Texts that stand for groups are met again and again.
_wording = lru_cache(maxsize=2_000)(wording)


def _place(comment: Comment, assembly_id: int) -> set[int]:
    """Find a comment's group and write it down. Returns the comments whose place changed."""
    text = wording(comment.body)
    numbers = bands(text)
    shared = queries.texts_sharing(assembly_id, numbers)
    near = nearest(queries.shared_counts(shared)[:MOST_CANDIDATES])
    groups = queries.groups_of(near)
    bodies = queries.bodies_of([key for key in near if key not in groups])
    nearest_groups = list(dict.fromkeys(groups[key] for key in near if key in groups))[:MOST_GROUPS]
    standing = queries.representatives_of(nearest_groups)
    decision = decide(
        text,
        [Known(key, _wording(bodies[key])) for key in near if key in bodies],
        [
            Gathered(number, tuple(Known(key, _wording(body)) for key, body in those))
            for number, those in standing.items()
        ],
    )
    moved = set() if decision.is_alone else _follow(comment, decision, assembly_id)
    if decision.represents:
        full = {
            value for value, texts in Counter(value for value, _ in shared).items() if texts >= MOST_IN_ONE
        }
        _keep_bands(comment.id, assembly_id, numbers, full)
    return moved


def _follow(comment: Comment, decision: Decision[int], assembly_id: int) -> set[int]:
    """Write down what was decided about a comment and for its sake."""
    joining = [*decision.company, comment.id]
    known = [] if decision.group is None else [decision.group, *decision.bridged]
    group = db.session.get_one(CampaignGroup, min(known)) if known else _begin(assembly_id, min(joining))
    for number in known:
        if number != group.id:
            _merge(number, group)
    _put_out(decision.misfits)
    _put_in(joining, group, represents=decision.represents)
    if decision.in_place_of is not None:
        _stand_down([decision.in_place_of])
    _spare(group.id)
    return {*joining, *decision.misfits}


def _begin(assembly_id: int, first: int) -> CampaignGroup:
    group = CampaignGroup(assembly_id=assembly_id, first_comment_id=first, made_at=clock.now())
    db.session.add(group)
    db.session.flush()
    audit.record("made", group, first=first)
    return group


def _merge(number: int, group: CampaignGroup) -> None:
    """Let a later group go into an earlier one, with all that wait of it."""
    other = db.session.get_one(CampaignGroup, number)
    other.merged_into_id = group.id
    _set(CampaignMember.group_id == number, group_id=group.id)
    db.session.execute(
        update(QueueEntry).where(QueueEntry.campaign_id == number).values(campaign_id=group.id)
    )
    audit.record("merged", other, into=group.id)


def _put_in(comment_ids: Sequence[int], group: CampaignGroup, *, represents: bool) -> None:
    """Make comments members. All but the last stood alone, so that they are compared with already."""
    shown = queries.bodies_of([*comment_ids, group.first_comment_id])
    there = {
        member.comment_id: member
        for member in db.session.scalars(
            select(CampaignMember).where(CampaignMember.comment_id.in_(comment_ids))
        )
    }
    for comment_id in comment_ids:
        member = there.get(comment_id) or CampaignMember(comment_id=comment_id)
        db.session.add(member)
        member.group_id, member.joined_at = group.id, clock.now()
        member.represents = represents or comment_id != comment_ids[-1]
        member.adds_own_words = adds_own_words(shown[comment_id], shown[group.first_comment_id])
    db.session.flush()


def _put_out(comment_ids: Sequence[int]) -> None:
    """Let comments stand alone again. They are compared with as before."""
    if comment_ids:
        _set(CampaignMember.comment_id.in_(comment_ids), group_id=None, represents=False)


def _stand_down(comment_ids: Sequence[int]) -> None:
    """Let comments stand for their group no longer."""
    _set(CampaignMember.comment_id.in_(comment_ids), represents=False)
    _forget_bands(comment_ids)


def _spare(group_id: int) -> None:
    """Let no more than enough stand for a group: the earliest."""
    standing = queries.representatives_of([group_id])[group_id]
    spare = [comment_id for comment_id, _ in standing[MOST_REPRESENTATIVES:]]
    if spare:
        _stand_down(spare)


# ---- When one has left ----


def _keep_whole(group_id: int, assembly_id: int) -> set[int]:
    """After somebody left a group: let its last one stand alone, else one stand for it and one be read for it.

    Returns the comments whose place changed.
    """
    group = db.session.get_one(CampaignGroup, group_id)
    left = select(CampaignMember).where(CampaignMember.group_id == group_id)
    earliest = db.session.scalars(
        left.order_by(CampaignMember.adds_own_words, CampaignMember.comment_id).limit(2)
    ).all()
    if len(earliest) == 1:
        last = earliest[0]
        if not last.represents:
            _stand(last.comment_id, assembly_id)
        last.group_id, last.represents = None, False
        return {last.comment_id}
    if not earliest:
        return set()
    if db.session.scalar(left.where(CampaignMember.comment_id == group.first_comment_id)) is None:
        group.first_comment_id = earliest[0].comment_id
    if len(queries.representatives_of([group_id])[group_id]) < MOST_REPRESENTATIVES:
        following = left.where(CampaignMember.represents.is_(False)).order_by(CampaignMember.comment_id)
        heir = db.session.scalar(following.limit(1))
        if heir is not None:
            heir.represents = True
            _stand(heir.comment_id, assembly_id)
    return set()


def _stand(comment_id: int, assembly_id: int) -> None:
    """Let new texts be compared with a comment from now on."""
    numbers = bands(wording(queries.bodies_of([comment_id])[comment_id]))
    _keep_bands(comment_id, assembly_id, numbers, set())


def _sweep(comment_ids: Collection[int]) -> None:
    """Keep the queue and the signals in step with where comments stand now."""
    db.session.flush()
    grouped = queries.groups_of(comment_ids)
    noticed = set(
        db.session.scalars(
            select(CommentSignal.comment_id).where(
                CommentSignal.comment_id.in_(comment_ids), CommentSignal.kind == SignalKind.CAMPAIGN
            )
        )
    )
    for comment_id in sorted(set(grouped) - noticed):
        db.session.add(CommentSignal(comment_id=comment_id, kind=SignalKind.CAMPAIGN, detail={}))
    apart = [comment_id for comment_id in comment_ids if comment_id not in grouped]
    db.session.execute(
        delete(CommentSignal).where(
            CommentSignal.comment_id.in_(apart), CommentSignal.kind == SignalKind.CAMPAIGN
        )
    )
    db.session.execute(
        delete(CampaignMember).where(
            CampaignMember.comment_id.in_(apart),
            CampaignMember.group_id.is_(None),
            CampaignMember.taken_out_at.is_(None),
        )
    )
    _say_in_queue(comment_ids, grouped)


def _say_in_queue(comment_ids: Collection[int], grouped: Mapping[int, int]) -> None:
    """Say in the queue in which group each comment stands. Why it waits is not worked out anew: nobody holds it still
    meanwhile, and somebody may just have reported, escalated or decided on it."""
    by_group: dict[int | None, list[int]] = defaultdict(list)
    for comment_id in sorted(comment_ids):
        by_group[grouped.get(comment_id)].append(comment_id)
    for group_id, ids in by_group.items():
        db.session.execute(
            update(QueueEntry).where(QueueEntry.comment_id.in_(ids)).values(campaign_id=group_id)
        )
    db.session.flush()
    weigh_anew(comment_ids)


# ---- Bands ----


def _keep_bands(comment_id: int, assembly_id: int, numbers: Sequence[int], full: Collection[int]) -> None:
    """Keep the bands of a text, but for those that so many texts share that they find nothing worth finding."""
    rows = [
        {"assembly_id": assembly_id, "value": value, "comment_id": comment_id}
        for value in numbers
        if value not in full
    ]
    if rows:
        db.session.execute(insert(MinhashBand), rows)


def _forget_bands(comment_ids: Sequence[int]) -> None:
    db.session.execute(delete(MinhashBand).where(MinhashBand.comment_id.in_(comment_ids)))


def _set(condition: object, **values: object) -> None:
    db.session.flush()
    db.session.execute(update(CampaignMember).where(condition).values(**values))  # type: ignore[arg-type]
