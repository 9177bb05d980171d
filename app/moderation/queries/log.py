"""Reading the whole log of decisions, to see whether it is unbroken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from app.core.db import Model, db
from app.moderation.models import DecisionLogHead, ModerationDecision
from app.moderation.unbroken import ChainCheck, End, Finding

# How many rows are in memory at a time.
BATCH = 1000
# Whoever has read so many findings knows enough.
MOST_FINDINGS = 20
_KEY = (ModerationDecision.position, ModerationDecision.id)
_FRESH = {"populate_existing": True}
_ROWS = select(*Model.metadata.tables[ModerationDecision.__tablename__].columns)
Key = tuple[int, int]


@dataclass(frozen=True)
class CheckedLog:
    """The log as it was found: how many decisions were read, what is kept of its end, and what is wrong with it.

    Reading stops where enough is wrong; then it `is_cut_short`.
    """

    decisions: int
    head: End | None
    findings: Sequence[Finding]
    is_cut_short: bool = False

    @property
    def is_unbroken(self) -> bool:
        return not self.findings


def log_head() -> End | None:
    """The end of the log: how many decisions there are, and the hash of the last. None if that row is gone."""
    head = db.session.scalar(select(DecisionLogHead).execution_options(**_FRESH))
    return End(head.length, head.hash) if head else None


def check_log(published: End | None = None) -> CheckedLog:
    """Read every decision, batch by batch, and say what is wrong with the chain.

    Takes an end of the log that was published once, to be found again. Moderators may decide meanwhile.
    """
    check, decisions, after = ChainCheck(published), 0, None
    while True:
        # The end is read first: what it counts was written before, so it must be among what is read next.
        head = log_head()
        keys = _next_keys(after)
        if not keys:
            break
        _take(check, keys)
        decisions, after = decisions + len(keys), keys[-1]
        if len(check.findings) >= MOST_FINDINGS:
            return CheckedLog(decisions, head, check.findings[:MOST_FINDINGS], is_cut_short=True)
    check.end(head)
    return CheckedLog(decisions, head, check.findings[:MOST_FINDINGS], len(check.findings) > MOST_FINDINGS)


def _next_keys(after: Key | None) -> Sequence[Key]:
    query = select(*_KEY).order_by(*_KEY).limit(BATCH)
    if after is not None:
        query = query.where(tuple_(*_KEY) > tuple_(*after))
    return [(position, decision_id) for position, decision_id in db.session.execute(query)]


def _take(check: ChainCheck, keys: Sequence[Key]) -> None:
    first, last = keys[0], keys[-1]
    query = _ROWS.where(tuple_(*_KEY) >= tuple_(*first), tuple_(*_KEY) <= tuple_(*last)).order_by(*_KEY)
    try:
        rows = db.session.execute(query).all()
    except (ValueError, TypeError):
        # A row among them holds what no decision can hold: find out which.
        for key in keys:
            _take_one(check, key)
        return
    for row in rows:
        check.take(row)


def _take_one(check: ChainCheck, key: Key) -> None:
    this = ModerationDecision.id == key[1]
    try:
        check.take(db.session.execute(_ROWS.where(this)).one())
    except (ValueError, TypeError):
        check.skip(db.session.scalars(select(ModerationDecision.comment_id).where(this)).one())
