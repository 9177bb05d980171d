"""A draft report is taken apart into its recommendations, and what is none is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.recommendations.reports import read_heading, read_report


@pytest.mark.parametrize(
    ("heading", "number", "title"),
    [
        ("Recommendation 3: Buses first", 3, "Buses first"),
        ("RECOMMENDATION 12 – Buses first", 12, "Buses first"),
        ("Draft recommendation no. 4. Buses first", 4, "Buses first"),
        ("Argymhelliad 2: Bysiau", 2, "Bysiau"),
        ("R7 Buses first", 7, "Buses first"),
        ("3. Buses first", 3, "Buses first"),
        ("3) Buses first", 3, "Buses first"),
        ("(3) Buses first", 3, "Buses first"),
        ("3 – Buses first", 3, "Buses first"),
        ("10 new trees", None, "10 new trees"),
        ("Recommendation 3", 3, "Recommendation 3"),
        ("Buses first in 2027", None, "Buses first in 2027"),
        ("20-minute walks", None, "20-minute walks"),
        ("3.5 million trees", None, "3.5 million trees"),
        ("Recommendations", None, "Recommendations"),
        ("Recreation for all", None, "Recreation for all"),
    ],
)
def test_a_number_before_a_title_is_understood(heading: str, number: int | None, title: str) -> None:
    assert read_heading(heading)[:2] == (number, title)


def test_headings_are_recommendations_and_paragraphs_their_clauses() -> None:
    report = read_report(
        "Thanks to all.\n\n# 1. Buses first\n\nOften.\n\nAt night too.\n\n# 2. Trees\n\nForty."
    )
    assert [(each.number, each.title, list(each.paragraphs)) for each in report.found] == [
        (1, "Buses first", ["Often.", "At night too."]),
        (2, "Trees", ["Forty."]),
    ]
    assert report.left_out == ["Thanks to all."]


def test_parts_of_the_report_are_left_out_and_headings_below_are_paragraphs() -> None:
    report = read_report(
        "# The report\n\nWelcome.\n\n## Transport\n\nWhat we heard.\n\n### Recommendation 1: Buses\n\nOften."
        "\n\n#### Why\n\nNurses.\n\n## Nature\n\n### Recommendation 2: Trees\n\nForty.\n\n# Thanks\n\nTo all."
    )
    assert [(each.title, list(each.paragraphs)) for each in report.found] == [
        ("Buses", ["Often.", "Why", "Nurses."]),
        ("Trees", ["Forty."]),
    ]
    assert list(report.left_out) == [
        "The report", "Welcome.", "Transport", "What we heard.", "Nature", "Thanks", "To all.",
    ]  # fmt: skip


def test_where_no_heading_is_numbered_those_with_text_below_count() -> None:
    report = read_report("# Our report\n\n## Buses\n\nOften.\n\n## Trees\n\nForty.")
    assert [each.title for each in report.found] == ["Buses", "Trees"]
    assert report.left_out == ["Our report"]


def test_short_points_stay_with_their_sentence_and_long_ones_stand_alone() -> None:
    long = " ".join(["word"] * 30)
    report = read_report(
        f"# 1. Buses\n\nBuses are:\n\n- clean\n- often there\n\n"
        f"They come.\n\n1. By day.\n2. At night.\n\nAnd:\n\n- {long}\n- short"
        "\n\n# 2. Trees\n\nForty."
    )
    assert list(report.found[0].paragraphs) == [
        "Buses are:\n- clean\n- often there", "They come.", "By day.", "At night.", "And:", long, "short",
    ]  # fmt: skip


def test_signs_of_markdown_become_plain_words() -> None:
    report = read_report(
        "# 1. *Buses* \\& more\n\nSee [the **plan**](https://example.org/plan) and <b>5 \\* 3</b>.\n\n"
        "| A | B |\n| --- | --- |\n| one | two |\n\n# 2. Trees\n\nForty."
    )
    assert report.found[0].title == "Buses & more"
    assert list(report.found[0].paragraphs) == [
        "See the plan (https://example.org/plan) and <b>5 * 3</b>.", "A; B", "one; two",
    ]  # fmt: skip


def test_a_number_without_a_dot_counts_where_the_others_leave_it_open() -> None:
    headings = ("1. Buses", "2. Trees", "4 Benches", "3. Shade", "5 Bins", "2027 in figures", "2 more")
    report = read_report("\n\n".join(f"# {heading}\n\nText." for heading in headings))
    assert [(each.number, each.title) for each in report.found] == [
        (1, "Buses"), (2, "Trees"), (4, "Benches"), (3, "Shade"), (5, "Bins"),
        (None, "2027 in figures"), (None, "2 more"),
    ]  # fmt: skip
    report = read_report("# 10 new trees\n\nText.\n\n# 11 new benches\n\nText.")
    assert [(each.number, each.title) for each in report.found] == [
        (None, "10 new trees"),
        (None, "11 new benches"),
    ]


def test_a_text_without_headings_has_no_recommendation() -> None:
    assert read_report("Only words.\n\nAnd more.").found == []
    assert read_report("").found == []


@given(st.text(alphabet="#-1. ab|\n*[]():\\`>", max_size=200))
def test_any_text_is_taken_apart(text: str) -> None:
    for each in read_report(text).found:
        assert each.title
        assert all(paragraph.strip() for paragraph in each.paragraphs)
