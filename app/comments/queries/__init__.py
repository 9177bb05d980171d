"""Reading comments. What is not published is never read here with its text, but for the author and the desk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, bindparam, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from app.comments.models import (
    Agree,
    Channel,
    Comment,
    CommentKind,
    CommentState,
    CommentTally,
    Contact,
    NoStance,
    Stance,
    SubjectTally,
)
from app.core.db import db
from app.core.pagination import Slice, decode, encode
from app.subjects.models import Subject

PAGE = 30
# On a page: published, or the trace of what was hidden or withdrawn since.
ON_SHOW = Comment.published_at.is_not(None)
# What counts as a comment of the public: published, no question, and not a word of the organisers.
COUNTED = and_(
    Comment.kind == CommentKind.COMMENT,
    Comment.state == CommentState.PUBLISHED,
    Comment.is_official.is_(False),
)


class Sort(StrEnum):
    """The orders in which threads can be read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    AGREED = "agreed"
    DISCUSSED = "discussed"


@dataclass
class StanceCounts:
    """How many comments there are and how they stand. `total` includes those without a stance, and replies.

    A reply takes no stance, so it is told apart from the comments whose authors could have taken one.
    """

    support: int = 0
    support_with_changes: int = 0
    neutral: int = 0
    oppose: int = 0
    replies: int = 0
    total: int = 0

    def add(self, stance: str | None, count: int, replies: int = 0) -> None:
        """Takes a stance, how many took it and, of those without one, how many are replies."""
        self.total += count
        self.replies += replies
        if stance is not None:
            setattr(self, stance, getattr(self, stance) + count)

    def take_in(self, other: StanceCounts) -> None:
        """Add the counts of something else."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def without_stance(self) -> int:
        """How many comments could have a stance and gave none."""
        return (
            self.total - self.replies - self.support - self.support_with_changes - self.neutral - self.oppose
        )

    def of(self, stance: Stance | NoStance) -> int:
        """How many there are of a stance, or of none."""
        return self.without_stance if stance is NoStance.NONE else int(getattr(self, stance.value))

    def as_dict(self) -> dict[str, int]:
        """As a bar of stances draws and words them."""
        return {stance.value: getattr(self, stance.value) for stance in Stance} | {"replies": self.replies}


@dataclass
class SubjectCounts:
    """The counts of one subject, in all and by clause."""

    overall: StanceCounts = field(default_factory=StanceCounts)
    by_clause: dict[str, StanceCounts] = field(default_factory=dict)

    def add(self, clause_key: str | None, stance: str | None, count: int, replies: int = 0) -> None:
        self.overall.add(stance, count, replies)
        if clause_key is not None:
            self.by_clause.setdefault(clause_key, StanceCounts()).add(stance, count, replies)

    def clause(self, key: str) -> StanceCounts:
        return self.by_clause.get(key) or StanceCounts()


# Of what has no stance, what is a reply: its author was not asked for one.
IS_SILENT_REPLY = and_(Comment.parent_id.is_not(None), Comment.stance.is_(None))
_COUNTS = select(
    CommentTally.subject_id,
    CommentTally.clause_key,
    CommentTally.stance,
    CommentTally.comments,
    CommentTally.replies,
).where(CommentTally.subject_id.in_(bindparam("subject_ids", expanding=True)))
_FIGURES = (
    select(
        SubjectTally.people,
        SubjectTally.threads,
        CommentTally.clause_key,
        CommentTally.stance,
        CommentTally.comments,
        CommentTally.replies,
    )
    .join(CommentTally, CommentTally.subject_id == SubjectTally.subject_id, isouter=True)
    .where(SubjectTally.subject_id == bindparam("subject_id"))
)


@dataclass
class SubjectFigures:
    """What the comments of one subject add up to."""

    counts: SubjectCounts = field(default_factory=SubjectCounts)
    # How many different people wrote, as far as addresses tell.
    people: int = 0
    # How many threads stand on its page, the traces of hidden and withdrawn ones among them.
    threads: int = 0


def counts_of(subject_ids: Iterable[int]) -> Mapping[int, SubjectCounts]:
    """Counts of published comments for several subjects, in one query of what was added up when they changed."""
    counts = {subject_id: SubjectCounts() for subject_id in subject_ids}
    for row in db.session.execute(_COUNTS, {"subject_ids": list(counts)}):
        counts[row.subject_id].add(row.clause_key, row.stance, row.comments, row.replies)
    return counts


def figures_of(subject_id: int) -> SubjectFigures:
    """The counts of one subject, how many people wrote and how many threads there are; one query."""
    figures = SubjectFigures()
    for row in db.session.execute(_FIGURES, {"subject_id": subject_id}):
        figures.people, figures.threads = row.people, row.threads
        # A page of hidden comments alone has threads, but no counts.
        if row.comments is not None:
            figures.counts.add(row.clause_key, row.stance, row.comments, row.replies)
    return figures


def counts_and_people(subject_id: int) -> tuple[SubjectCounts, int]:
    """The counts of one subject, and how many different people wrote, as far as addresses tell; one query."""
    figures = figures_of(subject_id)
    return figures.counts, figures.people


@dataclass(frozen=True)
class Wanted:
    """Which threads to read. What is not said lets everything through."""

    clause: str | None = None
    stance: Stance | NoStance | None = None
    channel: Channel | None = None
    # Further conditions on `Comment`, for what features above this one know, such as themes. They hold of a thread
    # whatever became of its first comment.
    of_thread: tuple[ColumnElement[bool], ...] = ()

    @property
    def chooses_published(self) -> bool:
        """Whether it lets no trace through."""
        return self.stance is not None or self.channel is not None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The same in terms of columns. What was hidden or withdrawn has kept its paragraph, but has neither stance
        nor anything else to be chosen by: its trace stands in the lists that do not ask for that."""
        if self.clause is not None:
            yield Comment.clause_key == self.clause
        if self.stance is NoStance.NONE:
            yield Comment.stance.is_(None)
        elif self.stance is not None:
            yield Comment.stance == self.stance
        if self.channel is not None:
            yield Comment.channel == self.channel
        yield from self.of_thread
        if self.chooses_published:
            yield Comment.state == CommentState.PUBLISHED


EVERYTHING = Wanted()
# What each order sorts by, the last one unique. In "most agreed" and "most discussed" a thread moves while
# somebody pages through the list: forward with each agreement and reply, and then it may be missed; back where an
# agreement is taken back, or a reply hidden or withdrawn, and then it may be met a second time.
_SORTED_BY: dict[Sort, tuple[InstrumentedAttribute[int], ...]] = {
    Sort.NEWEST: (Comment.id,),
    Sort.OLDEST: (Comment.id,),
    Sort.AGREED: (Comment.agrees, Comment.id),
    Sort.DISCUSSED: (Comment.replies_on_show, Comment.id),
}


def _threads_of(subject_id: int, wanted: Wanted) -> ColumnElement[bool]:
    return and_(
        Comment.subject_id == subject_id,
        Comment.kind == CommentKind.COMMENT,
        Comment.parent_id.is_(None),
        ON_SHOW,
        *wanted.conditions(),
    )


def threads(
    subject_id: int,
    sort: Sort = Sort.NEWEST,
    wanted: Wanted = EVERYTHING,
    after: str | None = None,
    size: int = PAGE,
    known_total: int | None = None,
) -> Slice[Comment]:
    """A page of a subject's threads, with replies and anchors, and how many threads fit.

    Takes the order, which threads are wanted, the cursor, how many to read and, where it is known already, how many
    there are; else they are counted.
    """
    total = known_total
    if total is None:
        count = select(func.count(Comment.id)).where(_threads_of(subject_id, wanted))
        total = db.session.scalar(count) or 0
    return _some(_threads_of(subject_id, wanted), sort, after, size, total)


def is_place(sort: Sort, after: str) -> bool:
    """Whether a cursor leads to a place in this order; else the list begins at its top."""
    return decode(after, len(_SORTED_BY[sort]), _name_in_cursors(sort)) is not None


def _name_in_cursors(sort: Sort) -> str | None:
    """The newest come first where no order is asked for, and the addresses of comments name none either."""
    return None if sort is Sort.NEWEST else sort.value


def traces_among(subject_id: int, wanted: Wanted) -> int:
    """How many threads of a list begin with the trace of a comment that was hidden or withdrawn; one query."""
    # The states are named so that an index leads to the few traces, past all that is published.
    taken_down = Comment.state.in_([CommentState.HIDDEN, CommentState.WITHDRAWN])
    count = select(func.count(Comment.id)).where(_threads_of(subject_id, wanted), taken_down)
    return db.session.scalar(count) or 0


def threads_and_traces(subject_id: int, wanted: Wanted) -> tuple[int, int]:
    """How many threads fit, and how many of these begin with a trace; one query, for what nothing is added up."""
    is_trace = Comment.state.in_([CommentState.HIDDEN, CommentState.WITHDRAWN])
    counts = select(func.count(Comment.id), func.count(Comment.id).filter(is_trace))
    total, traces = db.session.execute(counts.where(_threads_of(subject_id, wanted))).one()
    return total, traces


def first_threads(subject_id: int, sort: Sort, size: int) -> Slice[Comment]:
    """The first threads alone, uncounted: two queries. For pages that count comments in another way."""
    return _some(_threads_of(subject_id, EVERYTHING), sort, None, size, 0)


def _some(
    wanted: ColumnElement[bool], sort: Sort, after: str | None, size: int, total: int
) -> Slice[Comment]:
    order = _SORTED_BY[sort]
    descending = sort is not Sort.OLDEST
    cursor = decode(after, len(order), _name_in_cursors(sort))
    # The ids come out of an index alone, the texts only of those on the page.
    ids = select(Comment.id).where(wanted)
    if cursor is not None:
        ids = ids.where(tuple_(*order) < tuple(cursor) if descending else tuple_(*order) > tuple(cursor))
    ids = ids.order_by(*(_directed(column, descending) for column in order)).limit(size + 1)
    page = (
        select(Comment)
        .where(Comment.id.in_(ids))
        .order_by(*(_directed(column, descending) for column in order))
        .options(joinedload(Comment.anchor), selectinload(Comment.replies.and_(ON_SHOW)))
    )
    rows = list(db.session.scalars(page))
    shown = rows[:size]
    more = len(rows) > size
    last = [getattr(shown[-1], column.key) for column in order] if more else []
    return Slice(shown, encode(last, _name_in_cursors(sort)) if more else None, total)


def _directed(column: InstrumentedAttribute[int], descending: bool) -> ColumnElement[int]:
    return column.desc() if descending else column.asc()


def comment_to_agree_with(comment_id: int) -> Comment | None:
    """A resident's published comment with its subject and assembly, or None.

    Nobody agrees with a question or its answer, nor with what the organisers say.
    """
    return db.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id, COUNTED)
        .options(joinedload(Comment.subject).joinedload(Subject.assembly))
    )


def has_agreed(comment_id: int, browser: str) -> bool:
    """Whether a browser, known by a digest of its random word, agrees with a comment."""
    agreement = select(Agree.id).where(Agree.comment_id == comment_id, Agree.browser == browser)
    return db.session.scalar(agreement) is not None


def comment_on_show(subject_id: int, comment_id: int) -> Comment | None:
    """The first comment of the thread in which a comment stands, published or a trace, for a reply to it.

    There is one level of replies, so whoever replies to a reply replies to its thread. Nobody replies to what the
    organisers begin: that asks for no answer, and no page offers it.
    """
    reply = aliased(Comment)
    thread = (
        select(reply.parent_id)
        .where(reply.id == comment_id, reply.published_at.is_not(None), reply.parent_id.is_not(None))
        .scalar_subquery()
    )
    return db.session.scalar(
        select(Comment).where(
            Comment.id == func.coalesce(thread, comment_id),
            Comment.subject_id == subject_id,
            Comment.kind == CommentKind.COMMENT,
            Comment.parent_id.is_(None),
            Comment.is_official.is_(False),
            ON_SHOW,
        )
    )


def comment_by_receipt(token: str) -> Comment | None:
    """The comment of a receipt, whatever its state, with what its author may see."""
    return db.session.scalar(
        select(Comment)
        .where(Comment.receipt_token == token)
        .options(
            joinedload(Comment.subject).joinedload(Subject.assembly),
            joinedload(Comment.anchor),
            joinedload(Comment.contact),
            selectinload(Comment.replies.and_(Comment.state == CommentState.PUBLISHED)),
        )
    )


def has_been_replied_to(comment_id: int) -> bool:
    """Whether a reply is on show below a comment, or was."""
    reply = select(Comment.id).where(Comment.parent_id == comment_id, ON_SHOW).limit(1)
    return db.session.scalar(reply) is not None


def comment_by_confirm_token(token: str) -> Comment | None:
    """The comment that a mailed link confirms, whatever its state."""
    return db.session.scalar(
        select(Comment)
        .join(Contact)
        .where(Contact.confirm_token == token)
        .options(joinedload(Comment.contact), joinedload(Comment.subject).joinedload(Subject.assembly))
    )


def comment_to_confirm(comment_id: int) -> Comment | None:
    """A comment with its contact and assembly, for the letter that asks to confirm it."""
    return db.session.scalar(
        select(Comment)
        .where(Comment.id == comment_id)
        .options(joinedload(Comment.contact), joinedload(Comment.subject).joinedload(Subject.assembly))
    )


def place_of(comment: Comment) -> str:
    """The address at which a comment on show stands: the page of the list that begins with its thread.

    Of the reason of a counter-check, it is a signpost: only a floor above knows of which answer it speaks.
    """
    return place_in_list(comment.subject.path, comment.parent_id or comment.id, comment.id, comment.kind)


def place_in_list(path: str, thread_id: int, comment_id: int, kind: str = CommentKind.COMMENT) -> str:
    """The same, of the subject's path, the ids of the thread's first comment and of the comment, and its kind."""
    if kind == CommentKind.COUNTER_CHECK:
        return f"{path}statements/{comment_id}"
    folder = "questions/" if kind == CommentKind.QUESTION else "comments/"
    return f"{path}{folder}?after={encode([thread_id + 1])}#comment-{comment_id}"
