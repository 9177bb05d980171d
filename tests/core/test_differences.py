"""What differs between two texts, word by word, in bounded time."""

from __future__ import annotations

import time

import pytest

from app.core.differences import changed_paragraphs


def _shown(before: str, after: str) -> list[str]:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "[+{}+]"}
    return [
        " ".join(marks[run.change].format(run.text) for run in paragraph.runs)
        for paragraph in changed_paragraphs(before, after)
    ]


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
