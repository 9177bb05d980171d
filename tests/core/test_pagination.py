"""Pages of long lists stay right while rows are added, and a forged cursor is worth nothing."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, pagination
from app.core.outbox import OutboxRow
from app.core.pagination import Slice, decode, encode, slice_after
from app.core.row_numbers import HIGHEST

NUMBERS = st.lists(st.integers(min_value=-HIGHEST, max_value=HIGHEST), min_size=1, max_size=3)


@given(NUMBERS)
def test_a_cursor_brings_its_key_back(key: list[int]) -> None:
    assert decode(encode(key), len(key)) == key


@given(st.text(max_size=260))
def test_what_is_no_cursor_begins_the_list_anew(cursor: str) -> None:
    key = decode(cursor, 1)
    assert key is None or (len(key) == 1 and isinstance(key[0], int))


@pytest.mark.parametrize(
    "key", [[1.5], ["1"], [None], [True], [[1]], [2**31], [-(2**31)], [2**63], [1, 2], [], {"0": 1}, 7]
)
def test_a_forged_cursor_begins_the_list_anew(key: object) -> None:
    forged = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
    assert decode(forged, 1) is None
    assert decode(forged, 0, "agreed") is None


def test_a_cursor_of_another_list_begins_this_one_anew() -> None:
    assert decode(encode([1, 2]), 1) is None
    assert decode(encode([1]), 2) is None


def test_a_cursor_of_another_order_of_the_same_list_begins_it_anew() -> None:
    agreed = encode([3, 1], "agreed")
    assert decode(agreed, 2, "agreed") == [3, 1]
    assert decode(agreed, 2, "discussed") is None
    assert decode(agreed, 2) is None
    assert decode(encode([3, 1]), 2, "agreed") is None
    assert decode(encode([]), 0, "agreed") is None


@pytest.mark.parametrize("cursor", [None, "", "[" * 200, "W" * 201, "é", "====", "W1tbW1tb"])
def test_rubbish_begins_the_list_anew(cursor: str | None) -> None:
    assert decode(cursor, 1) is None


def _add(session: Session, *weights: int) -> None:
    for weight in weights:
        number = session.query(OutboxRow).count()
        session.add(
            OutboxRow(
                key=str(number),
                kind="trial",
                payload={},
                written_at=clock.now(),
                due_at=clock.now(),
                attempts=weight,
            )
        )
        session.flush()


def _page(after: str | None, size: int = 3, descending: bool = True) -> Slice[OutboxRow]:
    return slice_after(
        select(OutboxRow),
        [OutboxRow.attempts.expression, OutboxRow.id.expression],
        lambda row: (row.attempts, row.id),
        after,
        size,
        total=99,
        descending=descending,
    )


def _walk(descending: bool) -> list[tuple[int, int]]:
    seen, after = [], None
    while True:
        page = _page(after, descending=descending)
        assert len(page.items) <= 3
        seen += [(row.attempts, row.id) for row in page.items]
        after = page.after
        if after is None:
            return seen


@pytest.mark.parametrize("descending", [True, False])
def test_every_row_stands_on_one_page(session: Session, descending: bool) -> None:
    _add(session, 5, 1, 5, 5, 5, 2, 9, 5)
    rows = [(row.attempts, row.id) for row in session.scalars(select(OutboxRow))]
    assert _walk(descending) == sorted(rows, reverse=descending)


def test_rows_that_are_added_meanwhile_shift_nothing(session: Session) -> None:
    _add(session, 1, 2, 3, 4, 5)
    first = _page(None)
    _add(session, 9, 9, 9)
    second = _page(first.after)
    assert [row.attempts for row in first.items] == [5, 4, 3]
    assert [row.attempts for row in second.items] == [2, 1]
    assert second.after is None


def test_a_row_that_vanished_takes_nobody_s_place(session: Session) -> None:
    _add(session, 1, 2, 3, 4, 5)
    first = _page(None)
    session.delete(first.items[-1])
    session.flush()
    assert [row.attempts for row in _page(first.after).items] == [2, 1]


def test_a_full_last_page_leads_nowhere(session: Session) -> None:
    _add(session, 1, 2, 3)
    assert _page(None).after is None
    assert _page(None).total == 99


def test_an_empty_list_is_one_empty_page(session: Session) -> None:
    page = _page(None)
    assert (list(page.items), page.after) == ([], None)


@pytest.mark.parametrize("key", [[2**62, 2**62], [HIGHEST, HIGHEST], [-(2**62), 0], [0, 0]])
def test_a_cursor_from_far_away_is_no_error(session: Session, key: list[int]) -> None:
    _add(session, 1, 2)
    assert len(_page(encode(key)).items) in (0, 2)


def test_the_key_of_a_partial_date_sorts_like_the_date() -> None:
    dated = [None, "2019", "2019-01", "2019-01-01", "2019-12-31", "2020"]
    keys = [pagination.dated_key(date, 1) for date in dated]
    assert keys == sorted(keys)
    assert pagination.dated_key("2020-06", 7) == [20200600, 7]
