"""Everything that must leave the process, written down in the transaction that causes it.

A worker leases rows, delivers them and marks them done. If it dies, the lease runs out and another takes over, so
nothing is lost; the unique key keeps a row from being written twice. A renderer may answer None at the last moment
(the comment was hidden meanwhile), and then nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import Index, Insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, transactions
from app.core.db import Key, Line, Model, Prose, Word, db

log = structlog.get_logger()
LEASE = timedelta(minutes=2)
BATCH = 50
MOST_ATTEMPTS = 12
MAILERS_KEY = "moothall-mailers"
POST_KEY = "moothall-post"


class OutboxRow(Model):
    """One thing to deliver. `kind` says which renderer of `app/wiring.py` makes a letter of `payload`."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "finished_at", "due_at"),
        Index("ix_outbox_about", "about"),
    )

    id: Mapped[Key]
    key: Mapped[Line] = mapped_column(unique=True)
    kind: Mapped[Word]
    payload: Mapped[dict[str, Any]]
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    outcome: Mapped[Word | None]
    last_error: Mapped[Prose | None]
    # What it is about, where somebody asks afterwards what left about that.
    about: Mapped[Word | None]


@dataclass(frozen=True)
class Letter:
    """A message ready to go: to one address, with plain text and perhaps headers of its own."""

    to: str
    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


Renderer = Callable[[dict[str, Any]], Letter | None]
Post = Callable[[Letter], None]


@cache
def _unless_there(dialect: str) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = Model.metadata.tables[OutboxRow.__tablename__]
    return insert(table).on_conflict_do_nothing(index_elements=["key"])


def put(
    kind: str, key: str, after: timedelta = timedelta(0), about: str | None = None, **payload: Any
) -> None:
    """Write down something to deliver, in the present transaction.

    Takes the renderer's kind, a key that makes it unique for ever (a second put of the same key does nothing), how
    long to wait, what it is about if somebody looks for that later, and the ids that the renderer needs. Never text
    that could be hidden meanwhile.
    """
    now = clock.now()
    row = {
        "key": key,
        "kind": kind,
        "payload": payload,
        "written_at": now,
        "due_at": now + after,
        "attempts": 0,
        "about": about,
    }
    db.session.execute(_unless_there(db.engine.dialect.name), row)


def _lease() -> list[tuple[int, str, dict[str, Any], int]]:
    """Take up to a batch of due rows for this worker, in one short transaction of its own."""
    now = clock.now()
    waiting = (
        select(OutboxRow.id)
        .where(
            OutboxRow.finished_at.is_(None),
            OutboxRow.due_at <= now,
            (OutboxRow.lease_until.is_(None)) | (OutboxRow.lease_until < now),
        )
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with transactions.unit_of_work() as session:
        rows = session.execute(
            update(OutboxRow)
            .where(OutboxRow.id.in_(waiting))
            .values(lease_until=now + LEASE, attempts=OutboxRow.attempts + 1)
            .returning(OutboxRow.id, OutboxRow.kind, OutboxRow.payload, OutboxRow.attempts)
            .execution_options(synchronize_session=False)
        ).all()
    return sorted((r.id, r.kind, r.payload, r.attempts) for r in rows)


def _keep_lease(row_id: int, attempts: int) -> bool:
    """Put the end of a lease off, unless it ran out and another worker has taken the row since."""
    with transactions.unit_of_work() as session:
        kept = session.scalars(
            update(OutboxRow)
            .where(OutboxRow.id == row_id, OutboxRow.attempts == attempts, OutboxRow.finished_at.is_(None))
            .values(lease_until=clock.now() + LEASE)
            .returning(OutboxRow.id)
            .execution_options(synchronize_session=False)
        ).all()
    return bool(kept)


def _finish(row_id: int, outcome: str) -> None:
    with transactions.unit_of_work() as session:
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row_id)
            .values(finished_at=clock.now(), outcome=outcome, lease_until=None, last_error=None)
        )


def _try_later(row_id: int, attempts: int, error: Exception) -> None:
    """Wait longer after each failure: 1, 2, 4 … minutes, at most 4 hours; give up, loudly, after the last try."""
    given_up = attempts >= MOST_ATTEMPTS
    log.warning("delivery failed", outbox_id=row_id, attempts=attempts, given_up=given_up, error=repr(error))
    wait = min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=4))
    with transactions.unit_of_work() as session:
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row_id)
            .values(
                due_at=clock.now() + wait,
                lease_until=None,
                last_error=repr(error)[:2000],
                finished_at=clock.now() if given_up else None,
                outcome="given up" if given_up else None,
            )
        )


def drain() -> int:
    """Deliver all that is due. Returns how many letters left. Rows whose delivery fails are tried again later."""
    mailers: Mapping[str, Renderer] = current_app.extensions[MAILERS_KEY]
    post: Post = current_app.extensions[POST_KEY]
    sent = 0
    while batch := _lease():
        leased_at = clock.now()
        for row_id, kind, payload, attempts in batch:
            # A slow mail server may use up the lease of the whole batch on its first letters.
            if clock.now() - leased_at > LEASE / 4 and not _keep_lease(row_id, attempts):
                continue
            try:
                letter = mailers[kind](payload)
                # Reading for the letter must not hold a transaction open while the mail server thinks.
                db.session.rollback()
                if letter is not None:
                    post(letter)
            except Exception as error:  # noqa: BLE001 - whatever went wrong, the letter is tried again later
                db.session.rollback()
                _try_later(row_id, attempts, error)
            else:
                _finish(row_id, "sent" if letter else "not needed")
                sent += letter is not None
    return sent
