"""The log: one row for each change of state, written by the function that makes the change, in its transaction.

Rows carry ids and codes, never a person's words, so that erasing a text later leaves the log whole.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.db import Key, Model, Word, db

# How many log rows may be written while the oldest transaction is at work.
MARKED = 1000


class AuditEntry(Model):
    """What was done to what, by whom, when. Append-only."""

    __tablename__ = "audit_entries"

    id: Mapped[Key]
    happened_at: Mapped[datetime]
    actor_id: Mapped[int | None]
    action: Mapped[Word]
    kind: Mapped[Word]
    thing_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[dict[str, Any]]


def record(action: str, thing: Model, actor_id: int | None = None, **detail: Any) -> None:
    """Write the log row for a change.

    Takes the action (a past participle: "published"), the changed row (flushed, so that it has its id), the
    account that did it (None for the public and for the machine) and codes worth keeping. Never personal text.
    """
    db.session.flush()
    db.session.add(
        AuditEntry(
            happened_at=clock.now(),
            actor_id=actor_id,
            action=action,
            kind=thing.__tablename__,
            thing_id=getattr(thing, "id", None),
            detail=detail,
        )
    )


def mark(*besides: ScalarSelect[Any]) -> str:
    """What is another whenever a log row has been added, in one query, for pages that show what the log is about.

    Takes what else makes such a page. Rows of two transactions may arrive in another order than their numbers, so the
    latest are counted too.
    """
    last = select(func.max(AuditEntry.id)).scalar_subquery()
    latest = select(func.count()).where(AuditEntry.id > last - MARKED).scalar_subquery()
    row = db.session.execute(select(last, latest, *besides)).one()
    return ".".join(str(part or 0) for part in row)


def unused_id(table: type[Model]) -> int | None:
    """The id for a new row of a table, such that no row that is gone ever had it.

    SQLite would give the last one away again, and whoever still has a form of the row that is gone open would write
    into another. Returns None where the database counts on by itself.
    """
    if db.engine.dialect.name != "sqlite":
        return None
    keys: Any = table.__table__.c.id
    logged = (
        select(AuditEntry.thing_id)
        .where(AuditEntry.kind == table.__tablename__, AuditEntry.thing_id.is_not(None))
        .order_by(AuditEntry.thing_id.desc())
        .limit(1)
    )
    highest = (db.session.scalar(query) or 0 for query in (select(func.max(keys)), logged))
    return max(highest) + 1
