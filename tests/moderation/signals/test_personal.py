"""E-mail addresses, telephone, National Insurance and card numbers: what is one, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.moderation.signals.personal import cards, emails, national_insurance_numbers, phones
from tests.moderation.signals.quoting import quoted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to sam.jones@fenbury.example, she knows.", ["sam.jones@fenbury.example"]),
        ("Mine is o'neil+bus@mail.example.org.uk.", ["o'neil+bus@mail.example.org.uk"]),
        ("(SAM@EXAMPLE.COM)", ["SAM@EXAMPLE.COM"]),
        ("siân@cymraeg.cymru neu kazimierz@łódź.example", ["siân@cymraeg.cymru", "kazimierz@łódź.example"]),
        (
            "sam (at) example.com and sam[at]example[dot]org",
            ["sam (at) example.com", "sam[at]example[dot]org"],
        ),
        ("sam@example dot com", ["sam@example dot com"]),
        ("a@b.co c@d.co", ["a@b.co", "c@d.co"]),
    ],
)
def test_an_email_address_is_found(text: str, found: list[str]) -> None:
    assert quoted(emails, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Meet @ the bridge. Ask @fenburycouncil!",
        "Two coffees @ £3.50 each",
        "me@home",
        "Look at example dot com",
        "He arrived (at) last. Then came the bus.",
        "@@@@....@@@@",
    ],
)
def test_not_every_at_is_an_address(text: str) -> None:
    assert quoted(emails, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ring me on 01632 960001 after six.", ["01632 960001"]),
        ("(01632) 960 001", ["(01632) 960 001"]),
        ("01632-960-001 or 01632.960.001", ["01632-960-001", "01632.960.001"]),
        ("My mobile: 07700 900123", ["07700 900123"]),
        ("07700900123.", ["07700900123"]),
        ("+44 (0)7700 900 123", ["+44 (0)7700 900 123"]),
        ("+447700900123", ["+447700900123"]),
        ("0044 7700 900123", ["0044 7700 900123"]),
        ("020 7946 0018, 0114 496 0999, 029 2018 0123", ["020 7946 0018", "0114 496 0999", "029 2018 0123"]),
        ("016977 2345 is the old one in Brampton", ["016977 2345"]),
        ("0800 123 4567 is free", ["0800 123 4567"]),
        ("ask for Sam, 01632 960001 ext 12", ["01632 960001 ext 12"]),
        (
            "From Paris: +33 1 23 45 67 89. From New York: +1 202-555-0143.",
            ["+33 1 23 45 67 89", "+1 202-555-0143"],
        ),
        ("٠٧٧٠٠ ٩٠٠١٢٣", ["٠٧٧٠٠ ٩٠٠١٢٣"]),
    ],
)
def test_a_telephone_number_is_found(text: str, found: list[str]) -> None:
    assert quoted(phones, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "In 2019-2020 and 2024, 2025 and 2026",
        "since 1999 2000 people have moved here",
        "It cost £20,000,000, not £2,500,000 or 1,250,000 pounds",
        "14 Chapel Walk and 112-118 High Street",
        "Buses 12, 34 and X5, every 10-15 minutes",
        "from 0900 1730 Monday to Friday, at 10.30 on 01/02/2024",
        "on 2026-11-27 at 14:50",
        "Call 999, 101 or 111",
        "Planning reference 24/01234/FUL, UPRN 100023336956",
        "ISBN 978-0-14-044913-6",
        "Grid reference TL 44982 58432",
        "the 2021 census counted 145,674 people in 56,843 homes",
        "4111 1111 1111 1111",
        "£0.20 to 0.35 a day, 0.0123456789",
        "000000000000000",
    ],
)
def test_years_prices_houses_and_buses_are_no_telephone_numbers(text: str) -> None:
    assert quoted(phones, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("My number is AB 12 34 56 C.", ["AB 12 34 56 C"]),
        ("AB123456C", ["AB123456C"]),
        ("ab123456c", ["ab123456c"]),
        ("JG-10-37-59-A", ["JG-10-37-59-A"]),
    ],
)
def test_a_national_insurance_number_is_found(text: str, found: list[str]) -> None:
    assert quoted(national_insurance_numbers, text) == found


@pytest.mark.parametrize(
    "text",
    [
        # Never given out, so people use them as examples.
        "QQ123456C",
        "BG123456A GB123456A KN123456A NK123456A NT123456A TN123456A ZZ123456A",
        "DA123456A AO123456A",
        # The last letter runs from A to D.
        "AB123456E",
        "AB123456",
        "AB1234567C",
        "It came at 10 20 30 a day later",
        "XAB123456C",
    ],
)
def test_letters_and_figures_that_are_never_given_out_are_no_national_insurance_number(text: str) -> None:
    assert quoted(national_insurance_numbers, text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4111 1111 1111 1111", ["4111 1111 1111 1111"]),
        ("Charge 4111111111111111, please", ["4111111111111111"]),
        ("5500-0000-0000-0004", ["5500-0000-0000-0004"]),
        ("2223 0031 2200 3222", ["2223 0031 2200 3222"]),
        ("3782 822463 10005", ["3782 822463 10005"]),
        ("4222222222222", ["4222222222222"]),
        ("6304 0000 0000 0000", ["6304 0000 0000 0000"]),
        # With what stands behind it on the card.
        ("4111 1111 1111 1111 123 12/27", ["4111 1111 1111 1111"]),
        ("card 1: 4111 1111 1111 1111 4012 8888 8888 1881", ["4111 1111 1111 1111", "4012 8888 8888 1881"]),
    ],
)
def test_a_card_number_is_found(text: str, found: list[str]) -> None:
    assert quoted(cards, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "2016 2017 2018 2019 2020 2021 2022",
        "41 42 43 44 45 46 47 48 49 50",
        "£4,111,111,111,111,111",
        "9780140449136",
        "5012345678900",
        "+44 7700 900123 00447700900123",
        "4111 1111",
        "4111111111111111111111",
        "0000 0000 0000 0000",
    ],
)
def test_a_wrong_check_figure_or_beginning_makes_no_card(text: str) -> None:
    assert quoted(cards, text) == []


def _with_check_figure(digits: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - place % 2)
        total += value - 9 * (value > 9)
    return digits + str(-total % 10)


@given(st.integers(0, 10**14 - 1), st.integers(1, 9))
def test_of_ten_last_figures_only_one_makes_a_card(number: int, off: int) -> None:
    right = _with_check_figure(f"4{number:014d}")
    wrong = right[:-1] + str((int(right[-1]) + off) % 10)
    assert quoted(cards, f"It is {right}.") == [right]
    assert quoted(cards, f"It is {wrong}.") == []
