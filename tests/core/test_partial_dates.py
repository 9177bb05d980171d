"""A promise names a day, a month, three months or a year; what was typed comes back, and so does what is kept."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.core.partial_dates import QUARTERS, DueParts

pytestmark = pytest.mark.one_database
PARTS = ("day", "month", "year", "quarter")


class Due(Form):
    due = DueParts("Done by")


def due_of(app: Flask, day: str = "", month: str = "", year: str = "", quarter: str = "") -> Due:
    sent = MultiDict(
        {f"due-{part}": typed for part, typed in zip(PARTS, (day, month, year, quarter), strict=True)}
    )
    with app.test_request_context():
        form = Due(sent)
        form.validate()
        form.due.errors = [str(error) for error in form.due.errors]
        return form


@pytest.mark.parametrize(
    ("typed", "data"),
    [
        ({"year": "2027", "quarter": "Q2"}, "2027-Q2"),
        ({"day": "5", "month": "april", "year": "2027"}, "2027-04-05"),
        ({"month": "4", "year": "2027"}, "2027-04"),
        ({"year": "2027"}, "2027"),
        ({}, None),
    ],
)
def test_it_can_be_as_precise_as_is_known(app: Flask, typed: dict[str, str], data: str | None) -> None:
    form = due_of(app, **typed)
    assert (form.due.data, list(form.due.errors)) == (data, [])


@pytest.mark.parametrize(
    ("typed", "part", "message"),
    [
        ({"quarter": "Q2"}, "year", "must have a year"),
        ({"month": "4", "year": "2027", "quarter": "Q2"}, "quarter", "Not both"),
        ({"day": "4", "year": "2027", "quarter": "Q2"}, "quarter", "Not both"),
        ({"year": "2027", "quarter": "Q5"}, "quarter", "from the list"),
        ({"year": "27", "quarter": "Q2"}, "year", "four figures"),
        ({"month": "Q2", "year": "2027"}, "month", "in figures"),
    ],
)
def test_what_is_no_date_is_said_at_the_part_that_is_wrong(
    app: Flask, typed: dict[str, str], part: str, message: str
) -> None:
    form = due_of(app, **typed)
    assert form.due.data is None
    assert (form.due.wrong_part, message in form.due.errors[0]) == (part, True)
    assert {name: value for name, value in form.due.typed.items() if value} == typed


@given(
    year=st.integers(1900, 2200),
    rest=st.one_of(
        st.sampled_from(["", *(f"-{quarter}" for quarter in QUARTERS)]),
        st.integers(1, 12).map(lambda month: f"-{month:02d}"),
        st.tuples(st.integers(1, 12), st.integers(1, 28)).map(lambda both: f"-{both[0]:02d}-{both[1]:02d}"),
    ),
)
def test_a_kept_date_goes_through_the_form_unchanged(year: int, rest: str) -> None:
    kept = Due(data={"due": f"{year:04d}{rest}"})
    sent = MultiDict({f"due-{part}": typed for part, typed in kept.due.typed.items()})
    assert Due(sent).due.data == f"{year:04d}{rest}"
    chosen = [quarter for quarter in ("", *QUARTERS) if quarter == kept.due.typed["quarter"]]
    assert chosen == [rest.removeprefix("-") if "Q" in rest else ""]
