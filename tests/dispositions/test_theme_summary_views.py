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
    adding = re.findall(r'action="([^"]+/add)"', page)
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
