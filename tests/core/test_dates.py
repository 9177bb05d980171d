"""Dates stay as precise as their source, and moments are said in London time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from app.core import clock, dates

pytestmark = pytest.mark.one_database
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    """Words for dates depend on the language of a request."""
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2019-11-02", f"2{NBSP}November 2019"),
        ("2019-11", "November 2019"),
        ("2019", "2019"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_partial_date_is_said_as_precisely_as_it_is_known(text: str | None, words: str) -> None:
    assert dates.partial(text) == words


@pytest.mark.parametrize("text", ["2019", "2019-11", "2019-11-02", "2020-02-29"])
def test_a_sound_partial_date_is_kept_unchanged(text: str) -> None:
    assert dates.parse_partial(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2019-02-29",
        "2019-13",
        "2019-00",
        "2019-11-00",
        "2019-11-31",
        "0000",
        "19",
        "2019-1",
        "2019-11-2",
        "2019/11/02",
        "02.11.2019",
        "2019-11-02T10:00",
        "2019-11-02 ",
        "2019\n",
        "٢٠١٩",
        "November 2019",
        "",
        "-2019",
        "12019",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(dates.NotADate):
        dates.parse_partial(text)


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2019-09", "2019-10", "September to October 2019"),
        ("2019-11-02", "2019-11-03", f"2 to 3{NBSP}November 2019"),
        ("2019-11-30", "2019-12-01", f"30{NBSP}November 2019 to 1{NBSP}December 2019"),
        ("2019-12", "2020-01", "December 2019 to January 2020"),
        ("2019", "2020", "2019 to 2020"),
        ("2019", "2019-07", "2019 to July 2019"),
        ("2019-11", "2019-11", "November 2019"),
        ("2019-11", None, "November 2019"),
        (None, "2019-07", "until July 2019"),
        (None, None, ""),
    ],
)
def test_two_partial_dates_are_said_as_one(start: str | None, end: str | None, words: str) -> None:
    assert dates.partial_range(start, end) == words


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_no_precision_is_invented(day: date, length: int) -> None:
    words = dates.partial(dates.parse_partial(day.isoformat()[:length]))
    assert words.endswith(str(day.year))
    assert len(words.replace(NBSP, " ").split()) == {4: 1, 7: 2, 10: 3}[length]


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (17, 0, f"5{NBSP}pm"),
        (16, 40, f"4:40{NBSP}pm"),
        (12, 0, "midday"),
        (0, 0, "midnight"),
        (0, 30, f"12:30{NBSP}am"),
        (12, 30, f"12:30{NBSP}pm"),
        (9, 5, f"9:05{NBSP}am"),
    ],
)
def test_a_time_is_said_as_people_say_it(hour: int, minute: int, words: str) -> None:
    assert dates.time(clock.london(date(2026, 11, 29), hour, minute)) == words


def test_a_deadline_says_day_and_time_in_london() -> None:
    winter, summer = datetime(2026, 11, 29, 17, tzinfo=UTC), datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert dates.moment(winter) == f"29{NBSP}November 2026, 5{NBSP}pm"
    assert dates.moment(summer) == f"1{NBSP}July 2026, 12:30{NBSP}am"
    begins = dates.moment(clock.london(date(2026, 11, 28)), weekday=True)
    assert begins == f"Saturday 28{NBSP}November 2026, midnight as the day begins"
    assert dates.day(winter, weekday=True) == f"Sunday 29{NBSP}November 2026"
    assert dates.short_day(summer) == f"1{NBSP}July"


def test_a_moment_for_programs_is_in_utc_whatever_zone_it_came_in() -> None:
    there = datetime(2026, 6, 30, 18, 0, tzinfo=timezone(timedelta(hours=2)))
    assert dates.moment_tag(there) == (
        f'<time datetime="2026-06-30T16:00:00Z">30{NBSP}June 2026, 5{NBSP}pm</time>'
    )


def test_days_are_counted_by_the_calendar_in_london() -> None:
    evening = clock.london(date(2026, 3, 28), 23, 59)
    # The clocks go forward in this night: the day has 23 hours and is a day all the same.
    assert dates.days_between(evening, clock.london(date(2026, 3, 29), 0, 1)) == 1
    assert dates.days_between(evening, clock.london(date(2026, 3, 30), 0, 0)) == 2
    assert dates.days_between(evening, evening) == 0


def test_london_time_becomes_the_right_moment_on_both_sides_of_the_change() -> None:
    assert clock.london(date(2026, 7, 1), 17).isoformat() == "2026-07-01T16:00:00+00:00"
    assert clock.london(date(2026, 12, 1), 17).isoformat() == "2026-12-01T17:00:00+00:00"


def test_the_day_turns_in_london_and_not_in_greenwich() -> None:
    with clock.at(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 2)
        assert clock.now() == datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert clock.now() > datetime(2026, 7, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("closed from 7 am to 7:30 pm?", f"closed from 7{NBSP}am to 7:30{NBSP}pm?"),
        ("until 29 November 2026", f"until 29{NBSP}November 2026"),
        ("40 places, 7 amps, 1914 May, page 3 marches", "40 places, 7 amps, 1914 May, page 3 marches"),
        ("", ""),
    ],
)
def test_moments_that_somebody_typed_never_break_across_lines(typed: str, shown: str) -> None:
    assert dates.unbroken(typed) == shown


def test_moments_in_markup_are_kept_together_and_it_stays_markup() -> None:
    kept = dates.unbroken(Markup("<b>7 am</b>"))
    assert kept == f"<b>7{NBSP}am</b>"
    assert isinstance(kept, Markup)
    assert not isinstance(dates.unbroken("<b>7 am</b>"), Markup)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_no_number_of_a_moment_is_parted_from_its_word(naive: datetime) -> None:
    said = dates.moment(naive.replace(tzinfo=UTC))
    assert re.search(r"[0-9] (?=[A-Za-z])", said) is None
