"""Pages of long lists by cursor, which stay right while rows are added.

A cursor holds the sort key of the last row shown, and the name of the order where a list can be read in several. It is
opaque to readers and worthless when forged: a cursor that cannot be read, or was made for another order, begins the
list anew.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, or_, tuple_

from app.core.db import db
from app.core.row_numbers import HIGHEST

T = TypeVar("T")


@dataclass(frozen=True)
class Slice(Generic[T]):
    """One page: its rows, the cursor of the next page (None at the end), how many rows there are in all."""

    items: Sequence[T]
    after: str | None
    total: int


def encode(key: Sequence[Any], order: str | None = None) -> str:
    """A sort key of numbers, and the name of its order if it has one, as an address-safe word."""
    named = [*key] if order is None else [*key, order]
    return base64.urlsafe_b64encode(json.dumps(named).encode()).decode().rstrip("=")


def decode(cursor: str | None, length: int, order: str | None = None) -> list[int] | None:
    """The sort key in a cursor, or None where there is none, it cannot be read or it was made for another order."""
    if not cursor or len(cursor) > 200:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    if order is not None:
        if not isinstance(key, list) or key[-1:] != [order]:
            return None
        key = key[:-1]
    sound = (
        isinstance(key, list)
        and len(key) == length
        and all(type(k) is int and abs(k) <= HIGHEST for k in key)
    )
    return key if sound else None


def dated_key(partial_date: str | None, row_id: int) -> list[int]:
    """The sort key of a row in a list ordered by a partial date: 2020-06 becomes 20200600, no date 0."""
    return [int((partial_date or "").replace("-", "").ljust(8, "0")), row_id]


def dated_before(
    dates: SQLColumnExpression[str | None], ids: SQLColumnExpression[int], key: Sequence[int]
) -> ColumnElement[bool]:
    """Rows after a `dated_key` in the order `dates DESC NULLS LAST, ids DESC`: the newest first, the undated last."""
    digits = f"{key[0]:08d}"
    date = "-".join(part for part in (digits[:4], digits[4:6], digits[6:]) if part.strip("0"))
    undated = dates.is_(None)
    if not date:
        return and_(undated, ids < key[1])
    return or_(dates < date, and_(dates == date, ids < key[1]), undated)


def slice_after(
    query: Select[Any],
    order: Sequence[ColumnElement[Any]],
    key: Callable[[Any], Sequence[int]],
    cursor: str | None,
    size: int,
    total: int,
    descending: bool = True,
) -> Slice[Any]:
    """Read one page.

    Takes a query of rows, the whole-number columns that order it (the last one unique), a function that gives their
    values for a row, the cursor, the page's size and the number of all rows. Returns the page.
    """
    columns = tuple_(*order)
    after = decode(cursor, len(order))
    if after is not None:
        query = query.where(columns < tuple(after) if descending else columns > tuple(after))
    query = query.order_by(*(c.desc() if descending else c.asc() for c in order)).limit(size + 1)
    rows = list(db.session.scalars(query).unique())
    more = len(rows) > size
    rows = rows[:size]
    return Slice(rows, encode(key(rows[-1])) if more else None, total)
