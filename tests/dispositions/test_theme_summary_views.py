"""Summing up a theme and choosing its examples, as an officer does it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.assemblies.models import Assembly
from app.dispositions.models import Theme
from app.dispositions.queries.coding import examples_of
from tests.factories.comments import make_comment, subject_of
from tests.factories.dispositions import make_theme


@pytest.fixture
def theme(assembly: Assembly) -> Theme:
    subject = subject_of(assembly)
    comments = [make_comment(subject, f"Voice {n}.", stance=s) for n, s in enumerate(("oppose", "support"))]
    return make_theme(assembly, "Loading bays", *comments)


def _page_of(theme: Theme) -> str:
    return f"/council/high-street/themes/{theme.id}/summary"


def _sent(desk: FlaskClient, theme: Theme) -> dict[str, str]:
    page = desk.get(_page_of(theme)).get_data(as_text=True)
    return dict(re.findall(r'<input type="hidden" name="(csrf_token|seen)" value="([^"]+)">', page))


def test_a_summary_is_saved_and_stands_on_the_public_page(
    client: FlaskClient, desk: FlaskClient, theme: Theme
) -> None:
    address = f"/assemblies/high-street/themes/{theme.id}/"
    tag = client.get(address).headers["ETag"]
    sent = _sent(desk, theme) | {"summary": "Shops need goods.\r\n\r\nAt dawn."}
    assert desk.post(_page_of(theme), data=sent).status_code == 303
    answer = client.get(address)
    assert "Shops need goods." in answer.get_data(as_text=True)
    assert answer.headers["ETag"] != tag


def test_a_stale_summary_comes_back_beside_the_colleagues(desk: FlaskClient, theme: Theme) -> None:
    mine, theirs = _sent(desk, theme), _sent(desk, theme)
    desk.post(_page_of(theme), data=theirs | {"summary": "Theirs."})
    answer = desk.post(_page_of(theme), data=mine | {"summary": "Mine."})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    [seen] = re.findall(r'name="seen" value="([^"]+)"', page)
    assert desk.post(_page_of(theme), data=mine | {"summary": "Both.", "seen": seen}).status_code == 303


def test_examples_are_chosen_ordered_and_taken_away(
    session: Session, desk: FlaskClient, theme: Theme
) -> None:
    sent = _sent(desk, theme)
    page = desk.get(_page_of(theme)).get_data(as_text=True)
    adding = re.findall(r'action="([^"#]+/add)#examples"', page)
    assert len(adding) == 2
    for address in adding:
        assert desk.post(address, data=sent).status_code == 303
    page = desk.get(_page_of(theme)).get_data(as_text=True)
    assert page.count("This is an example.") == 2
    assert page.count("one of 2 under this theme") == 2
    first = adding[0].removesuffix("add")
    desk.post(f"{first}move", data=sent | {"to": "down"})
    assert [each.body for each in examples_of([theme.id])[theme.id]] == ["Voice 1.", "Voice 0."]
    desk.post(f"{first}take", data=sent)
    session.expire_all()
    assert [each.body for each in examples_of([theme.id])[theme.id]] == ["Voice 1."]


def test_a_typed_summary_is_given_back_by_every_button_of_the_page(desk: FlaskClient, theme: Theme) -> None:
    page = desk.get(_page_of(theme)).get_data(as_text=True)
    # Without a script, a button sends the form that it belongs to: there is one, and it holds the summary.
    main = page[page.index("<h1>") :]
    assert main.count("<form") == 1
    first, second = re.findall(r'form="sum-up" formaction="([^"#]+/add)#examples"', page)
    sent = _sent(desk, theme) | {"summary": "HALF A SENTENCE"}
    base = first.removesuffix("add")
    for address in (first, second, f"{base}move", f"{base}take", f"{_page_of(theme)}/comments"):
        answer = desk.post(address, data=sent | {"to": "down"})
        assert answer.status_code == 200, address
        assert "HALF A SENTENCE" in answer.text
        assert "It is not saved yet." in answer.text
    assert "HALF A SENTENCE" not in desk.get(_page_of(theme)).text
    assert [each.body for each in examples_of([theme.id])[theme.id]] == ["Voice 1."]
    # What comes back can be saved.
    given_back = desk.post(f"{_page_of(theme)}/comments", data=sent).text
    [seen] = re.findall(r'name="seen" value="([^"]+)"', given_back)
    assert desk.post(_page_of(theme), data=sent | {"seen": seen}).status_code == 303
