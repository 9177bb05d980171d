"""Times and moments as people type them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.core import dates
from app.core.form_rendering import DateParts
from app.core.forms import WholeNumber
from app.core.moment_fields import TimeOfDay, london_parts, moment_of, read_time

pytestmark = [pytest.mark.one_database]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("17:30", time(17, 30)), ("9:05", time(9, 5)), ("17.30", time(17, 30)), ("5:30pm", time(17, 30)),
        ("5.30 PM", time(17, 30)), ("5pm", time(17)), ("5 p.m.", time(17)), ("12 am", time(0)), ("12pm", time(12)),
        ("00:00", time(0)), ("midday", time(12)), ("Midnight", time(0)), (" 10:00 ", time(10)),
    ],
)  # fmt: skip
def test_a_time_may_be_typed_in_many_ways(typed: str, meant: time) -> None:
    assert read_time(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "5", "25:00", "12:60", "13pm", "0am", "half past five", "٥:٣٠", "1:2", "17:30:15", "-1:00", "\x00"],
)
def test_what_is_no_time_is_none(typed: str) -> None:
    assert read_time(typed) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_times(typed: str) -> None:
    assert read_time(typed) is None or isinstance(read_time(typed), time)


class MomentForm(Form):
    day = DateParts("Day")
    at = TimeOfDay("Time")


def _sent(day: str = "", month: str = "", year: str = "", at: str = "") -> MomentForm:
    form = MomentForm(MultiDict({"day-day": day, "day-month": month, "day-year": year, "at": at}))
    form.validate()
    return form


@pytest.fixture
def _words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize(
    ("parts", "moment"),
    [
        (("29", "11", "2026", "17:00"), datetime(2026, 11, 29, 17, tzinfo=UTC)),
        (("1", "July", "2026", "9am"), datetime(2026, 7, 1, 8, tzinfo=UTC)),
        (("", "", "", ""), None),
    ],
)
def test_a_day_and_a_time_in_london_are_a_moment(parts: tuple[str, ...], moment: datetime | None) -> None:
    form = _sent(*parts)
    assert moment_of(form.day, form.at) == moment
    assert form.errors == {}


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("31", "2", "2026", "17:00"), "day"),
        (("29", "11", "", "17:00"), "day"),
        (("", "", "", "17:00"), "day"),
        (("29", "11", "2026", ""), "at"),
        (("29", "11", "2026", "teatime"), "at"),
        # The clocks skip from 1 to 2 that night.
        (("29", "3", "2026", "1:30"), "at"),
        (("0", "0", "0", "0"), "day"),
        (("29", "11", "99999", "17:00"), "day"),
        (("😀" * 5000, "\x00", "\u202e", "<b>"), "day"),
    ],
)
def test_half_a_moment_is_explained_at_the_field_that_is_wrong(parts: tuple[str, ...], field: str) -> None:
    form = _sent(*parts)
    assert moment_of(form.day, form.at) is None
    assert form[field].errors


@pytest.mark.usefixtures("_words")
def test_a_time_that_comes_twice_that_night_is_asked_for() -> None:
    form = _sent("25", "10", "2026", "1:30")
    assert moment_of(form.day, form.at) is None
    [message] = form.at.errors
    assert "comes twice that night" in message
    assert "01:30 BST" in message
    assert "01:30 GMT" in message


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("1:30 BST", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("1.30am gmt", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("0:59", datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        ("2:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_either_of_the_two_can_be_meant_and_is_shown_again_as_it_was(typed: str, moment: datetime) -> None:
    form = _sent("25", "10", "2026", typed)
    assert moment_of(form.day, form.at) == moment
    again = MomentForm(data=dict(zip(("day", "at"), london_parts(moment), strict=True)))
    sent_again = _sent("25", "10", "2026", again.at._value())  # noqa: SLF001 - this is what the template shows
    assert moment_of(sent_again.day, sent_again.at) == moment


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("29", "3", "2026", "1:30"), "At 01:00 on 29\u00a0March 2026 the clocks go forward to 02:00"),
        (("29", "3", "2026", "1:30 GMT"), "the clocks go forward"),
        (("1", "7", "2026", "17:00 GMT"), "clocks in London show BST"),
        (("1", "12", "2026", "17:00 BST"), "clocks in London show GMT"),
    ],
)
def test_a_time_that_no_clock_shows_is_explained(parts: tuple[str, ...], message: str) -> None:
    form = _sent(*parts)
    assert moment_of(form.day, form.at) is None
    assert message in form.at.errors[0]


@pytest.mark.usefixtures("_words")
def test_the_hour_that_comes_twice_is_said_with_its_zone() -> None:
    assert dates.time(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "1:30\u00a0am\u00a0BST"
    assert dates.time(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "1:30\u00a0am\u00a0GMT"
    assert dates.time(datetime(2026, 10, 25, 2, 30, tzinfo=UTC)) == "2:30\u00a0am"


@pytest.mark.usefixtures("_words")
def test_what_was_typed_is_given_back() -> None:
    form = _sent("1", "1", "2026", "teatime <b>")
    assert form.at._value() == "teatime <b>"  # noqa: SLF001 - this is what the template shows


def test_a_moment_is_shown_as_london_sees_it() -> None:
    assert london_parts(datetime(2026, 7, 1, 8, 30, 12, tzinfo=UTC)) == (date(2026, 7, 1), time(9, 30))
    assert london_parts(None) == (None, None)


class NumberForm(Form):
    number = WholeNumber("Number", most=100_000)


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize(
    ("typed", "number"), [("71000", 71000), ("71,000", 71000), (" 7 ", 7), ("0", 0), ("", None)]
)
def test_a_count_may_have_commas_and_spaces(typed: str, number: int | None) -> None:
    form = NumberForm(MultiDict({"number": typed}))
    assert form.validate()
    assert form.number.data == number


@pytest.mark.usefixtures("_words")
@pytest.mark.parametrize("typed", ["-1", "1.5", "many", "100001", "9" * 5000, "٣", "\x00", "1e3", "0x10"])
def test_what_is_no_count_is_refused_and_given_back(typed: str) -> None:
    form = NumberForm(MultiDict({"number": typed}))
    assert not form.validate()
    assert form.number.data is None
    assert form.number._value() == typed  # noqa: SLF001 - this is what the template shows
