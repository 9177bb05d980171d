"""Where transactions begin and end. Services flush; only this module and its callers commit.

One request or one job is one transaction. A view that changes something wears `@writes`: below 400 it commits,
otherwise it rolls back, inside the view call, so that a commit that fails reaches the error handlers and nobody is
told that something was kept which was not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import RLock
from typing import Any, ParamSpec

from flask import Response, make_response
from sqlalchemy.orm import Session

from app.core.db import BUSY_TIMEOUT_MS, db
from app.core.revisions import bump_touched

P = ParamSpec("P")


# Writers of this process, one at a time where the database takes but one.
_WRITERS = RLock()


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """Wait for one's turn among the writers of this process.

    SQLite takes one writer at a time, and who has to wait naps for longer and longer, up to a tenth of a second, while
    the others overtake. Threads that queue here first are woken at once. Nobody waits longer than for SQLite itself.
    """
    held = db.engine.dialect.name == "sqlite" and _WRITERS.acquire(timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        yield
    finally:
        if held:
            _WRITERS.release()


def _begin() -> None:
    """Take the write lock first: on SQLite a transaction that read before it wrote may not go on to write."""
    if db.session.in_transaction():
        db.session.rollback()
    db.session.connection(execution_options={"writes": True})


def _commit() -> None:
    db.session.flush()
    bump_touched(db.session)
    db.session.commit()


def _roll_back() -> None:
    db.session.info.pop("touched", None)
    db.session.rollback()


def pause() -> None:
    """Give the connection back while something slow is done that asks the database nothing, such as an upload."""
    db.session.rollback()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One transaction for a job or a command: committed at the end, rolled back if anything is raised."""
    with _turn_to_write():
        _begin()
        try:
            yield db.session
            _commit()
        except BaseException:
            _roll_back()
            raise


@contextmanager
def separately() -> Iterator[Session]:
    """A short transaction of its own for what must survive a refusal, such as a failed sign-in.

    On SQLite it may only be used while the request's own transaction has not begun to write.
    """
    session = db.get_session("separate")
    with _turn_to_write():
        try:
            session.connection(execution_options={"writes": True})
            yield session
            session.commit()
        finally:
            session.close()


def writes(view: Callable[P, Any]) -> Callable[P, Response]:
    """Mark a view that changes something and give it its transaction."""

    @wraps(view)
    def in_transaction(*args: P.args, **kwargs: P.kwargs) -> Response:
        with _turn_to_write():
            _begin()
            try:
                response = make_response(view(*args, **kwargs))
                if response.status_code < 400:
                    _commit()
                else:
                    _roll_back()
            except BaseException:
                _roll_back()
                raise
            return response

    in_transaction.writes = True  # type: ignore[attr-defined]
    return in_transaction
