"""What differs between two texts, word by word, in bounded time."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from app.core.differences import Budget, Run, changed_paragraphs, changed_words, collected_words


def _shown(before: str, after: str) -> list[str]:
    return [_marked(paragraph.runs) for paragraph in changed_paragraphs(before, after)]


def _marked(runs: Sequence[Run]) -> str:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return " ".join(marks[run.change].format(run.text) for run in runs)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("The same.", "The same.", []),
        ("The  same.\n", "The same.", []),
        ("", "", []),
        ("It fell by 29% then.", "It fell by 19% then.", ["It fell by [-29%-] [+19%+] then."]),
        ("One.", "", ["[-One.-]"]),
        ("", "One.", ["[+One.+]"]),
        ("It is so.", "It is not so.", ["It is [+not+] so."]),
        ("It is not so.", "It is so.", ["It is [-not-] so."]),
        ("A b.\n\nC d.\n\nE f.", "A b.\n\nC x.\n\nE f.", ["C [-d.-] [+x.+]"]),
        ("A b.\n\nE f.", "A b.\n\nC d.\n\nE f.", ["[+C d.+]"]),
        ("- one\n- two", "- one\n- three", ["- [-two-] [+three+]"]),
    ],
)
def test_words_are_marked_in_the_paragraphs_that_differ(before: str, after: str, shown: list[str]) -> None:
    assert _shown(before, after) == shown


def test_what_was_left_out_between_two_changes_is_known() -> None:
    before, after = "a 1\nb\nc 1\nd 1", "a 2\nb\nc 2\nd 2"
    assert [each.follows_gap for each in changed_paragraphs(before, after)] == [False, True, False]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 60_000 + "b", "a " * 60_001 + "c"),
        ("x " + "a b " * 30_000, "y " + "b a " * 30_000),
        ("a\nb\n" * 15_000, "b\na\n" * 15_000),
        (("a b " * 700 + "\n") * 40, ("b a " * 700 + "\n") * 40),
        (" ".join(f"a u{n}" for n in range(2000)), " ".join(f"a v{n}" for n in range(2000))),
        (
            "\n".join(" ".join(f"a u{n}" for n in range(70)) for _ in range(300)),
            "\n".join(["a v " * 70] * 299),
        ),
        ("z" * 200_000, "y" * 200_000),
    ],
)
def test_hostile_texts_take_bounded_time_and_lose_no_word(before: str, after: str) -> None:
    began = time.process_time()
    paragraphs = changed_paragraphs(before, after)
    assert time.process_time() - began < 8
    removed = sum(
        len(run.text.split()) for each in paragraphs for run in each.runs if run.change == "removed"
    )
    added = sum(len(run.text.split()) for each in paragraphs for run in each.runs if run.change == "added")
    assert added - removed == len(after.split()) - len(before.split())


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("The same.", "The\nsame. ", "The\nsame."),
        ("To do:\n- plant", "To do:\n- mend\n- plant", "To do:\n- [+mend\n-+] plant"),
        ("", "", ""),
        ("", "One.", "[+One.+]"),
        ("It is not so.", "It is so.", "It is [-not-] so."),
        ("Two lines\nof words.", "Two lines of words, then.", "Two lines of [-words.-] [+words, then.+]"),
        # One word that both happen to have does not tear two sentences into shreds.
        (
            "Buses come every ten minutes in the day.",
            "Close the lane to all cars on Sundays.",
            "[-Buses come every ten minutes in the day.-] [+Close the lane to all cars on Sundays.+]",
        ),
        ("Plant ten trees now.", "Plant six trees soon.", "Plant [-ten-] [+six+] trees [-now.-] [+soon.+]"),
    ],
)
def test_a_text_is_shown_whole_with_its_changed_words(before: str, after: str, shown: str) -> None:
    assert _marked(changed_words(before, after, Budget())) == shown


def test_lone_words_between_two_changes_do_not_cut_a_phrase_in_pieces() -> None:
    before = "Voting is online and takes a week."
    after = "Voting takes two weeks each spring: online, at the library and on a stall in the market."
    assert _marked(changed_words(before, after, Budget())) == (
        "Voting [-is online and takes a week.-] "
        "[+takes two weeks each spring: online, at the library and on a stall in the market.+]"
    )


OWN = "Nobody parks on the pavement at night."
OTHER = "Lamps are lit until the last bus is gone."


@pytest.mark.parametrize(
    ("own", "others", "after", "shown"),
    [
        ([OWN, OTHER], [], f"{OWN} {OTHER}", f"{OWN} {OTHER}"),
        # What was taken in may stand first, or in the middle, whatever the order was.
        ([OWN, OTHER], [], f"{OTHER} {OWN}", f"{OTHER} {OWN}"),
        (
            [OWN, OTHER],
            [],
            f"Nobody parks on the pavement. {OTHER} Not at night.",
            f"Nobody parks on the [-pavement at night.-] [+pavement.+] {OTHER} [+Not at night.+]",
        ),
        (
            [OTHER, OWN],
            [],
            "Nobody parks on the pavement. Lamps are lit until dawn.",
            "Nobody parks on the [-pavement at night.-] [+pavement.+] Lamps are lit until"
            " [-the last bus is gone.-] [+dawn.+]",
        ),
        # Of a text that goes on elsewhere only what stands here is told.
        ([OWN], [OTHER], f"{OWN} Lamps are lit until dawn.", f"{OWN} Lamps are lit until [+dawn.+]"),
        ([], [OTHER], "Until the last bus is gone.", "[+Until+] the last bus is gone."),
        ([OWN], [], "Something else.", f"[-{OWN}-] [+Something else.+]"),
        ([], [], "New.", "[+New.+]"),
    ],
)
def test_words_taken_over_from_another_text_are_not_new(
    own: list[str], others: list[str], after: str, shown: str
) -> None:
    assert _marked(collected_words(own, others, after, Budget())) == shown


def test_words_taken_over_cost_no_more_than_a_page_may() -> None:
    budget, began = Budget(), time.monotonic()
    for _ in range(20):
        collected_words(["a b c " * 2000, "c a b " * 2000], ["b c a " * 500], "b a c " * 3000, budget)
    assert time.monotonic() - began < 5


def test_texts_that_share_a_page_share_what_it_may_cost() -> None:
    before, after = "a b " * 5000, "b a " * 5000
    budget, began = Budget(), time.monotonic()
    for _ in range(60):
        changed_words(before, after, budget)
    assert time.monotonic() - began < 5
