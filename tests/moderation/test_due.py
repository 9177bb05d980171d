"""Working days: by when, what is late, and that both say the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from structlog.testing import CapturingLogger

from app.core import clock
from app.moderation import due
from app.moderation.due import ReviewTime, bank_holidays, due_at, late_if_before, monday_before
from tests.conftest import MakeApp

ENGLAND, SCOTLAND, NORTHERN_IRELAND = "england-and-wales", "scotland", "northern-ireland"
ONE_DAY = ReviewTime(1, bank_holidays(ENGLAND))
INSTANT = timedelta(microseconds=1)


def _london(text: str) -> datetime:
    day, time = text.split()
    hour, minute = time.split(":")
    return clock.london(date.fromisoformat(day), int(hour), int(minute))


@pytest.mark.parametrize(
    ("since", "due"),
    [
        # 16 November 2026 is a Monday.
        ("2026-11-16 16:40", "2026-11-17 16:40"),
        ("2026-11-19 16:40", "2026-11-20 16:40"),
        ("2026-11-20 16:40", "2026-11-23 16:40"),
        ("2026-11-21 09:00", "2026-11-23 23:59"),
        ("2026-11-22 23:00", "2026-11-23 23:59"),
        # The clock goes back on 25 October 2026: the hour on the wall counts.
        ("2026-10-23 16:40", "2026-10-26 16:40"),
        ("2026-10-25 01:30", "2026-10-26 23:59"),
        # It goes forward on 29 March 2026.
        ("2026-03-27 16:40", "2026-03-30 16:40"),
        # Good Friday and Easter Monday 2026 are 3 and 6 April.
        ("2026-04-02 16:40", "2026-04-07 16:40"),
        ("2026-04-03 09:00", "2026-04-07 23:59"),
        ("2026-04-06 23:59", "2026-04-07 23:59"),
        # Christmas 2026: Friday, and Monday 28 December in place of Saturday's Boxing Day.
        ("2026-12-24 10:00", "2026-12-29 10:00"),
        ("2026-12-25 10:00", "2026-12-29 23:59"),
        ("2026-12-31 10:00", "2027-01-04 10:00"),
    ],
)
def test_a_comment_is_due_one_working_day_after_it_came(since: str, due: str) -> None:
    assert ONE_DAY.due_at(_london(since)) == _london(due)


@pytest.mark.parametrize(
    ("days", "since", "due"),
    [
        (2, "2026-11-16 16:40", "2026-11-18 16:40"),
        (3, "2026-11-19 16:40", "2026-11-24 16:40"),
        (2, "2026-11-21 09:00", "2026-11-24 23:59"),
        (5, "2026-11-16 16:40", "2026-11-23 16:40"),
        (3, "2026-12-23 10:00", "2026-12-30 10:00"),
        (20, "2026-12-01 10:00", "2026-12-31 10:00"),
    ],
)
def test_a_council_may_take_more_days(days: int, since: str, due: str) -> None:
    assert ReviewTime(days, bank_holidays(ENGLAND)).due_at(_london(since)) == _london(due)


@pytest.mark.parametrize(
    ("part", "since", "due"),
    [
        # Easter Monday is none in Scotland; St Andrew's Day is one there alone, and St Patrick's in Northern Ireland.
        (SCOTLAND, "2026-04-02 10:00", "2026-04-06 10:00"),
        (NORTHERN_IRELAND, "2026-04-02 10:00", "2026-04-07 10:00"),
        (SCOTLAND, "2026-11-27 10:00", "2026-12-01 10:00"),
        (ENGLAND, "2026-11-27 10:00", "2026-11-30 10:00"),
        (NORTHERN_IRELAND, "2026-03-16 10:00", "2026-03-18 10:00"),
    ],
)
def test_each_part_of_the_kingdom_has_its_own_bank_holidays(part: str, since: str, due: str) -> None:
    assert ReviewTime(1, bank_holidays(part)).due_at(_london(since)) == _london(due)


def test_beyond_the_list_of_bank_holidays_only_weekends_are_days_off() -> None:
    beyond = max(bank_holidays(ENGLAND)).year + 20
    christmas_eve = next(
        date(year, 12, 24) for year in range(beyond, beyond + 7) if date(year, 12, 24).weekday() == 1
    )
    assert ONE_DAY.due_at(clock.london(christmas_eve, 10)) == clock.london(
        christmas_eve + timedelta(days=1), 10
    )


def test_the_log_says_before_the_list_of_bank_holidays_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    last = max(bank_holidays(ENGLAND))
    try:
        for days_to_go, warnings in [(200, 0), (100, 1), (-100, 1)]:
            log = CapturingLogger()
            monkeypatch.setattr(due, "log", log)
            bank_holidays.cache_clear()
            with clock.at(clock.london(last - timedelta(days=days_to_go), 12)):
                bank_holidays(ENGLAND)
            assert [call.args for call in log.calls] == [("bank_holidays_end",)] * warnings
    finally:
        bank_holidays.cache_clear()


# The strategy wants its ends without a zone, and gives moments in the zone.
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
review_times = st.builds(
    ReviewTime,
    st.integers(1, 20) | st.just(1),
    st.sampled_from([ENGLAND, SCOTLAND, NORTHERN_IRELAND]).map(bank_holidays),
)


@given(review=review_times, since=moments, waited=st.timedeltas(timedelta(0), timedelta(days=40)))
@example(ONE_DAY, _london("2026-11-20 23:59"), timedelta(days=3))
@example(ONE_DAY, _london("2026-11-20 23:59") + 59 * timedelta(seconds=1), timedelta(days=3))
@example(ONE_DAY, _london("2026-11-21 00:00"), timedelta(days=2))
def test_what_is_counted_as_late_is_exactly_what_was_due(
    review: ReviewTime, since: datetime, waited: timedelta
) -> None:
    moment = since + waited
    assert (since <= review.late_if_before(moment)) == (review.due_at(since) <= moment)


@given(review=review_times, since=moments)
def test_a_comment_is_late_from_the_instant_that_it_was_due(review: ReviewTime, since: datetime) -> None:
    due_then = review.due_at(since)
    assert since <= review.late_if_before(due_then)
    assert since > review.late_if_before(due_then - INSTANT)


@given(review=review_times, moment=moments)
def test_of_what_came_just_after_the_late_ones_nothing_was_due(review: ReviewTime, moment: datetime) -> None:
    last_late = review.late_if_before(moment)
    assert review.due_at(last_late) <= moment < review.due_at(last_late + INSTANT)


@given(review=review_times, since=moments, later=st.timedeltas(timedelta(0), timedelta(days=10)))
def test_what_came_later_is_never_due_earlier(review: ReviewTime, since: datetime, later: timedelta) -> None:
    assert review.due_at(since) <= review.due_at(since + later)


@pytest.mark.one_database
def test_the_site_goes_by_its_settings(make_app: MakeApp) -> None:
    friday, monday = _london("2026-11-27 10:00"), _london("2026-11-30 10:00")
    with make_app().app_context():
        assert due_at(friday) == monday
        assert late_if_before(monday) == friday
    with make_app(REVIEW_WORKING_DAYS=3, BANK_HOLIDAYS=SCOTLAND).app_context():
        assert due_at(friday) == _london("2026-12-03 10:00")
        assert late_if_before(_london("2026-12-03 10:00")) == friday


@pytest.mark.one_database
def test_the_desk_and_the_policy_promise_what_is_set(make_app: MakeApp) -> None:
    for days, promise in [(1, "within 1 working day,"), (5, "within 5 working days,")]:
        policy = make_app(REVIEW_WORKING_DAYS=days).test_client().get("/moderation-policy")
        assert promise in policy.get_data(as_text=True)


def test_the_week_begins_on_monday_in_london() -> None:
    assert monday_before(_london("2026-11-22 12:00")) == _london("2026-11-16 00:00")
    assert monday_before(_london("2026-11-16 00:00")) == _london("2026-11-16 00:00")
