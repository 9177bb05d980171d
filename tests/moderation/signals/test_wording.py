"""Each signal says in a plain sentence why it was raised."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.moderation.signals.kinds import Finding, SignalKind
from app.moderation.signals.reading import read_text
from app.moderation.signals.removed import Removed, placeholder
from app.moderation.signals.wording import label, sentence
from app.moderation.signals.words import WordList

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("session")]
TERMS = {1: "idiot"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ring 01632 960 001", "It holds what looks like a telephone number: 01632 960 001."),
        ("sam@example.com", "It holds what looks like an email address: sam@example.com."),
        (
            "14 Chapel Walk, FB1 2CD",
            "It holds a postcode with the number of a house: 14 Chapel Walk, FB1 2CD.",
        ),
        ("AB123456C", "It holds what looks like a National Insurance number: AB123456C."),
        ("4111 1111 1111 1111", "It holds what looks like the number of a bank card: 4111 1111 1111 1111."),
        ("AB12 CDE", "It holds what looks like a vehicle registration: AB12 CDE."),
        ("https://example.com/x", "It holds a link: https://example.com/x"),
        ("STOP CLOSING OUR ROADS FOR NOBODY AT ALL", "Mostly capital letters: 33 of 33."),
        ("An Idiot", "“Idiot” is on the council’s list of words."),
        ("An 1d10t", "“1d10t” reads as “idiot”, which is on the council’s list of words."),
    ],
)
def test_what_a_text_holds_is_said(text: str, said: str) -> None:
    (finding,) = read_text(text, WordList(TERMS))
    assert sentence(finding, text, TERMS) == said


@pytest.mark.parametrize(
    ("kind", "figures", "said"),
    [
        (SignalKind.FIRST_TIME, {}, "This author has sent nothing before."),
        (
            SignalKind.FAST,
            {"seconds": 1, "characters": 99},
            "Sent 1 second after the form was opened, with 99 characters.",
        ),
        (
            SignalKind.FAST,
            {"seconds": 3, "characters": 412},
            "Sent 3 seconds after the form was opened, with 412 characters.",
        ),
        (SignalKind.FAST, {"texts": 4}, "4 other texts came from this author within an hour."),
        (SignalKind.NETWORK, {"texts": 7}, "7 other texts came from the same network within an hour."),
        (SignalKind.CAMPAIGN, {"texts": 1}, "1 other text says much the same."),
        (SignalKind.CAMPAIGN, {"texts": 60}, "60 other texts say much the same."),
    ],
)
def test_how_a_text_came_is_said(kind: SignalKind, figures: dict[str, int], said: str) -> None:
    assert sentence(Finding(kind, figures=figures), "Some text.", TERMS) == said


def test_a_word_that_has_left_the_list_is_still_explained() -> None:
    finding = Finding(SignalKind.WORD, 0, 5, {"entry": 9})
    assert sentence(finding, "idiot", {}) == "“idiot” was on the council’s list of words."


def test_a_long_link_is_cut_and_a_turning_one_shut_in() -> None:
    long = f"https://example.com/{'x' * 300}"
    assert len(sentence(Finding(SignalKind.LINK, 0, len(long)), long, {})) < 120
    turning = "https://example.com/\u202egnp"
    said = sentence(Finding(SignalKind.LINK, 0, len(turning)), turning, {})
    assert said == f"It holds a link: \u2068{turning}\u202c\u2069"


def test_every_kind_has_a_name_and_what_was_taken_out_a_placeholder(session: Session) -> None:
    assert len({label(kind) for kind in SignalKind}) == len(SignalKind)
    assert placeholder(Removed.PHONE) == "[telephone number removed]"
    assert placeholder(Removed.EMAIL) == "[email address removed]"
    assert all(
        placeholder(kind).startswith("[") and placeholder(kind).endswith(" removed]") for kind in Removed
    )
