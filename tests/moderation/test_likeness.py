"""Which texts are nearly the same, and what differs in them."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.moderation.likeness.deciding import Gathered, Known, decide
from app.moderation.likeness.differing import adds_own_words, differing
from app.moderation.likeness.grouping import Grouping
from app.moderation.likeness.signatures import BANDS, bands
from app.moderation.likeness.wording import wording
from tests.benchmarks.campaign_texts import Kind, planted
from tests.benchmarks.campaigns import grouped

SENTENCES = (
    "Please keep the bus lane on Mill Road open for nurses and carers who start before six in the morning.",
    "Without it the number nine sits in the queue behind the station and everybody misses the train.",
    "We ask the members to look at the figures from the trial before they vote on the final text.",
)
TEXT = " ".join(SENTENCES)
MOVED = " ".join(reversed(SENTENCES))
OWN = "My own mother waits at that stop each day with her stick and a heavy bag of shopping."


def together(*texts: str) -> bool:
    """Whether all of some texts come into one group."""
    grouping: Grouping[int] = Grouping()
    for place, text in enumerate(texts):
        grouping.add(place, text)
    return set(grouping.groups().values()) == {0}


@pytest.mark.parametrize(
    "other",
    [
        TEXT.upper(),
        f"Dear council,\n{TEXT}\nKind regards,\nAnn Smith",
        f"Annwyl Gyngor,\n\n{TEXT}\n\nYn gywir,\nSiân Evans\nFB1 2QA",
        f"{TEXT}\n- Tom",
        MOVED,
        TEXT.replace(".", "!!").replace(",", ""),
        TEXT.replace("nurses", "doctors").replace("queue", "jam").replace("figures", "numbers"),
        TEXT.replace("a", "а").replace("o", "0"),  # a Cyrillic letter, and a figure
        TEXT.replace("bus", "b\u200bus").replace("station", "sta\u00adtion"),
        TEXT.replace("Mill", "Mïll").replace(" lane", "&nbsp;lane"),
        f"<p>{TEXT}</p><p><b>Thanks</b></p>",
        " ".join(SENTENCES[:2]) + " We ask the members to look.",
        f"{TEXT}\n\n{OWN}",
        f"{OWN} {TEXT}",
    ],
    ids=lambda text: text[:30],
)
def test_the_same_text_in_another_dress_makes_a_group(other: str) -> None:
    assert together(TEXT, other)
    assert together(other, TEXT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I support this.", "I support this."),
        ("No to the bus lane!", "No to the bus lane!"),
        ("", ""),
        ("I support this because it will help older residents.", "I support this because it will help the shops."),
        (SENTENCES[0], SENTENCES[1]),
        (f"{SENTENCES[0]} {OWN}", f"{SENTENCES[0]} I would rather see the money spent on new trees and on benches."),
        (f"“{TEXT}” I do not agree with a word of it.", f"“{TEXT}” That is what I have waited for all these years."),
        (f"> {TEXT}\nThat is not how the trial went at all.", f"> {TEXT}\nMore of that, and sooner, would be good."),
        (TEXT, OWN),
    ],
    ids=lambda text: text[:30],
)  # fmt: skip
def test_different_texts_and_very_short_ones_do_not(one: str, other: str) -> None:
    assert not together(one, other)


REASONS = " ".join(SENTENCES[1:])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"I support the bus lane. {REASONS}", f"I do not support the bus lane. {REASONS}"),
        (f"I support the bus lane. {REASONS}", f"I don’t support the bus lane. {REASONS}"),
        (f"I support the bus lane. {REASONS}", f"I oppose the bus lane. {REASONS}"),
        (f"We welcome the bus lane. {REASONS}", f"We are against the bus lane. {REASONS}"),
        (f"Yes to the bus lane. {REASONS}", f"No to the bus lane. {REASONS}"),
        (f"We agree with most, and support the lane. {REASONS}", f"We agree with most, and oppose the lane. {REASONS}"),
        (f"The town needs the bus lane. {REASONS}", f"The town does not need the bus lane. {REASONS}"),
        (f"You should build the bus lane. {REASONS}", f"You shouldn’t build the bus lane. {REASONS}"),
        (f"Rwy’n cefnogi’r lôn fysiau. {REASONS}", f"Nid wyf yn cefnogi’r lôn fysiau. {REASONS}"),
        (f"Rwyf o blaid y lôn fysiau. {REASONS}", f"Rwyf yn erbyn y lôn fysiau. {REASONS}"),
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_those_who_say_the_opposite_in_the_same_words_are_two_groups(one: str, other: str) -> None:
    assert not together(one, other)
    grouping: Grouping[str] = Grouping()
    for number in range(12):
        grouping.add(f"one {number}", f"{one}\nRef {number}")
        grouping.add(f"other {number}", f"{other}\nRef {number}")
    assert Counter(grouping.groups().values()) == {"one 0": 12, "other 0": 12}


def test_a_copy_that_lost_its_side_lets_nobody_in_who_is_on_the_other() -> None:
    grouping: Grouping[str] = Grouping()
    grouping.add("none", f"I the bus lane. {REASONS}")
    for number in range(6):
        grouping.add(f"for {number}", f"I support the bus lane. {REASONS}")
        grouping.add(f"against {number}", f"I oppose the bus lane. {REASONS}")
    groups = grouping.groups()
    assert {groups[f"for {number}"] for number in range(6)} == {"none"}
    assert {groups[f"against {number}"] for number in range(6)} == {"against 0"}


def test_welsh_and_scripts_without_spaces_are_grouped_like_any_other() -> None:
    welsh = (
        "Mae’r lôn fysiau ar Heol y Felin yn bwysig i bawb sydd yn gweithio yn yr ysbyty cyn chwech y bore."
    )
    assert together(f"Annwyl Gyngor,\n{welsh}", f"{welsh}\nDiolch, Siân", welsh.replace("’", "'"))
    chinese = "我们请求议会保留米尔路上的公交专用道因为护士和护理人员每天早上六点以前都要乘车去医院上班"
    assert together(chinese, f"{chinese}谢谢")


def test_forms_of_words_that_many_fill_in_do_not_grow_into_a_group() -> None:
    blanks = [
        "the library",
        "Mill Road",
        "our school",
        "the market",
        "Church Lane",
        "the hospital",
        "my street",
    ]
    troubles = ["dirty air", "late buses", "parked vans", "long queues", "broken paving", "noise", "litter"]
    grouping: Grouping[int] = Grouping()
    for place, (where, what) in enumerate((where, what) for where in blanks for what in troubles):
        grouping.add(
            place, f"My main concern near {where} is {what}, and so I say of {where} that {what} must go."
        )
    assert max(list(grouping.groups().values()).count(place) for place in range(49)) <= 8


def test_likeness_is_not_handed_on_from_link_to_link() -> None:
    """Each text shares four of six sentences with the one before; the first and the last share none."""
    chance = random.Random(1)
    words = [
        f"{a}{b}" for a in ("bar", "cor", "del", "fen", "gol", "hum") for b in ("an", "et", "il", "os", "ud")
    ]
    sentences = [" ".join(chance.choices(words, k=12)) + "." for _ in range(30)]
    grouping: Grouping[int] = Grouping()
    for place in range(24):
        grouping.add(place, " ".join(sentences[place : place + 6]))
    groups = grouping.groups()
    assert groups[0] != groups[23]


@pytest.mark.parametrize("kind", list(Kind))
def test_planted_campaigns_are_found_and_others_left_alone(kind: Kind) -> None:
    precision, recall = grouped(planted(kind, 2_000, seed=3))
    assert precision >= 0.99
    assert recall >= 0.97


def test_texts_that_arrive_in_another_order_come_into_the_same_groups() -> None:
    comments = planted(Kind.SWAPPED, 600, seed=5)
    precision, recall = grouped(comments)
    again, found_again = grouped(comments[::-1])
    assert min(precision, again) >= 0.97
    assert min(recall, found_again) >= 0.97


def test_bands_are_the_same_in_every_process_and_fit_a_signed_column() -> None:
    assert bands(wording(TEXT))[:2] == (2906798783389014379, 5421031333221533002)
    assert len(bands(wording(TEXT))) == BANDS
    assert all(0 <= number < 2**63 for number in bands(wording(TEXT)))
    assert bands(wording("word")) == ()


def test_the_order_of_sentences_hardly_changes_the_bands() -> None:
    assert len(set(bands(wording(TEXT))) & set(bands(wording(MOVED)))) > BANDS / 2


def test_a_decision_says_what_joins_what() -> None:
    known = [
        Known(key, wording(text)) for key, text in enumerate((TEXT, MOVED, TEXT.replace("trial", "test")))
    ]
    text = wording(f"Hello,\n{TEXT}")
    assert decide(text, [], []).is_alone
    begun = decide(text, known[:1], [])
    assert (begun.group, begun.company) == (None, (0,))
    joined = decide(text, known[2:], [Gathered(7, known[:2])])
    assert (joined.group, joined.company, joined.bridged) == (7, (2,), ())
    bridged = decide(text, [], [Gathered(7, known[:2]), Gathered(8, known[2:])])
    assert (bridged.group, bridged.bridged) in ((7, (8,)), (8, (7,)))
    assert decide(wording(OWN), known, []).is_alone
    assert not decide(wording("I support this."), known, []).represents


def test_a_group_keeps_few_that_stand_for_it() -> None:
    grouping: Grouping[int] = Grouping()
    for place in range(300):
        grouping.add(place, TEXT.replace("nurses", f"nurses number {place}"))
    assert set(grouping.groups().values()) == {0}
    assert sum(map(len, grouping.representatives.values())) <= 8


def test_what_differs_is_marked_word_by_word() -> None:
    other = f"Hello there\n{MOVED}".replace("nurses", "doctors").replace("final text", "last version")
    assert [other[start:end] for start, end in differing(other, TEXT)] == [
        "Hello there",
        "last version",
        "doctors",
    ]
    assert differing(TEXT, TEXT) == []
    assert differing("", TEXT) == []
    assert differing("bus", "") == [(0, 3)]


def test_sentences_of_ones_own_are_told_from_swapped_words() -> None:
    assert adds_own_words(f"{TEXT} {OWN}", TEXT)
    assert adds_own_words(f"Dear all,\n{OWN}\n{MOVED}", TEXT)
    assert not adds_own_words(TEXT, f"{TEXT} {OWN}")
    assert not adds_own_words(f"Dear council,\n{MOVED}\nKind regards,\nAnn Smith\nFB1 2QA", TEXT)
    assert not adds_own_words(TEXT.replace("nurses", "doctors").replace("queue", "jam"), TEXT)
    assert not adds_own_words("", TEXT)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400))
def test_any_text_can_be_read(one: str, other: str) -> None:
    for start, end in differing(one, other):
        assert 0 <= start < end <= len(one)
    assert adds_own_words(one, other) in (True, False)
    assert together(one, f"{one}") or len(wording(one)) < 8


@settings(max_examples=100, deadline=None)
@given(st.permutations(SENTENCES), st.sampled_from(("", "Dear council,\n", "Helo\n")), st.booleans())
def test_order_greeting_and_case_never_part_a_group(order: list[str], greeting: str, is_loud: bool) -> None:
    text = greeting + " ".join(order)
    assert together(TEXT, text.upper() if is_loud else text)
