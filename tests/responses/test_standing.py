"""Delivery is what the last updates say; a verdict is never worked out from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.responses.due import due_moment
from app.responses.models import Commitment, DeliveryStatus, ProgressUpdate, Response
from app.responses.standing import delivery_of, in_order, state_of

STATUSES = [status.value for status in DeliveryStatus]


def commitment(*updates: ProgressUpdate, due_on: str | None = "2026-09-30") -> Commitment:
    return Commitment(title="Put up monitors", due_on=due_on, updates=list(updates))


def update(status: str | None, **columns: str) -> ProgressUpdate:
    return ProgressUpdate(status=status, text="So it is.", **columns)


@pytest.mark.parametrize(
    ("due_on", "moment"),
    [
        ("2026-07-15", datetime(2026, 7, 15, 16, 0, tzinfo=UTC)),
        ("2026-12-15", datetime(2026, 12, 15, 17, 0, tzinfo=UTC)),
        ("2028-02", datetime(2028, 2, 29, 17, 0, tzinfo=UTC)),
        ("2027", datetime(2027, 12, 31, 17, 0, tzinfo=UTC)),
        ("", None),
        (None, None),
    ],
)
def test_a_promised_date_ends_at_five_in_london_on_its_last_day(
    due_on: str | None, moment: datetime | None
) -> None:
    assert due_moment(due_on) == moment


def test_a_commitment_is_planned_until_an_update_says_more() -> None:
    state = state_of(commitment())
    assert (state.status, state.due_on, state.last_update) == (DeliveryStatus.PLANNED, "2026-09-30", None)


def test_the_last_status_counts_and_mere_words_do_not_change_it() -> None:
    words = update(None)
    state = state_of(commitment(update("in_progress"), words))
    assert (state.status, state.last_update) == (DeliveryStatus.IN_PROGRESS, words)


def test_a_delay_moves_the_date_and_the_former_date_stays_known() -> None:
    delay = update("delayed", new_due_on="2027-03-31", reason="The contractor failed.")
    state = state_of(commitment(update("in_progress"), delay, update("in_progress")))
    assert (state.due_on, state.was_due_on, state.delayed_by) == ("2027-03-31", "2026-09-30", delay)


@pytest.mark.parametrize(
    ("status", "moment", "overdue"),
    [
        ("in_progress", datetime(2026, 9, 30, 15, 59, tzinfo=UTC), False),
        ("in_progress", datetime(2026, 9, 30, 16, 0, tzinfo=UTC), True),
        ("delivered", datetime(2027, 9, 30, tzinfo=UTC), False),
        ("stopped", datetime(2027, 9, 30, tzinfo=UTC), False),
    ],
)
def test_only_an_open_commitment_is_overdue_and_only_after_its_moment(
    status: str, moment: datetime, overdue: bool
) -> None:
    with clock.at(moment):
        assert state_of(commitment(update(status))).is_overdue is overdue


def test_a_commitment_without_a_date_is_never_overdue() -> None:
    assert not state_of(commitment(due_on=None)).is_overdue


@pytest.mark.parametrize(
    ("statuses", "word"),
    [
        (["planned"], "planned"),
        (["planned", "delivered"], "in_progress"),
        (["planned", "stopped"], "in_progress"),
        (["in_progress", "delivered"], "in_progress"),
        (["in_progress", "delayed", "delivered"], "delayed"),
        (["delivered", "delivered"], "delivered"),
        (["delivered", "stopped"], "stopped"),
    ],
)
def test_many_commitments_are_delivered_only_where_all_are(statuses: list[str], word: str) -> None:
    delivery = delivery_of([state_of(commitment(update(status))) for status in statuses])
    assert delivery is not None
    assert (delivery.status, delivery.total) == (word, len(statuses))


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=6))
def test_delivered_is_said_of_nothing_less_than_all(statuses: list[str]) -> None:
    delivery = delivery_of([state_of(commitment(update(status))) for status in statuses])
    assert delivery is not None
    assert (delivery.status == DeliveryStatus.DELIVERED) == (set(statuses) == {"delivered"})


def test_a_record_without_commitments_is_read_by_its_last_status() -> None:
    delivery = delivery_of([], [update("in_progress"), update("delivered"), update(None)])
    assert delivery is not None
    assert delivery.status == DeliveryStatus.DELIVERED


def test_silence_is_no_state() -> None:
    assert delivery_of([], []) is None
    assert delivery_of([], [update(None)]) is None


def test_compiled_answers_come_first_by_their_date_and_unknown_dates_before_all() -> None:
    def answer(number: int, **columns: object) -> Response:
        return Response(id=number, **columns)

    own = answer(1, is_compiled=False, published_at=datetime(2019, 1, 1, tzinfo=UTC))
    late, early = (
        answer(2, is_compiled=True, decided_on="2020-06"),
        answer(3, is_compiled=True, decided_on="2020"),
    )
    undated = answer(4, is_compiled=True)
    assert in_order([own, late, early, undated]) == [undated, early, late, own]
