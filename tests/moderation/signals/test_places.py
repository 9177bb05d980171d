"""Homes: a postcode alone is none, with the number of a house it is."""

from __future__ import annotations

import pytest

from app.moderation.signals.places import addresses
from tests.moderation.signals.quoting import quoted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I live at 14 Chapel Walk, FB1 2CD.", ["14 Chapel Walk, FB1 2CD"]),
        ("14 chapel walk fb1 2cd", ["14 chapel walk fb1 2cd"]),
        ("14 CHAPEL WALK, FENBURY, FB1 2CD", ["14 CHAPEL WALK, FENBURY, FB1 2CD"]),
        ("Come to 14b Chapel Walk\nFenbury\nFB1 2CD", ["14b Chapel Walk\nFenbury\nFB1 2CD"]),
        ("Flat 2, 14 Chapel Walk, Fenbury, FB1 2CD", ["Flat 2, 14 Chapel Walk, Fenbury, FB1 2CD"]),
        ("112-118 St. Mary's Rd., Fenbury FB12CD", ["112-118 St. Mary's Rd., Fenbury FB12CD"]),
        ("12 Cheapside, Fenbury, EC2V 6AA", ["12 Cheapside, Fenbury, EC2V 6AA"]),
        ("14, FB1 2CD", ["14, FB1 2CD"]),
        ("house 14 FB1 2CD", ["house 14 FB1 2CD"]),
        ("FB1 2CD, number 14", ["FB1 2CD, number 14"]),
        ("FB1 2CD, no. 14", ["FB1 2CD, no. 14"]),
        ("FB1 2CD: 14 Chapel Walk", []),
        ("fb1 2cd, 14 chapel walk", ["fb1 2cd, 14 chapel walk"]),
        (
            "14 Chapel Walk, FB1 2CD and 3 Mill Lane, FB2 9XY",
            ["14 Chapel Walk, FB1 2CD", "3 Mill Lane, FB2 9XY"],
        ),
    ],
)
def test_a_postcode_with_a_house_is_found(text: str, found: list[str]) -> None:
    assert quoted(addresses, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "I live in FB1 2CD.",
        "All of FB1 2CD and FB1 2CE",
        "14 Chapel Walk is for sale",
        "there were 14 accidents near FB1 2CD",
        "There are 14 houses in Chapel Walk, FB1 2CD",
        "It was 2019. In FB1 2CD they closed the road.",
        "At 10, we met. FB1 2CD is far.",
        "the A14 2nd exit",
        "30 people walk to school from FB1 2CD",
        "FB1 2CD has 14 trees",
        "FB1 2CD. 14 Chapel Walk is elsewhere.",
        "bus 12 and FB1 2CD",
    ],
)
def test_a_bare_postcode_names_nobody(text: str) -> None:
    assert quoted(addresses, text) == []
