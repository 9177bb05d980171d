"""The ways of members and followers to the counter-check, and whom an assembly has asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.assemblies.models import Assembly
from app.core.db import db
from app.responses.models import CheckPass, CounterCheck, DeliveryStatus, ProgressUpdate, Response, Side
from app.responses.queries.answers import current_answers

_HAS_ANSWERED = (
    select(CounterCheck.id).where(CounterCheck.pass_id == CheckPass.id).correlate(CheckPass).exists()
)


def counts_as_asked() -> ColumnElement[bool]:
    """A link that still opens something, or with which something was said before it ended."""
    return or_(CheckPass.ended_at.is_(None), _HAS_ANSWERED)


def _members(assembly: Assembly) -> ColumnElement[bool]:
    return (CheckPass.assembly_id == assembly.id) & (CheckPass.side == Side.MEMBER)


def pass_by_token(token: str) -> CheckPass | None:
    """Whose link this is, ended or not, with its assembly."""
    return db.session.scalar(
        select(CheckPass).where(CheckPass.token == token).options(joinedload(CheckPass.assembly))
    )


def pass_by_id(pass_id: int) -> CheckPass | None:
    """One link with its assembly, for letters."""
    return db.session.scalar(
        select(CheckPass).where(CheckPass.id == pass_id).options(joinedload(CheckPass.assembly))
    )


def known_addresses(assembly: Assembly, emails: Collection[str]) -> set[str]:
    """Which of these addresses have a link of this assembly already; one query."""
    found = db.session.scalars(select(CheckPass.email).where(_members(assembly), CheckPass.email.in_(emails)))
    return {email for email in found if email is not None}


def pass_of_address(assembly: Assembly, email: str) -> CheckPass | None:
    """The link of the member with an address, or None."""
    return db.session.scalar(select(CheckPass).where(_members(assembly), CheckPass.email == email))


def printed_pass(assembly: Assembly, number: int) -> CheckPass | None:
    """The printed link of a number, ended or not, or None."""
    query = select(CheckPass).where(_members(assembly), CheckPass.printed_number == number)
    return db.session.scalar(query)


def has_answered(check_pass: CheckPass) -> bool:
    """Whether anything was ever said with a link. For rules alone: officers see no more than sums."""
    said = select(CounterCheck.id).where(CounterCheck.pass_id == check_pass.id).limit(1)
    return db.session.scalar(said) is not None


def last_printed_number(assembly: Assembly) -> int:
    """The highest number on a printed link, 0 where there is none."""
    query = select(func.max(CheckPass.printed_number)).where(_members(assembly))
    return db.session.scalar(query) or 0


def members_to_write_to(assembly: Assembly, unanswered: bool = False) -> Sequence[CheckPass]:
    """The members who can be written to, or those of them who have said nothing yet; one query."""
    query = select(CheckPass).where(
        _members(assembly), CheckPass.email.is_not(None), CheckPass.ended_at.is_(None)
    )
    if unanswered:
        query = query.where(~_HAS_ANSWERED)
    return db.session.scalars(query.order_by(CheckPass.id)).all()


@dataclass(frozen=True)
class MembersAsked:
    """How many members have a link, as officers see it: never who, and never what one of them said."""

    # Members as the public page counts them: links that open something, and ended ones that were used.
    asked: int
    # Links that open something: by letter, on paper; and with how many something was said.
    live: int
    written_to: int
    live_printed: int
    answered: int
    # Of those who are written to, how many have said nothing.
    silent: int
    ended: int


def members_asked(assembly: Assembly) -> MembersAsked:
    """The figures of the desk; one query."""
    is_live, has_address = CheckPass.ended_at.is_(None), CheckPass.email.is_not(None)
    row = db.session.execute(
        select(
            func.count().filter(counts_as_asked()),
            func.count().filter(is_live),
            func.count().filter(is_live, has_address),
            func.count().filter(is_live, CheckPass.printed_number.is_not(None)),
            func.count().filter(_HAS_ANSWERED),
            func.count().filter(is_live, has_address, ~_HAS_ANSWERED),
            func.count().filter(CheckPass.ended_at.is_not(None)),
        )
        .select_from(CheckPass)
        .where(_members(assembly))
    ).one()
    return MembersAsked(*row)


def printed_passes(assembly: Assembly) -> Sequence[CheckPass]:
    """Every link that was printed, by its number; never whether anything was said with it, for people have numbers."""
    query = select(CheckPass).where(_members(assembly), CheckPass.printed_number.is_not(None))
    return db.session.scalars(query.order_by(CheckPass.printed_number)).all()


@dataclass(frozen=True)
class New:
    """What members can be asked about since they were written to last."""

    answers: Sequence[Response]
    delivered: Sequence[ProgressUpdate]

    def __bool__(self) -> bool:
        return bool(self.answers or self.delivered)


def new_to_members(assembly: Assembly, since: datetime, until: datetime) -> New:
    """The answers that came between two moments and count now, and what the council called delivered; two queries."""
    answers = {
        answer.id: answer
        for answer in current_answers(assembly).values()
        if answer.published_at is not None and since <= answer.published_at < until
    }
    correction = aliased(ProgressUpdate)
    delivered = db.session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.commitment)
        .where(
            ProgressUpdate.assembly_id == assembly.id,
            ProgressUpdate.status == DeliveryStatus.DELIVERED,
            # A step that is reached delivers nothing; and what was taken back needs nobody's word.
            ProgressUpdate.milestone_id.is_(None),
            ~select(correction.id).where(correction.follows_id == ProgressUpdate.id).exists(),
            ProgressUpdate.created_at >= since,
            ProgressUpdate.created_at < until,
        )
        .options(contains_eager(ProgressUpdate.commitment))
        .order_by(ProgressUpdate.id)
    )
    return New(list(answers.values()), delivered.all())
