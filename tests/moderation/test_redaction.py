"""What is left of a text once words are taken out of it."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refused
from app.moderation.redaction import Redaction, has_name, redact
from app.moderation.signals.removed import Removed

pytestmark = pytest.mark.one_database
TEXT = "Ask Ann Lee on 01234 567890. Ann\nLee knows; annual fares do not."
PHONE = (15, 27)


@pytest.fixture(autouse=True)
def _languages(app: Flask) -> object:
    with app.test_request_context():
        yield


def _left(body: str, *redactions: Redaction, name: str | None = None) -> str:
    return redact(body, name, redactions).body


def test_a_place_in_the_text_gives_way_to_what_it_was() -> None:
    assert _left("Call 01234 567890 today.", Redaction((5, 17), Removed.PHONE)) == (
        "Call [telephone number removed] today."
    )


def test_words_are_taken_out_wherever_they_stand_by_themselves() -> None:
    assert _left(TEXT, Redaction("ann  lee", Removed.NAME)) == (
        "Ask [name removed] on 01234 567890. [name removed] knows; annual fares do not."
    )
    assert _left(TEXT, Redaction("Ann", Removed.NAME)).count("annual") == 1


def test_words_that_end_in_signs_are_found_too() -> None:
    assert _left("Mail a@b.example! Now.", Redaction("a@b.example!", Removed.EMAIL)) == (
        "Mail [email address removed] Now."
    )


def test_what_overlaps_becomes_one_gap_that_says_what_comes_first() -> None:
    redactions = [Redaction((20, 27), Removed.OTHER), Redaction(PHONE, Removed.PHONE)]
    assert _left(TEXT, *redactions).startswith("Ask Ann Lee on [telephone number removed]. Ann")
    touching = [Redaction((0, 4), Removed.OTHER), Redaction((4, 11), Removed.NAME)]
    assert _left(TEXT, *touching).startswith("[words removed][name removed] on")


def test_a_gap_that_is_there_is_never_cut() -> None:
    once = _left(TEXT, Redaction(PHONE, Removed.PHONE))
    with pytest.raises(Refused, match="not in the text"):
        _left(once, Redaction("telephone", Removed.OTHER))
    middle = once.index("number")
    assert _left(once, Redaction((middle, middle + 3), Removed.OTHER)) == once.replace(
        "[telephone number removed]", "[words removed]"
    )


def test_the_name_beside_the_text_can_go_too_and_alone() -> None:
    both = redact(TEXT, "Ann Lee", [Redaction(None, Removed.NAME), Redaction(PHONE, Removed.PHONE)])
    assert both.name == "[name removed]"
    assert "[telephone number removed]" in both.body
    alone = redact(TEXT, "Ann Lee", [Redaction(None, Removed.NAME)])
    assert (alone.body, alone.name) == (TEXT, "[name removed]")
    kept = redact(TEXT, "Ann Lee", [Redaction(PHONE, Removed.PHONE)])
    assert kept.name == "Ann Lee"
    with pytest.raises(Refused, match="Choose the words to take out"):
        redact(TEXT, alone.name, [Redaction(None, Removed.NAME)])
    assert [has_name(name) for name in ("Ann Lee", alone.name, None)] == [True, False, False]


@pytest.mark.parametrize(
    ("redactions", "why"),
    [
        ([], "Choose the words to take out"),
        ([Redaction(None, Removed.NAME)], "Choose the words to take out"),
        ([Redaction("Bob", Removed.NAME)], "not in the text as it stands now"),
        ([Redaction(" ", Removed.NAME)], "not in the text as it stands now"),
        ([Redaction((5, 5), Removed.NAME)], "not in the text as it stands now"),
        ([Redaction((-3, 5), Removed.NAME)], "not in the text as it stands now"),
        ([Redaction((60, 6000), Removed.NAME)], "not in the text as it stands now"),
        ([Redaction((3, 4), Removed.NAME)], "not in the text as it stands now"),
        ([Redaction((0, len(TEXT)), Removed.NAME)], "Reject it or hide it instead"),
    ],
)
def test_what_takes_nothing_out_or_everything_is_refused(redactions: list[Redaction], why: str) -> None:
    with pytest.raises(Refused, match=why):
        redact(TEXT, None, redactions)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_whatever_is_taken_out_is_gone_and_the_rest_stays_in_its_order(
    body: str, spans: list[tuple[int, int]]
) -> None:
    try:
        left = redact(body, None, [Redaction(span, Removed.OTHER) for span in spans]).body
    except Refused:
        return
    kept = [sign for place, sign in enumerate(body) if not any(s <= place < e for s, e in spans)]
    assert left.replace("[words removed]", "") == "".join(kept)


def test_an_error_names_the_words_that_are_not_there() -> None:
    gone = [Redaction(words, Removed.OTHER) for words in ("Ann Lee", "Bob Ray", "Dr Who")]
    with pytest.raises(Refused) as refused:
        redact(TEXT, None, gone)
    assert "“Bob Ray”, “Dr Who”" in refused.value.message
    assert "Ann Lee" not in refused.value.message


@pytest.mark.parametrize(
    ("gone", "asked_of"),
    [
        (Redaction("ann lee", Removed.NAME), None),
        (Redaction((4, 11), Removed.NAME), None),
        (Redaction(PHONE, Removed.PHONE), "Dr Ann  Lee"),
        (Redaction("Dr", Removed.OTHER), None),
    ],
)
def test_whom_a_question_is_asked_of_goes_with_words_that_stand_there_too(
    gone: Redaction, asked_of: str | None
) -> None:
    assert redact(TEXT, None, [gone], "Dr Ann  Lee").asked_of == asked_of
