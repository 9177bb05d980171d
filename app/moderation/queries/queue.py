"""The desk's lists: what waits for a moderator, oldest first or by its signals, and what was decided, newest first.

What waits is read from its entries in the queue alone, by an index in the order of the list, so that a page costs the
same however much waits. Only a search for words reads the comments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, Tuple, and_, func, not_, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.comments.models import Channel, Comment, CommentKind
from app.core import clock
from app.core.db import db
from app.core.pagination import Slice, decode, encode, slice_after
from app.moderation.due import late_if_before, monday_before
from app.moderation.models import CommentSignal, ModerationDecision, QueueEntry
from app.moderation.queries.standing import stands
from app.moderation.signals.kinds import SignalKind
from app.subjects.models import Subject

Ts = TypeVarTuple("Ts")
PAGE = 10
# More words are not looked for.
MOST_WORDS = 8
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Listing(StrEnum):
    """What the desk can list. `queue` is all that waits; the next four say for what. The others are decided."""

    QUEUE = "queue"
    NEW = "new"
    REPORTED = "reported"
    APPEALED = "appealed"
    ESCALATED = "escalated"
    PUBLISHED = "published"
    REJECTED = "rejected"
    HIDDEN = "hidden"


WAITING = (Listing.QUEUE, Listing.NEW, Listing.REPORTED, Listing.APPEALED, Listing.ESCALATED)


class Order(StrEnum):
    """In what order what waits is read."""

    OLDEST = "oldest"
    SIGNALS = "signals"


@dataclass(frozen=True)
class Scope:
    """Which comments a moderator works on: those of some organisations (None: of all), perhaps narrowed down.

    What was escalated waits for a lead moderator: for one who is none it stands in the list of escalated ones alone.
    """

    organisation_ids: Sequence[int] | None
    assembly_id: int | None = None
    words: str = ""
    # The organisations in which they lead (None: in all).
    led_ids: Sequence[int] | None = ()
    subject_id: int | None = None
    kind: CommentKind | None = None
    channel: Channel | None = None
    signal: SignalKind | None = None
    is_reported: bool = False
    campaign_id: int | None = None
    claimed_by_id: int | None = None
    order: Order = Order.OLDEST
    # Of the near-identical texts that wait, the first alone stands for all.
    folds_campaigns: bool = False

    @property
    def as_a_whole(self) -> Scope:
        """The same council and assembly, not narrowed down any further: what is counted above the list."""
        return Scope(self.organisation_ids, self.assembly_id, led_ids=self.led_ids)

    def narrow(self, query: Select[*Ts]) -> Select[*Ts]:
        """Keep to the scope, in a query of comments that has no other joins with subjects."""
        if self.organisation_ids is not None or self.assembly_id is not None:
            query = query.join(Subject, Comment.subject_id == Subject.id)
        if self.organisation_ids is not None:
            query = query.join(Assembly, Subject.assembly_id == Assembly.id)
            query = query.where(Assembly.organisation_id.in_(self.organisation_ids))
        if self.assembly_id is not None:
            query = query.where(Subject.assembly_id == self.assembly_id)
        query = query.where(*self._of_row(Comment))
        return query.where(self._says()) if self.words else query

    def of_entries(self, listing: Listing) -> list[ColumnElement[bool]]:
        """The conditions of a list of what waits, in terms of its entries."""
        conditions = [_IS_IN[listing], *self._of_row(QueueEntry)]
        if self.organisation_ids is not None:
            conditions.append(QueueEntry.organisation_id.in_(self.organisation_ids))
        if self.assembly_id is not None:
            conditions.append(QueueEntry.assembly_id == self.assembly_id)
        if listing is not Listing.ESCALATED:
            conditions += for_no_other_lead(self.led_ids)
        if self.campaign_id is not None:
            conditions.append(QueueEntry.campaign_id == self.campaign_id)
        if self.folds_campaigns:
            conditions.append(not_(and_(*_is_plain(QueueEntry), _before_it().exists())))
        if self.claimed_by_id is not None:
            conditions += [
                QueueEntry.claimed_by_id == self.claimed_by_id,
                QueueEntry.claimed_until > clock.now(),
            ]
        if self.is_reported:
            conditions.append(QueueEntry.reports > 0)
        if self.words:
            its_text = select(Comment.id).where(Comment.id == QueueEntry.comment_id, self._says())
            conditions.append(its_text.correlate(QueueEntry).exists())
        return conditions

    def _of_row(self, row: Any) -> list[ColumnElement[bool]]:
        """What a comment and its entry in the queue have in common."""
        comment_id = Comment.id if row is Comment else QueueEntry.comment_id
        noticed = select(CommentSignal.comment_id).where(CommentSignal.kind == self.signal)
        given: list[tuple[object, ColumnElement[bool]]] = [
            (self.subject_id, row.subject_id == self.subject_id),
            (self.kind, row.kind == self.kind),
            (self.channel, row.channel == self.channel),
            (self.signal, comment_id.in_(noticed)),
        ]
        return [condition for value, condition in given if value is not None]

    def _says(self) -> ColumnElement[bool]:
        """That each of the words looked for stands in a comment or in the name beside it, also within a word."""
        return and_(
            *(
                or_(_holds(Comment.body, word), _holds(Comment.author_name, word))
                for word in self.words.split()[:MOST_WORDS]
            )
        )


def _holds(column: InstrumentedAttribute[Any], word: str) -> ColumnElement[bool]:
    # PostgreSQL takes three times as long to lower letters by the rules of a language than by those of ASCII.
    plain = word.isascii() and db.engine.dialect.name == "postgresql"
    text = column.collate("C") if plain else column
    return func.lower(text).contains(word.lower(), autoescape=True)


_IS_IN: Mapping[Listing, ColumnElement[bool]] = {
    Listing.QUEUE: QueueEntry.comment_id.is_not(None),
    Listing.NEW: QueueEntry.is_new.is_(True),
    Listing.REPORTED: QueueEntry.reports > 0,
    Listing.APPEALED: QueueEntry.is_appealed.is_(True),
    Listing.ESCALATED: QueueEntry.escalated_for.is_not(None),
}


def for_no_other_lead(led_ids: Sequence[int] | None) -> list[ColumnElement[bool]]:
    """That an entry waits for no lead moderator, or for one who leads in these organisations (None: in all)."""
    if led_ids is None:
        return []
    return [or_(QueueEntry.escalated_for.is_(None), QueueEntry.organisation_id.in_(led_ids))]


def _is_plain(entry: type[QueueEntry]) -> list[ColumnElement[bool]]:
    """That a text waits for nothing but its first reading: what is reported or asked about is never folded away."""
    return [
        entry.is_new.is_(True),
        entry.reports == 0,
        entry.is_appealed.is_(False),
        entry.escalated_for.is_(None),
    ]


def _before_it() -> Select[int]:
    """Another text of its campaign that waits and came before."""
    other = aliased(QueueEntry)
    return (
        select(other.comment_id)
        .where(
            other.campaign_id == QueueEntry.campaign_id,
            other.comment_id < QueueEntry.comment_id,
            *_is_plain(other),
        )
        .correlate(QueueEntry)
    )


@dataclass(frozen=True)
class Waiting:
    """A comment in a list of the desk: since when it waits and its entry (None once decided)."""

    comment: Comment
    entry: QueueEntry | None = None
    is_late: bool = False

    @property
    def since(self) -> datetime | None:
        """Since when it waits."""
        return self.entry.since if self.entry else None

    @property
    def reports(self) -> int:
        """How many reports are open."""
        return self.entry.reports if self.entry else 0

    @property
    def campaign_id(self) -> int | None:
        """The campaign that it stands for in a list that folds them: one that waits for nothing but a first reading."""
        return self.entry.campaign_id if self.entry and self.entry.is_plain else None


@dataclass(frozen=True)
class DeskCounts:
    """How much waits in each list, how much of it is late, and how much was decided this week."""

    by_listing: Mapping[Listing, int]
    late: int
    decided_this_week: int


def _columns(scope: Scope) -> list[InstrumentedAttribute[Any]]:
    """Urgent ones first, or those with the most signals; then the oldest."""
    first = QueueEntry.lightness if scope.order is Order.SIGNALS else QueueEntry.precedence
    return [first, QueueEntry.since, QueueEntry.comment_id]


def _order(scope: Scope, backwards: bool = False) -> list[ColumnElement[Any]]:
    return [column.desc() if backwards else column.asc() for column in _columns(scope)]


def _key(entry: QueueEntry, scope: Scope) -> list[int]:
    """The place of an entry in the order, in numbers that a cursor can hold."""
    waited = entry.since - EPOCH
    first = entry.lightness if scope.order is Order.SIGNALS else entry.precedence
    return [first, waited // timedelta(seconds=1), waited.microseconds, entry.comment_id]


def _place(key: Sequence[int]) -> Tuple:
    """The place in the order that a cursor holds, beside which columns can be put."""
    return tuple_(key[0], EPOCH + timedelta(seconds=key[1], microseconds=key[2]), key[3])


def _behind(key: Sequence[int], scope: Scope, backwards: bool = False) -> ColumnElement[bool]:
    """That an entry comes after a place in the order, or before it."""
    here, place = tuple_(*_columns(scope)), _place(key)
    return here < place if backwards else here > place


def _cursor_name(scope: Scope) -> str | None:
    return None if scope.order is Order.OLDEST else scope.order.value


def _read(
    listing: Listing, scope: Scope, *places: ColumnElement[bool], size: int, backwards: bool = False
) -> list[Waiting]:
    entries = db.session.scalars(
        select(QueueEntry)
        .where(*scope.of_entries(listing), *places)
        .options(
            joinedload(QueueEntry.comment, innerjoin=True).joinedload(Comment.subject, innerjoin=True),
            joinedload(QueueEntry.claimed_by).lazyload(Account.memberships),
        )
        .order_by(*_order(scope, backwards))
        .limit(size)
    ).all()
    late = late_if_before(clock.now())
    items = [Waiting(entry.comment, entry, is_late=entry.since <= late) for entry in entries]
    return items[::-1] if backwards else items


def in_turn(listing: Listing, scope: Scope) -> Select[int]:
    """The ids of what waits in a list, in its order."""
    return select(QueueEntry.comment_id).where(*scope.of_entries(listing)).order_by(*_order(scope))


def waiting(
    listing: Listing, scope: Scope, after: str | None = None, size: int = PAGE, total: int | None = None
) -> Slice[Waiting]:
    """A page of what waits, in two queries; in one where it is known how many wait in all."""
    if scope.words:
        return _found(listing, scope, after, size)
    if total is None:
        total = db.session.scalar(select(func.count(QueueEntry.comment_id)).where(*scope.of_entries(listing)))
    key = decode(after, 4, _cursor_name(scope))
    items = _read(listing, scope, *([_behind(key, scope)] if key else []), size=size + 1)
    more, items = len(items) > size, items[:size]
    last = items[-1].entry if more else None
    return Slice(items, encode(_key(last, scope), _cursor_name(scope)) if last else None, total or 0)


def _found(listing: Listing, scope: Scope, after: str | None, size: int) -> Slice[Waiting]:
    """A page of what waits and holds the words looked for: every text is read once, to count them and to find it."""
    counted = (
        select(*_columns(scope), func.count().over().label("total"))
        .where(*scope.of_entries(listing))
        .subquery()
    )
    place = [counted.c[column.key] for column in _columns(scope)]
    query = select(counted.c.comment_id, counted.c.total).order_by(*place).limit(size + 1)
    key = decode(after, 4, _cursor_name(scope))
    rows = db.session.execute(query.where(tuple_(*place) > _place(key)) if key else query).all()
    items = _read(
        listing, scope, QueueEntry.comment_id.in_([row.comment_id for row in rows[:size]]), size=size
    )
    last = items[-1].entry if len(rows) > size and items else None
    return Slice(
        items, encode(_key(last, scope), _cursor_name(scope)) if last else None, rows[0].total if rows else 0
    )


def decided(listing: Listing, scope: Scope, after: str | None = None, size: int = PAGE) -> Slice[Waiting]:
    """A page of what is published, rejected or hidden, the newest comment first, in three queries."""
    query = scope.narrow(select(Comment)).where(Comment.state == listing.value)
    page = slice_after(
        query.options(joinedload(Comment.subject)),
        [Comment.id.expression],
        lambda comment: (comment.id,),
        after,
        size,
        _how_many_decided(listing, scope),
    )
    ids = [comment.id for comment in page.items]
    entries = {
        entry.comment_id: entry
        for entry in db.session.scalars(select(QueueEntry).where(QueueEntry.comment_id.in_(ids)))
    }
    return Slice([Waiting(c, entries.get(c.id)) for c in page.items], page.after, page.total)


def _how_many_decided(listing: Listing, scope: Scope) -> int:
    query = scope.narrow(select(func.count(Comment.id))).where(Comment.state == listing.value)
    return db.session.scalar(query) or 0


def list_page(
    listing: Listing, scope: Scope, after: str | None = None, size: int = PAGE, total: int | None = None
) -> Slice[Waiting]:
    """A page of one of the desk's lists. Takes how many wait in it, where that is known."""
    if listing in WAITING:
        return waiting(listing, scope, after, size, total)
    return decided(listing, scope, after, size)


def neighbours(
    comment: Comment, listing: Listing, scope: Scope, before: int = 1, behind: int = 3
) -> list[Waiting]:
    """What stands around a comment in a list of what waits, with the comment itself if it is in there.

    Around a comment that was decided, the head of the list: that is where the work goes on.
    """
    here = _entry_in(comment, listing, scope)
    if here is None:
        return _read(listing, scope, size=before + behind + 1)
    key = _key(here, scope)
    earlier = _read(listing, scope, _behind(key, scope, backwards=True), size=before, backwards=True)
    itself = [Waiting(comment, here, is_late=here.since <= late_if_before(clock.now()))]
    return earlier + itself + _read(listing, scope, _behind(key, scope), size=behind)


def _entry_in(comment: Comment, listing: Listing, scope: Scope) -> QueueEntry | None:
    return db.session.scalar(
        select(QueueEntry).where(QueueEntry.comment_id == comment.id, *scope.of_entries(listing))
    )


def desk_counts(scope: Scope) -> DeskCounts:
    """The figures above the queue, however it is narrowed down, in one query that reads no comment that waits."""
    whole = scope.as_a_whole
    columns = [func.count().filter(and_(*whole.of_entries(listing))) for listing in WAITING]
    is_late = QueueEntry.since <= late_if_before(clock.now())
    late = func.count().filter(and_(is_late, *whole.of_entries(Listing.QUEUE)))
    this_week = select(func.count(ModerationDecision.id)).where(
        ModerationDecision.decided_at >= monday_before(clock.now()), stands()
    )
    if whole.organisation_ids is not None or whole.assembly_id is not None:
        this_week = whole.narrow(this_week.join(Comment, ModerationDecision.comment_id == Comment.id))
    figures = select(*columns, late, this_week.scalar_subquery()).select_from(QueueEntry)
    *waiting, late_ones, lately = db.session.execute(figures).one()
    return DeskCounts(dict(zip(WAITING, waiting, strict=True)), late_ones, lately)


def entry_of_decision(decision_id: int) -> QueueEntry | None:
    """The entry of a comment that still waits for a lead moderator because of this decision, for the letter."""
    return db.session.scalar(
        select(QueueEntry)
        .join(ModerationDecision, ModerationDecision.comment_id == QueueEntry.comment_id)
        .where(
            ModerationDecision.id == decision_id,
            QueueEntry.escalated_for.is_not(None),
            QueueEntry.escalated_at == ModerationDecision.decided_at,
        )
        .options(joinedload(QueueEntry.comment).joinedload(Comment.subject).joinedload(Subject.assembly))
    )
