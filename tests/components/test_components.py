"""What the components promise to those who cannot see them, and to those who would break them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, render_template_string

pytestmark = pytest.mark.one_database
COUNTS = {"support": 14, "support_with_changes": 9, "neutral": 2, "oppose": 19}


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def drawn(component: str, call: str, **values: Any) -> str:
    macro = call.partition("(")[0]
    return render_template_string(
        f'{{% from "components/{component}.html" import {macro} %}}{{{{ {call} }}}}', **values
    )


def test_a_stance_bar_says_all_four_counts_in_words() -> None:
    bar = drawn("stance_bar", "stance_bar(counts=counts)", counts=COUNTS)
    assert 'role="img" aria-label="14 support, 9 with changes, 2 neutral, 19 oppose"' in bar


def test_a_stance_bar_fills_its_whole_width_in_one_order() -> None:
    bar = drawn("stance_bar", "stance_bar(counts=counts)", counts=COUNTS)
    widths = [float(width) for width in re.findall(r'<svg x="[\d.]+%" width="([\d.]+)%"', bar)]
    starts = [float(start) for start in re.findall(r'<svg x="([\d.]+)%"', bar)]
    assert sum(widths) == pytest.approx(100, abs=0.05)
    assert starts == sorted(starts)
    assert re.findall(r'<rect class="stance-(\w+)"', bar) == ["support", "changes", "neutral", "oppose"]


def test_a_stance_bar_of_nothing_is_no_bar() -> None:
    assert drawn("stance_bar", "stance_bar(counts=counts)", counts={}).strip() == ""


def test_one_square_is_one_member_and_screen_readers_hear_the_figure() -> None:
    rows = [
        {"label": "Support", "count": 16, "meaning": "for"},
        {"label": "Oppose", "count": 4, "meaning": "against"},
    ]
    chart = drawn("vote_bar", "vote_bar(rows=rows, title='How they voted')", rows=rows)
    assert chart.count("#square-for") == 16
    assert chart.count("#square-against") == 4
    assert '<dd class="count">16</dd>' in chart
    assert chart.count('class="squares" aria-hidden="true"') == 2


def test_a_vote_known_in_per_cent_only_has_no_squares() -> None:
    rows = [{"label": "Support", "percent": 61.5, "meaning": "for"}]
    chart = drawn("vote_bar", "vote_bar(rows=rows, members=false, scale='Five-point scale')", rows=rows)
    assert "#square" not in chart
    assert "61.5%" in chart
    assert "One square is one member" not in chart


@pytest.mark.parametrize(
    ("count", "breadth"), [(0, "none"), (1, "few"), (14, "few"), (15, "some"), (39, "some"), (40, "many")]
)
def test_the_rule_beside_a_paragraph_is_as_broad_as_its_comments_are_many(count: int, breadth: str) -> None:
    marker = drawn(
        "clause_marker", "clause_marker(number='4.1', comments_count=count, comments_url='#')", count=count
    )
    assert f'class="clause-margin {breadth}"' in marker


def test_where_comments_are_closed_the_marker_says_since_when() -> None:
    marker = drawn("clause_marker", "clause_marker(number='4.1', closed_text='Comments closed 29 November')")
    assert "Comments closed 29 November" in marker
    assert "Comment on this paragraph" not in marker
    assert "No comments yet" in marker
    over = drawn("clause_marker", "clause_marker(number='4.1', closed_text='Closed', is_over=true)")
    assert "No comments<" in over


def test_the_state_of_a_phase_is_said_and_one_is_the_current_step() -> None:
    phases = [
        {"name": name, "when": "", "state": state}
        for name, state in (("A", "done"), ("B", "open"), ("C", "now"), ("D", "to_come"))
    ]
    line = drawn("journey_line", "journey_line(phases=phases)", phases=phases)
    assert line.count('aria-current="step"') == 1
    assert [
        words for words in ("(done)", "(still open)", "We are here", "(to come)") if words not in line
    ] == []


@pytest.mark.parametrize("verdict", ["noted", "unknown"])
def test_a_word_found_in_a_record_is_not_dressed_as_a_verdict(verdict: str) -> None:
    assert 'class="ribbon recorded"' in drawn(
        "verdict_ribbon", "verdict_ribbon(verdict=verdict)", verdict=verdict
    )


def test_a_hidden_comment_shows_its_trace_and_replies_and_nothing_else_of_it() -> None:
    reply = {"id": 2, "name": "Tom", "when": "8 November", "body": "I stay."}
    hidden = {
        "id": 1,
        "name": "Somebody",
        "body": "What must not be seen",
        "when": "7 November",
        "hidden": {"decided_on": "8 November 2026", "reason": "it names a private person"},
        "replies": [reply],
    }
    page = drawn("comment", "comment_list(comments=comments)", comments=[hidden])
    for seen in ("A comment was hidden here", "it names a private person", "I stay."):
        assert seen in page
    for gone in ("Somebody", "What must not be seen", "7 November"):
        assert gone not in page


def test_a_comment_cannot_become_part_of_the_page() -> None:
    comment = {
        "id": 1,
        "name": "<b>{name}",
        "body": "<script>1</script>\n\n[a](javascript:x)",
        "quote": "<i>",
        "when": "today",
        "clause": {"number": "<u>", "url": "#c"},
        "agrees": 3,
        "agree_url": "/comments/1/agree",
        "reply_url": "/r",
        "report_url": "/p",
    }
    page = drawn("comment", "comment_list(comments=comments)", comments=[comment])
    for tag in ("<b>", "<script>", "<i>", "<u>"):
        assert tag not in page
    assert "with &lt;b&gt;{name}" in page


def test_replies_stand_one_heading_below_what_they_answer() -> None:
    deepest: dict[str, Any] = {"id": 3, "when": "", "body": "c"}
    first = {
        "id": 1,
        "when": "",
        "body": "a",
        "replies": [{"id": 2, "when": "", "body": "b", "replies": [deepest]}],
    }
    page = drawn("comment", "comment_list(comments=comments)", comments=[first])
    assert re.findall(r"<(h\d) class", page) == ["h3", "h4", "h5"]


@pytest.mark.parametrize("taken", ["hidden", "withdrawn"])
def test_replies_stand_one_heading_below_the_trace_of_what_they_answered(taken: str) -> None:
    reply = {"id": 2, "when": "", "body": "b"}
    comments = [{"id": 1, taken: {"decided_on": "today"}, "replies": [reply]}]
    page = drawn("comment", "comment_list(comments=comments, heading=2)", comments=comments)
    assert re.findall(r"<(h\d) class", page) == ["h2", "h3"]
    assert f"A comment was {taken} here</h2>" in page


def test_a_moved_date_says_formerly_and_now() -> None:
    delays = [{"was": "30 September 2026"}, {"was": "31 December 2026", "reason": "No gates."}]
    words = re.sub(r"<[^>]+>", "", drawn("delay", "delay(delays=delays, now='31 March 2027')", delays=delays))
    assert "formerly 30 September 2026 formerly 31 December 2026" in words
    assert "now 31 March 2027" in words


def test_the_report_card_says_unknown_and_never_shows_it_as_nothing() -> None:
    row = {
        "name": "Romsey",
        "url": "/r",
        "note": "2019",
        "updated": "Unknown",
        "cells": [{"unknown": True, "text": "No date was promised"}],
    }
    columns = [{"label": "Assembly"}, {"label": "On time"}, {"label": "Last update"}]
    table = drawn("report_card", "report_card(columns=columns, rows=rows)", columns=columns, rows=[row])
    assert "<strong>Unknown</strong>" in table
    assert "No date was promised" in table
    assert 'class="known"' not in table


def test_small_figures_of_members_are_not_shown() -> None:
    rows = [{"label": "16 to 29", "members": None, "members_percent": None, "residents_percent": 21}]
    table = drawn("members_table", "members_table(heading='Age', rows=rows)", rows=rows)
    assert "not shown" in table
