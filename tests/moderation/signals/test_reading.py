"""A whole text read at once: order, what overlaps, what it weighs, and how long it may take."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.moderation.signals.kinds import IN_THE_NAME, PERSONAL, WEIGHTS, Finding, SignalKind, weigh
from app.moderation.signals.reading import read_name, read_text
from app.moderation.signals.removed import LABELS, OFFERED_AS, PLACEHOLDERS, Removed
from app.moderation.signals.words import WordList

LONGEST = 5000
WORDS = WordList({1: "idiot", 2: "go home", 3: "illicit"})


def _kinds(text: str) -> list[str]:
    return [finding.kind.value for finding in read_text(text, WORDS)]


def test_findings_come_in_the_order_of_the_text() -> None:
    text = "Only an idiot rings 01632 960001 or writes to sam@example.com; see example.org/x."
    found = read_text(text, WORDS)
    assert [(each.kind, text[each.start : each.end]) for each in found] == [
        (SignalKind.WORD, "idiot"),
        (SignalKind.PHONE, "01632 960001"),
        (SignalKind.EMAIL, "sam@example.com"),
        (SignalKind.LINK, "example.org/x"),
    ]


def test_a_calm_text_raises_nothing() -> None:
    text = (
        "I have lived near the bridge since 1998. The number 12 bus stops at 14 Chapel Walk, 20 metres from the A14."
        " Between 7.30 and 9.00 some 1,200 cars pass, says the council’s report of 03/02/2025, page 17. Give us a"
        " 20mph limit; the £250,000 from the CIL would pay for it. I am in FB1 2CD."
    )
    assert read_text(text, WORDS) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("4111 1111 1111 1111", ["card"]),
        ("sam@example.com", ["email"]),
        ("AB123456C", ["national_insurance"]),
        ("14 Chapel Walk, FB1 2CD", ["address"]),
        ("https://idiot.example.com", ["link", "word"]),
        ("https://example.com/?to=sam@example.com", ["email"]),
    ],
)
def test_the_same_words_are_one_thing(text: str, kinds: list[str]) -> None:
    assert _kinds(text) == kinds


def test_a_text_full_of_links_keeps_only_so_many_of_them() -> None:
    assert len(read_text("example.com " * 400, WORDS)) == 50


def test_a_name_is_read_without_places_and_a_loud_one_is_not_shouted() -> None:
    name = "Ring 01632 960001 or 01632 960002, idiot"
    assert read_name(name, WORDS) == [
        Finding(SignalKind.PHONE, figures={IN_THE_NAME: 1}),
        Finding(SignalKind.WORD, figures={IN_THE_NAME: 1}),
    ]
    assert read_name("THE WHOLE OF THE NORTHFIELDS RESIDENTS ASSOCIATION", WORDS) == []
    assert read_name(None, WORDS) == []


def test_ten_of_a_kind_weigh_as_much_as_one() -> None:
    assert weigh([SignalKind.LINK] * 10) == weigh([SignalKind.LINK]) > 0
    assert weigh([SignalKind.LINK, SignalKind.PHONE]) == WEIGHTS[SignalKind.LINK] + WEIGHTS[SignalKind.PHONE]
    assert weigh([]) == 0


def test_what_can_hurt_somebody_weighs_more_than_how_a_text_came() -> None:
    assert set(WEIGHTS) == set(SignalKind)
    hurtful = [WEIGHTS[kind] for kind in (*PERSONAL, SignalKind.WORD)]
    others = [WEIGHTS[kind] for kind in SignalKind if kind not in PERSONAL and kind != SignalKind.WORD]
    assert min(hurtful) > max(others)
    assert WEIGHTS[SignalKind.FIRST_TIME] == min(others)


def test_personal_data_can_be_taken_out_and_each_kind_has_its_placeholder() -> None:
    assert set(PERSONAL) <= set(OFFERED_AS)
    assert set(PLACEHOLDERS) == set(LABELS) == set(Removed)
    assert OFFERED_AS[SignalKind.PHONE] is Removed.PHONE


# Each makes one of the detectors work hard: much that begins like something and ends like nothing.
FRAGMENTS = [
    "a@", "a.", "@", ".", "1 ", "4111 ", "01632 960001 ", "+44 ", "(0", "0)", "http://", "hxxp : / / ",
    "www.", "a.a", "i ", "1d", "f*k ", "*", "!", "|", "1", "i.", "14 ", "FB1 2CD ", "1 FB1 2CD ", "14 Chapel ",
    "AB12 ", "A1", "A123 BCD ", "(at)", " dot ", "[.]", "-", "AB 12 34 ", "go home ", "go ", "ﷺ",
    "x\u0301", "\u200b", "IDIOT ", "о", " ", "\n", ",", "il1|!", "ill", "’", "a-", "£1,", "st. ",
]  # fmt: skip


def _seconds(text: str) -> float:
    begun = time.process_time()
    read_text(text, WORDS)
    return time.process_time() - begun


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_no_fragment_repeated_to_the_longest_text_takes_long(fragment: str) -> None:
    # The slowest took 0.2 seconds. What grows with the square of the text or faster takes minutes.
    assert _seconds((fragment * LONGEST)[:LONGEST]) < 5


@settings(max_examples=30)
@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6), st.sampled_from(["", "!", "x", " "]))
def test_no_mixture_of_fragments_takes_long(parts: list[str], end: str) -> None:
    pattern = "".join(parts)
    assert _seconds((pattern * LONGEST)[: LONGEST - 1] + end) < 5


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("@.0123456789/-+ABCabc "), max_size=300))
def test_every_finding_lies_within_its_text(text: str) -> None:
    for finding in read_text(text, WORDS):
        if finding != Finding(SignalKind.SHOUTING, figures=finding.figures):
            assert finding.start is not None
            assert finding.end is not None
            assert 0 <= finding.start < finding.end <= len(text)
