"""What turns the direction of reading turns only itself."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import gettext, ngettext
from hypothesis import given
from hypothesis import strategies as st

from app.core.direction import isolated, joined, turns
from app.core.web_addresses import is_web_address

FIRST_STRONG, POP_ISOLATE, OVERRIDE, POP = "\u2068", "\u2069", "\u202e", "\u202c"
# A stray closing character would end the element that is to hold the override.
EVIL = f"Shops{POP_ISOLATE}{OVERRIDE}and rents"
SHUT_IN = f"{FIRST_STRONG}Shops{OVERRIDE}and rents{POP}{POP_ISOLATE}"
PIECES = st.text(alphabet="ab אب\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", max_size=20)


def _open_after(text: str) -> list[str]:
    """What a text leaves open, as the Unicode algorithm counts. Fails where it closes what it has not opened."""
    due: list[str] = []
    for character in text:
        if character in "\u202a\u202b\u202d\u202e":
            due.append(POP)
        elif character in "\u2066\u2067\u2068":
            due.append(POP_ISOLATE)
        elif character in (POP, POP_ISOLATE):
            assert due
            assert due.pop() == character
    return due


def test_a_text_that_turns_nothing_stays_as_it_is() -> None:
    for text in ("", "Shops and rents", "Siopau – rhenti £5", "שלום עולם", "مرحبا"):
        assert isolated(text) is text
        assert not turns(text)


def test_an_override_is_closed_and_shut_in_and_a_stray_end_is_left_out() -> None:
    assert isolated(EVIL) == SHUT_IN


@given(PIECES)
def test_no_text_leaves_anything_open_or_closes_what_others_opened(text: str) -> None:
    assert _open_after(isolated(text)) == []


@given(PIECES)
def test_what_is_shut_in_already_is_not_shut_in_again(text: str) -> None:
    assert isolated(isolated(text)) == isolated(text)


def test_parts_of_a_line_turn_only_themselves() -> None:
    assert joined(" · ", ["Briefing", "", None, EVIL, "4 minutes"]) == f"Briefing · {SHUT_IN} · 4 minutes"


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ title }}, page 2", f"{SHUT_IN}, page 2"),
        ("{{ title|excerpt(100) }}, page 2", f"{SHUT_IN}, page 2"),
        ('{{ _("About “%(title)s”", title=title) }}', f"About “{SHUT_IN}”"),
        (
            '{{ ngettext("%(num)s by %(name)s", "%(num)s by %(name)s", 2, name=title) }}',
            f"2 by {SHUT_IN}",
        ),
        ('{{ [title, "Lane"]|join(", ") }}', f"{SHUT_IN}, Lane"),
        ('<input value="{{ title|typed }}">', f'<input value="{EVIL}">'),
        ("{{ '<b>'|typed }}{{ none|typed }}", "&lt;b&gt;"),
    ],
)
def test_a_page_isolates_whatever_it_prints_and_gives_back_what_was_typed(
    app: Flask, template: str, text: str
) -> None:
    with app.test_request_context():
        assert render_template_string(template, title=EVIL) == text


def test_a_sentence_isolates_what_it_is_filled_with(app: Flask) -> None:
    with app.test_request_context():
        assert gettext("About %(title)s.", title=EVIL) == f"About {SHUT_IN}."
        assert ngettext("%(num)d by %(name)s.", "%(num)d by %(name)s.", 2, name=EVIL) == f"2 by {SHUT_IN}."


def test_an_address_that_would_look_like_another_is_refused() -> None:
    assert is_web_address("https://www.example.org/minutes")
    assert not is_web_address("https://www.example.org/\u202esetunim")
