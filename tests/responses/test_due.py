"""When something is due, and what a pause of the clock does to that."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.responses.due import (
    Standstill,
    after_months,
    close_of,
    due_moment,
    in_one,
    longer_by,
    months_after,
    not_within,
    report_due,
    standing_still,
)

ELECTION = Standstill(
    clock.london(date(2027, 3, 22)), clock.london(date(2027, 5, 7)), "An election is coming."
)


def on(day: date, hour: int = 17) -> datetime:
    return clock.london(day, hour)


@pytest.mark.parametrize(
    ("due_on", "last_day"),
    [
        ("2027-06-30", date(2027, 6, 30)),
        ("2027-06", date(2027, 6, 30)),
        ("2028-02", date(2028, 2, 29)),
        ("2027-Q1", date(2027, 3, 31)),
        ("2027-Q2", date(2027, 6, 30)),
        ("2027-Q4", date(2027, 12, 31)),
        ("2027", date(2027, 12, 31)),
    ],
)
def test_a_promise_holds_until_the_office_closes_on_its_last_day(due_on: str, last_day: date) -> None:
    assert due_moment(due_on) == on(last_day)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_a_shorter_month(
    day: date, months: int, later: date
) -> None:
    assert months_after(day, months) == later


def test_a_period_ends_at_five_in_london_in_summer_and_in_winter() -> None:
    assert after_months(date(2026, 12, 1), 6) == datetime(2027, 6, 1, 16, tzinfo=UTC)
    assert after_months(date(2026, 6, 1), 6) == datetime(2026, 12, 1, 17, tzinfo=UTC)


def test_the_clock_stands_still_for_as_long_as_a_pause_lasts_within_the_period() -> None:
    # 46 days, across the night in which the clocks change.
    assert after_months(date(2027, 2, 1), 3, [ELECTION]) == on(date(2027, 6, 16))


def test_a_period_that_ended_before_a_pause_stays_as_it_was() -> None:
    assert after_months(date(2026, 12, 1), 3, [ELECTION]) == on(date(2027, 3, 1))


def test_a_period_that_begins_in_a_pause_runs_from_its_end() -> None:
    assert after_months(date(2027, 4, 6), 1, [ELECTION]) == on(date(2027, 6, 6))


def test_a_second_pause_counts_where_the_first_moves_the_end_into_it() -> None:
    second = Standstill(clock.london(date(2027, 6, 10)), clock.london(date(2027, 6, 20)))
    assert after_months(date(2027, 2, 1), 3, [ELECTION, second]) == on(date(2027, 6, 26))


def test_pauses_that_overlap_count_once() -> None:
    shorter = Standstill(clock.london(date(2027, 4, 1)), clock.london(date(2027, 4, 20)), "A recount.")
    assert in_one([shorter, ELECTION]) == [
        Standstill(ELECTION.starts_at, ELECTION.ends_at, "An election is coming. A recount.")
    ]
    assert after_months(date(2027, 2, 1), 3, [shorter, ELECTION]) == on(date(2027, 6, 16))


def test_a_promised_day_in_a_pause_counts_when_the_pause_is_over() -> None:
    assert not_within([ELECTION], on(date(2027, 4, 1))) == on(date(2027, 5, 7))
    assert not_within([ELECTION], on(date(2027, 3, 21))) == on(date(2027, 3, 21))
    assert not_within([ELECTION], on(date(2027, 5, 7))) == on(date(2027, 5, 7))


def test_a_report_is_due_three_months_after_the_answer_and_six_after_each_report() -> None:
    answered = on(date(2026, 3, 4), 10)
    first = report_due(answered, None, 3, 6)
    assert (first.due_at, first.has_been_reported) == (on(date(2026, 6, 4)), False)
    reported = on(date(2026, 6, 1), 11)
    assert report_due(answered, reported, 3, 6).due_at == on(date(2026, 12, 1))


def test_a_report_is_late_from_the_moment_on_at_which_it_was_due() -> None:
    answered = on(date(2026, 3, 4), 10)
    due = on(date(2026, 6, 4))
    with clock.at(due - timedelta(seconds=1)):
        assert not report_due(answered, None, 3, 6).is_overdue
    with clock.at(due):
        assert report_due(answered, None, 3, 6).is_overdue


def test_a_report_says_that_the_clock_stands_still() -> None:
    with clock.at(on(date(2027, 4, 1))):
        assert report_due(on(date(2027, 2, 1), 9), None, 3, 6, [ELECTION]).pause == ELECTION
        assert standing_still([ELECTION]) == ELECTION
    with clock.at(ELECTION.ends_at):
        assert standing_still([ELECTION]) is None


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
PAUSES = st.lists(
    st.tuples(DAYS, st.integers(1, 60)).map(
        lambda pair: Standstill(clock.london(pair[0]), clock.london(pair[0] + timedelta(days=pair[1])))
    ),
    max_size=5,
)


@given(since=DAYS, months=st.integers(1, 12), pauses=PAUSES)
def test_pauses_never_bring_a_date_forward_and_never_end_within_one(
    since: date, months: int, pauses: list[Standstill]
) -> None:
    plain = after_months(since, months)
    moved = after_months(since, months, pauses)
    assert moved >= plain
    assert not any(pause.starts_at < moved < pause.ends_at for pause in in_one(pauses))


@given(since=DAYS, months=st.integers(1, 12), pauses=PAUSES)
def test_a_period_is_longer_by_exactly_the_days_of_its_pauses(
    since: date, months: int, pauses: list[Standstill]
) -> None:
    """Counted another way: going through the days one by one, and leaving out those of a pause."""
    last = months_after(since, months)
    left = (last - since).days
    day = since
    stands = {
        each.astimezone(clock.LONDON).date() + timedelta(days=number)
        for pause in pauses
        for each in [pause.starts_at]
        for number in range((pause.ends_at - pause.starts_at + timedelta(hours=2)).days)
    }
    while left or day in stands:
        left -= day not in stands
        day += timedelta(days=1)
    assert after_months(since, months, pauses) == close_of(day)


def test_a_pause_without_length_changes_nothing() -> None:
    moment = clock.london(date(2027, 4, 1))
    assert longer_by([Standstill(moment, moment)], on(date(2027, 3, 1)), on(date(2027, 4, 2))) == on(
        date(2027, 4, 2)
    )
