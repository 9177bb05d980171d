"""The desk's lists: what waits for a moderator, oldest first, and what was decided, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, Subquery, func, or_, select, tuple_, union_all
from sqlalchemy.orm import joinedload

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.core import clock
from app.core.db import db
from app.core.pagination import Slice, decode, encode, slice_after
from app.moderation.due import late_if_before, monday_before
from app.moderation.models import ModerationDecision, Report
from app.subjects.models import Subject

Ts = TypeVarTuple("Ts")
PAGE = 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Listing(StrEnum):
    """What the desk can list. `queue` is all that waits: new comments, and published ones that readers reported."""

    QUEUE = "queue"
    AWAITING = "awaiting"
    REPORTED = "reported"
    PUBLISHED = "published"
    REJECTED = "rejected"
    HIDDEN = "hidden"


WAITING = (Listing.QUEUE, Listing.AWAITING, Listing.REPORTED)


@dataclass(frozen=True)
class Scope:
    """Which comments a moderator works on: those of some organisations (None: of all), perhaps of one assembly."""

    organisation_ids: Sequence[int] | None
    assembly_id: int | None = None
    words: str = ""

    def narrow(self, query: Select[*Ts]) -> Select[*Ts]:
        """Keep to the scope, in a query of comments that has no other joins with subjects."""
        if self.organisation_ids is not None or self.assembly_id is not None:
            query = query.join(Subject, Comment.subject_id == Subject.id)
        if self.organisation_ids is not None:
            query = query.join(Assembly, Subject.assembly_id == Assembly.id)
            query = query.where(Assembly.organisation_id.in_(self.organisation_ids))
        if self.assembly_id is not None:
            query = query.where(Subject.assembly_id == self.assembly_id)
        if self.words:
            found = Comment.body.icontains(self.words, autoescape=True)
            query = query.where(or_(found, Comment.author_name.icontains(self.words, autoescape=True)))
        return query


@dataclass(frozen=True)
class Waiting:
    """A comment in a list of the desk: since when it waits (None once decided), and how many reports are open."""

    comment: Comment
    since: datetime | None
    reports: int
    is_late: bool = False


@dataclass(frozen=True)
class DeskCounts:
    """How much there is in each list, how much of what waits is late, and how much was decided this week."""

    by_listing: Mapping[Listing, int]
    late: int
    decided_this_week: int


def _awaiting(scope: Scope) -> Select[int, datetime]:
    since = func.coalesce(Comment.waiting_since, Comment.created_at)
    return scope.narrow(select(Comment.id.label("id"), since.label("since"))).where(
        Comment.state == CommentState.AWAITING_MODERATION
    )


def _reported(scope: Scope) -> Select[int, datetime]:
    """Published comments with open reports; they wait since the first of these."""
    open_reports = (
        select(Report.comment_id, func.min(Report.made_at).label("since"))
        .where(Report.settled_at.is_(None))
        .group_by(Report.comment_id)
        .subquery()
    )
    return scope.narrow(
        select(Comment.id.label("id"), open_reports.c.since.label("since")).join(
            open_reports, open_reports.c.comment_id == Comment.id
        )
    ).where(Comment.state == CommentState.PUBLISHED)


def _waiting(listing: Listing, scope: Scope) -> Subquery:
    if listing is Listing.AWAITING:
        return _awaiting(scope).subquery()
    if listing is Listing.REPORTED:
        return _reported(scope).subquery()
    return union_all(_awaiting(scope), _reported(scope)).subquery()


def _key(item: Waiting) -> list[int]:
    """The place of an item: its moment in seconds and microseconds, which a cursor can hold, and its number."""
    assert item.since is not None
    waited = item.since - EPOCH
    return [waited // timedelta(seconds=1), waited.microseconds, item.comment.id]


def _place(cursor: str | None) -> tuple[datetime, int] | None:
    key = decode(cursor, 3)
    if key is None:
        return None
    return EPOCH + timedelta(seconds=key[0], microseconds=key[1]), key[2]


def _read(
    waiting: Subquery, *filters: ColumnElement[bool], size: int, backwards: bool = False
) -> list[Waiting]:
    columns = (waiting.c.since, waiting.c.id)
    rows = db.session.execute(
        select(Comment, waiting.c.since)
        .join(waiting, waiting.c.id == Comment.id)
        .where(*filters)
        .options(joinedload(Comment.subject))
        .order_by(*(c.desc() if backwards else c.asc() for c in columns))
        .limit(size)
    ).all()
    reports = _report_counts([row[0].id for row in rows])
    late = late_if_before(clock.now())
    items = [Waiting(c, since, reports.get(c.id, 0), is_late=since <= late) for c, since in rows]
    return items[::-1] if backwards else items


def _report_counts(comment_ids: Sequence[int]) -> Mapping[int, int]:
    if not comment_ids:
        return {}
    rows = db.session.execute(
        select(Report.comment_id, func.count(Report.id))
        .where(Report.comment_id.in_(comment_ids), Report.settled_at.is_(None))
        .group_by(Report.comment_id)
    )
    return dict(rows.all())


def waiting(listing: Listing, scope: Scope, after: str | None = None, size: int = PAGE) -> Slice[Waiting]:
    """A page of what waits, oldest first, in three queries."""
    rows = _waiting(listing, scope)
    total = db.session.scalar(select(func.count()).select_from(rows)) or 0
    place = _place(after)
    filters = [tuple_(rows.c.since, rows.c.id) > tuple_(*place)] if place else []
    items = _read(rows, *filters, size=size + 1)
    more = len(items) > size
    items = items[:size]
    return Slice(items, encode(_key(items[-1])) if more else None, total)


def decided(listing: Listing, scope: Scope, after: str | None = None, size: int = PAGE) -> Slice[Waiting]:
    """A page of what is published, rejected or hidden, the newest comment first, in three queries."""
    query = scope.narrow(select(Comment)).where(Comment.state == listing.value)
    total = db.session.scalar(
        scope.narrow(select(func.count(Comment.id))).where(Comment.state == listing.value)
    )
    page = slice_after(
        query.options(joinedload(Comment.subject)),
        [Comment.id.expression],
        lambda c: (c.id,),
        after,
        size,
        total or 0,
    )
    reports = _report_counts([comment.id for comment in page.items])
    return Slice([Waiting(c, None, reports.get(c.id, 0)) for c in page.items], page.after, page.total)


def list_page(listing: Listing, scope: Scope, after: str | None = None, size: int = PAGE) -> Slice[Waiting]:
    """A page of one of the desk's lists."""
    return (waiting if listing in WAITING else decided)(listing, scope, after, size)


def neighbours(
    comment: Comment, listing: Listing, scope: Scope, before: int = 1, behind: int = 3
) -> list[Waiting]:
    """What stands around a comment in a list of what waits, with the comment itself if it is in there.

    Around a comment that was decided, the head of the list: that is where the work goes on.
    """
    rows = _waiting(listing, scope)
    since = db.session.scalar(select(rows.c.since).where(rows.c.id == comment.id))
    if since is None:
        return _read(rows, size=before + behind + 1)
    place = tuple_(rows.c.since, rows.c.id)
    here = tuple_(since, comment.id)
    earlier = _read(rows, place < here, size=before, backwards=True)
    return earlier + _read(rows, place >= here, size=behind + 1)


def next_waiting(comment: Comment, listing: Listing, scope: Scope) -> Comment | None:
    """Which comment comes after this one in a list of what waits; after the last one, the one that waits longest.

    Ask before deciding: what was decided has no place in the list any more.
    """
    rows = _waiting(listing, scope)
    since = db.session.scalar(select(rows.c.since).where(rows.c.id == comment.id))
    others = rows.c.id != comment.id
    behind = [tuple_(rows.c.since, rows.c.id) > tuple_(since, comment.id)] if since else []
    found = _read(rows, others, *behind, size=1) or _read(rows, others, size=1)
    return found[0].comment if found else None


def desk_counts(scope: Scope) -> DeskCounts:
    """The figures above the queue, whatever words are searched for, in three queries."""
    everything = Scope(scope.organisation_ids, scope.assembly_id)
    states = everything.narrow(select(Comment.state, func.count(Comment.id))).group_by(Comment.state)
    by_state = dict(db.session.execute(states).all())
    rows = _waiting(Listing.QUEUE, everything)
    is_late = rows.c.since <= late_if_before(clock.now())
    in_queue, late = db.session.execute(
        select(func.count(), func.count().filter(is_late)).select_from(rows)
    ).one()
    this_week = everything.narrow(
        select(func.count(ModerationDecision.id))
        .join(Comment, ModerationDecision.comment_id == Comment.id)
        .where(ModerationDecision.decided_at >= monday_before(clock.now()))
    )
    awaiting = by_state.get(CommentState.AWAITING_MODERATION, 0)
    counts = {
        Listing.QUEUE: in_queue,
        Listing.AWAITING: awaiting,
        Listing.REPORTED: in_queue - awaiting,
        Listing.PUBLISHED: by_state.get(CommentState.PUBLISHED, 0),
        Listing.REJECTED: by_state.get(CommentState.REJECTED, 0),
        Listing.HIDDEN: by_state.get(CommentState.HIDDEN, 0),
    }
    return DeskCounts(counts, late, db.session.scalar(this_week) or 0)


def assemblies_to_filter_by(scope: Scope) -> Sequence[Assembly]:
    """The assemblies whose comments this moderator may see, by name, that have any."""
    query = (
        select(Assembly)
        .where(Assembly.id.in_(select(Subject.assembly_id).join(Comment, Comment.subject_id == Subject.id)))
        .order_by(Assembly.name, Assembly.id)
    )
    if scope.organisation_ids is not None:
        query = query.where(Assembly.organisation_id.in_(scope.organisation_ids))
    return db.session.scalars(query).all()
