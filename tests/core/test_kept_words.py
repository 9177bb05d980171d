"""Words that are given back stand under the labels that people know, in every form of the site."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms import Form, HiddenField
from wtforms.form import BaseForm

from app.accounts.models import Role
from app.assemblies.models import Assembly
from app.core.kept_words import _NOT_KEPT, _every_form, _fields_of, _inputs, kept_words, remember
from app.evidence.models import Speaker
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.forms import fields_of, send
from tests.factories.organisations import make_organisation

FORMS = [each for each in _every_form() if each.__module__.startswith("app.") and _fields_of(each)]
DESK = "/council/high-street/evidence/"


@pytest.fixture
def own(session: Session) -> Assembly:
    return make_assembly("high-street", make_organisation("fenbury"))


@pytest.fixture
def officer(client: Visitor, own: Assembly) -> Visitor:
    """An officer of that assembly's council."""
    account = make_account("officer@fenbury.example", role=Role.OFFICER, organisation_id=own.organisation_id)
    sign_in_as(client, account)
    return client


def _given_back(page: str) -> dict[str, str]:
    """The words that a page gives back, by their labels."""
    found = re.findall(
        r'<label class="govuk-label" for="kept-\d+">(.*?)</label>\s*<textarea[^>]*>\n(.*?)</textarea>',
        page,
        re.DOTALL,
    )
    return {html.unescape(label): html.unescape(text) for label, text in found}


@pytest.mark.one_database
@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_every_field_that_a_person_fills_in_is_given_back_under_its_own_label(
    app: Flask, form: type[Form]
) -> None:
    inputs = {
        each: name for name, field in _fields_of(form).items() for each in _inputs(name, field.field_class)
    }
    with app.test_request_context("/", method="POST", data=dict.fromkeys(inputs, "1")):
        remember(BaseForm(_fields_of(form)))
        labels = [label for label, _ in kept_words()]
    for name, field in _fields_of(form).items():
        given = field.args[0] if field.args else field.kwargs.get("label")
        if _NOT_KEPT.fullmatch(name) or (issubclass(field.field_class, HiddenField) and given is None):
            assert name.replace("_", " ").capitalize() not in labels
        else:
            label = str(given) if given else "Licence"
            assert given is None or isinstance(given, LazyString), f"{name} has no label that is translated"
            assert label in labels, f"{name} comes back under another name"


@pytest.mark.one_database
def test_words_of_no_form_are_given_back_all_the_same(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data=MultiDict({"some_thing": " text\n", "seen": "x"})):
        assert kept_words() == [("Some thing", " text\n")]


def test_a_stale_form_speaks_as_the_page_did(officer: Visitor, own: Assembly) -> None:
    ann, bob = Speaker(name="Ann Reid", position=1), Speaker(name="Bob Ash", position=2)
    held = make_session(own, "The morning", speakers=[ann, bob])
    item = make_item(own, published=False)
    page = f"{DESK}{item.id}/edit"
    began = fields_of(officer, page)
    send(officer, page, title="A colleague's title")
    typed = began | {
        "session": str(held.id),
        "kind": "witness_statement",
        "source_url": "https://example.org/a",
    }
    data = MultiDict([*typed.items(), ("speakers", str(ann.id)), ("speakers", str(bob.id))])
    answer = officer.post(page, data=data)
    assert answer.status_code == 409
    words = _given_back(answer.text)
    assert words["Session"] == "The morning"
    assert words["Kind"] == "Witness statement"
    assert words["Who of the speakers gave it"] == "Ann Reid\nBob Ash"
    assert words["Address of the original"] == "https://example.org/a"
    assert words["Language"] == "English"
    assert "Seen" not in words
    assert f'<a href="{page}" target="_blank"' in answer.text


def test_a_button_without_a_page_of_its_own_leads_nowhere(officer: Visitor, own: Assembly) -> None:
    own.is_compiled = True
    item = make_item(own)
    token = fields_of(officer, "/sign-out")["csrf_token"]
    answer = officer.post(f"{DESK}{item.id}/move", data={"csrf_token": token, "to": "up"})
    assert (answer.status_code, "opens in a new tab" in answer.text) == (409, False)


def test_a_date_is_given_back_in_one_piece(officer: Visitor, own: Assembly) -> None:
    send(officer, f"{DESK}sessions/new", title="The morning")
    [page] = re.findall(rf"{DESK}sessions/\d+/", officer.get(DESK).text)[:1]
    began = fields_of(officer, f"{page}edit")
    send(officer, f"{page}edit", title="A colleague's title")
    date = {"starts-day": "5", "starts-month": "September", "starts-year": "2026", "starts_time": "9am"}
    words = _given_back(officer.post(f"{page}edit", data=began | date).text)
    assert words["Date"] == "5 September 2026"
    assert words["Time"] == "9am"


def test_whoever_was_signed_out_reads_the_same_labels(client: Visitor, session: Session) -> None:
    answer = client.post(
        f"{DESK}new", data={"title": "Bus times", "source_url": "https://x.example", "kind": "briefing"}
    )
    assert answer.status_code == 401
    words = _given_back(answer.text)
    assert words == {"Title": "Bus times", "Address of the original": "https://x.example", "Kind": "Briefing"}


@pytest.mark.parametrize(
    ("address", "label"), [("take-down", "Why you take it down"), ("files/1/remove", "Why you take it away")]
)
def test_of_forms_with_the_same_fields_the_page_s_own_gives_the_label(
    client: Visitor, session: Session, address: str, label: str
) -> None:
    answer = client.post(f"{DESK}1/{address}", data={"reason": "A slip."})
    assert _given_back(answer.text) == {label: "A slip."}


def test_numbers_of_a_list_and_the_button_pressed_are_not_given_back_as_if_they_were_words(
    client: Visitor, own: Assembly
) -> None:
    sent = {"comments": ["17", "18"], "to": "5", "name": "Shade", "act": "add"}
    answer = client.post("/council/high-street/themes/label/", data=sent)
    assert answer.status_code == 401
    again = "You chose from a list here. Choose again."
    assert _given_back(answer.text) == {
        "Ticked comments": again,
        "Theme": again,
        "Name of the new theme": "Shade",
    }
