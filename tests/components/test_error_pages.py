"""Error pages give back every word, and the page for a broken site needs nothing that may be broken."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template

pytestmark = pytest.mark.one_database
PAGES = (400, 403, 404, 405, 409, 413, 422, 429, 500, 503)
TEXT = "\nFirst line\n\n  second & <b>line</b>\nthird "


@pytest.fixture(autouse=True)
def _in_a_request(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.mark.parametrize("status", PAGES)
def test_whatever_went_wrong_the_whole_text_is_given_back(status: int) -> None:
    page = render_template(
        f"errors/{status}.html", message=None, kept=[("Your comment", TEXT)], request_id="abc"
    )
    between = re.search(r"<textarea[^>]* readonly>\n(.*?)</textarea>", page, re.DOTALL)
    assert between is not None
    assert html.unescape(between[1]) == TEXT
    assert "nothing is lost" in page


@pytest.mark.parametrize("status", PAGES)
def test_the_rules_own_words_are_shown_once(status: int) -> None:
    page = render_template(
        f"errors/{status}.html", message="Comments closed at 5 pm.", kept=[], request_id=None
    )
    assert page.count("Comments closed at 5 pm.") == 1
    assert "<textarea" not in page


@pytest.mark.parametrize("status", [500, 503])
def test_a_broken_site_gives_a_reference_and_nothing_else_does(status: int) -> None:
    assert "abc-123" in render_template(f"errors/{status}.html", message=None, kept=[], request_id="abc-123")
    assert "abc-123" not in render_template("errors/404.html", message=None, kept=[], request_id="abc-123")
