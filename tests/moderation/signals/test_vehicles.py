"""Vehicle registrations, told from roads, buses and shouted words."""

from __future__ import annotations

import pytest

from app.moderation.signals.vehicles import vehicles
from tests.moderation.signals.quoting import quoted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AB12 CDE parks there every day.", ["AB12 CDE"]),
        ("A white one, AB12CDE, and ab62cde", ["AB12CDE", "ab62cde"]),
        ("the car ab12 cde", ["ab12 cde"]),
        ("His van has the plate A123 BCD", ["A123 BCD"]),
        ("Y421XYW was there again", ["Y421XYW"]),
        ("my old Ford, ABC 123D", ["ABC 123D"]),
        ("ABC123D", ["ABC123D"]),
        ("a car from Antrim, AIA 1234", ["AIA 1234"]),
    ],
)
def test_a_registration_is_found(text: str, found: list[str]) -> None:
    assert quoted(vehicles, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The A14 2024 works and the M25",
        "A14 THE ROAD TO NOWHERE, THE A421 WAS CLOSED",
        "A14 BBC report, A428 HGV ban",
        "THE NO12 BUS IS LATE, UP24 HRS",
        "I LIVE IN FB12 AND MY CAR IS OLD",
        "The cars wait where the X5 run and Bus 12A stops; take NO12 and walk, or bus 12a",
        "bus 12A and flat 12B",
        "FB1 2CD and CB2 1TN",
        "AB00 CDE AB01 CDE AB50 CDE",
        "CO2 and PM10 and NO2 levels",
        "B2B, P2P, A4, 4x4",
        "covid19 and the G20",
        "AB123456C",
        "Between 10 and 12 May 2026",
    ],
)
def test_roads_buses_and_postcodes_are_no_vehicles(text: str) -> None:
    assert quoted(vehicles, text) == []
