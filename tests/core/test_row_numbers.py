"""Numbers of rows in addresses: whatever is written there, the database can be asked about it."""

from __future__ import annotations

import pytest

from app.core.row_numbers import HIGHEST, row_number


@pytest.mark.parametrize(("word", "number"), [("0", 0), ("17", 17), ("007", 7), (str(HIGHEST), HIGHEST)])
def test_the_number_of_a_row_is_read(word: str, number: int) -> None:
    assert row_number(word) == number


@pytest.mark.parametrize(
    "word", [None, "", "-1", "+1", "1.0", " 1", "1_0", "x", "²", "١", str(HIGHEST + 1), "9" * 5000]
)
def test_what_no_row_can_have_is_none(word: str | None) -> None:
    assert row_number(word) is None
