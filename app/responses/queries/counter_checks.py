"""What members and followers say of answers and commitments, counted apart, and the reasons that they give.

The last word of each person counts; what they said before stays. Pages of many things take the same two queries as of
one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, null, or_, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentState
from app.comments.queries import ON_SHOW, PAGE
from app.core.db import db
from app.core.pagination import Slice, encode, slice_after
from app.responses.models import CheckPass, Commitment, CounterCheck, Finding, Response, Side
from app.responses.queries.passes import counts_as_asked


class Thing(NamedTuple):
    """What a counter-check is about: the wording of an answer, or a commitment. One of the two is none."""

    response_id: int | None
    commitment_id: int | None


def thing_of(about: Response | Commitment) -> Thing:
    """An answer or a commitment as counter-checks name it."""
    return Thing(about.id, None) if isinstance(about, Response) else Thing(None, about.id)


@dataclass
class Found:
    """How many people of one side find what of one thing, and when the last of them said so."""

    counts: dict[Finding, int] = field(default_factory=lambda: dict.fromkeys(Finding, 0))
    last_at: datetime | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Asked:
    """How many people of one side have been asked, and since when."""

    number: int = 0
    since: datetime | None = None


@dataclass(frozen=True)
class Statements:
    """The reasons on show for one thing: how many, how many of them only as a trace, and one to quote."""

    number: int = 0
    hidden: int = 0
    quoted: CounterCheck | None = None


@dataclass(frozen=True)
class CounterChecks:
    """What the members and the followers of one assembly say, the two never added up."""

    asked: Mapping[Side, Asked]
    found: Mapping[tuple[Thing, Side], Found]
    statements: Mapping[Thing, Statements]

    def asked_of(self, side: Side) -> Asked:
        return self.asked.get(side, Asked())

    def by(self, side: Side, thing: Thing) -> Found:
        return self.found.get((thing, side), Found())

    def statements_on(self, thing: Thing) -> Statements:
        return self.statements.get(thing, Statements())


_ABOUT = or_(
    CounterCheck.response_id.in_(bindparam("response_ids", expanding=True)),
    CounterCheck.commitment_id.in_(bindparam("commitment_ids", expanding=True)),
)


@cache
def _last_words() -> Select[Any]:
    """The ids of what counts: the last word of each person on each of these things."""
    return (
        select(func.max(CounterCheck.id))
        .where(_ABOUT)
        .group_by(CounterCheck.pass_id, CounterCheck.response_id, CounterCheck.commitment_id)
    )


@cache
def _figures() -> Any:
    """Two questions in one statement: what was found, by thing and side; and whom the assembly has asked, by side."""
    found = (
        select(
            CheckPass.side.label("side"),
            CounterCheck.response_id.label("response_id"),
            CounterCheck.commitment_id.label("commitment_id"),
            CounterCheck.finding.label("finding"),
            func.count().label("number"),
            func.max(CounterCheck.made_at).label("moment"),
        )
        .join(CheckPass, CheckPass.id == CounterCheck.pass_id)
        .where(CounterCheck.id.in_(_last_words()))
        .group_by(CheckPass.side, CounterCheck.response_id, CounterCheck.commitment_id, CounterCheck.finding)
    )
    asked = (
        select(CheckPass.side, null(), null(), literal(""), func.count(), func.min(CheckPass.made_at))
        .where(CheckPass.assembly_id == bindparam("assembly_id"), counts_as_asked())
        .group_by(CheckPass.side)
    )
    return union_all(found, asked)


@cache
def _quotable() -> ColumnElement[bool]:
    """A published reason of somebody who says nothing else by now."""
    return and_(Comment.state == CommentState.PUBLISHED, CounterCheck.id.in_(_last_words()))


@cache
def _statements() -> Select[Any]:
    """How many reasons are on show for each thing, and the newest that can be quoted."""
    here = (CounterCheck.response_id, CounterCheck.commitment_id)
    ranked = (
        select(
            CounterCheck.id,
            *here,
            func.count().over(partition_by=here).label("number"),
            func.count()
            .filter(Comment.state != CommentState.PUBLISHED)
            .over(partition_by=here)
            .label("hidden"),
            func.row_number()
            .over(partition_by=here, order_by=(_quotable().desc(), CounterCheck.id.desc()))
            .label("place"),
            _quotable().label("is_quotable"),
        )
        .join(Comment, Comment.id == CounterCheck.comment_id)
        .where(_ABOUT, ON_SHOW)
        .subquery()
    )
    return (
        select(ranked.c.number, ranked.c.hidden, ranked.c.is_quotable, CounterCheck)
        .join(ranked, ranked.c.id == CounterCheck.id)
        .join(CounterCheck.comment)
        .join(CounterCheck.by)
        .options(contains_eager(CounterCheck.comment), contains_eager(CounterCheck.by))
        .where(ranked.c.place == 1)
    )


def counter_checks_of(assembly: Assembly, things: Collection[Thing]) -> CounterChecks:
    """What was said of some answers and commitments of an assembly; two queries, none where there is nothing.

    Takes an answer by its wording: what was said of a corrected one is not said of its correction.
    """
    if not things:
        return CounterChecks({}, {}, {})
    which = {
        "assembly_id": assembly.id,
        "response_ids": [thing.response_id for thing in things if thing.response_id is not None],
        "commitment_ids": [thing.commitment_id for thing in things if thing.commitment_id is not None],
    }
    found: dict[tuple[Thing, Side], Found] = defaultdict(Found)
    asked: dict[Side, Asked] = {}
    for row in db.session.execute(_figures(), which):
        if not row.finding:
            asked[Side(row.side)] = Asked(row.number, row.moment)
            continue
        said = found[Thing(row.response_id, row.commitment_id), Side(row.side)]
        said.counts[Finding(row.finding)] = row.number
        said.last_at = max(row.moment, said.last_at or row.moment)
    statements = {
        Thing(check.response_id, check.commitment_id): Statements(number, hidden, check if quotable else None)
        for number, hidden, quotable, check in db.session.execute(_statements(), which)
    }
    return CounterChecks(asked, found, statements)


def last_words_of(check_pass: CheckPass) -> Mapping[Thing, CounterCheck]:
    """What one person says of each thing by now, with the reason, whatever became of it; one query."""
    last = (
        select(func.max(CounterCheck.id))
        .where(CounterCheck.pass_id == check_pass.id)
        .group_by(CounterCheck.response_id, CounterCheck.commitment_id)
    )
    rows = db.session.scalars(
        select(CounterCheck).where(CounterCheck.id.in_(last)).options(joinedload(CounterCheck.comment))
    )
    return {Thing(row.response_id, row.commitment_id): row for row in rows}


# ---- The list of reasons ----


@dataclass(frozen=True)
class Statement:
    """A reason on show, or its trace, and whether whoever gave it says something else by now."""

    check: CounterCheck
    is_former: bool


def _is_about(thing: Thing) -> ColumnElement[bool]:
    if thing.response_id is not None:
        return CounterCheck.response_id == thing.response_id
    return CounterCheck.commitment_id == thing.commitment_id


def statements_about(
    thing: Thing, total: int, after: str | None = None, size: int = PAGE
) -> Slice[Statement]:
    """A page of the reasons that were given for one thing, the newest first, traces in their places; two queries.

    Takes how many there are, which `counter_checks_of` has counted.
    """
    on_show = select(CounterCheck).join(CounterCheck.comment).where(_is_about(thing), ON_SHOW)
    query = on_show.options(contains_eager(CounterCheck.comment), joinedload(CounterCheck.by))
    page = slice_after(query, [CounterCheck.id.expression], lambda check: (check.id,), after, size, total)
    return Slice(_with_last_words(thing, page.items), page.after, total)


def _with_last_words(thing: Thing, checks: Sequence[CounterCheck]) -> list[Statement]:
    last = select(func.max(CounterCheck.id)).where(
        _is_about(thing), CounterCheck.pass_id.in_({check.pass_id for check in checks})
    )
    current = set(db.session.scalars(last.group_by(CounterCheck.pass_id))) if checks else set()
    return [Statement(check, check.id not in current) for check in checks]


def check_of_reason(comment_id: int) -> CounterCheck | None:
    """The counter-check whose reason a comment is, with what it is about and who says it, or None."""
    return db.session.scalar(
        select(CounterCheck)
        .where(CounterCheck.comment_id == comment_id)
        .options(
            joinedload(CounterCheck.by),
            joinedload(CounterCheck.comment),
            joinedload(CounterCheck.response).selectinload(Response.recommendations),
            joinedload(CounterCheck.commitment).joinedload(Commitment.recommendation),
        )
    )


def place_of_check(assembly: Assembly, check: CounterCheck) -> str:
    """The address at which a reason on show stands: the page of the list that begins with it."""
    page = statements_path(assembly, Thing(check.response_id, check.commitment_id))
    return f"{page}?after={encode([check.id + 1])}#statement-{check.id}"


def statements_path(assembly: Assembly, thing: Thing) -> str:
    """The public list of the reasons given for one thing."""
    if thing.response_id is not None:
        return f"{assembly.path}responses/{thing.response_id}/statements/"
    return f"{assembly.path}responses/commitments/{thing.commitment_id}/statements/"
