"""A form that makes something makes it once, however often it is sent."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core import form_tokens
from app.evidence.models import AssemblySession, EvidenceFile, EvidenceItem, FileVersion, Speaker
from app.files.models import FileKind
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session
from tests.factories.files import pdf, valid_file
from tests.factories.forms import fields_of, fields_of_page

DESK = "/council/second/evidence/"
# The page, what is typed, which field is typed differently the second time, what is made.
Making = tuple[str, dict[str, str], str, type]


@pytest.fixture(params=["session", "item", "speaker", "file"])
def making(request: pytest.FixtureRequest, officer: Visitor, session: Session) -> Making:
    assembly = make_assembly("second")
    if request.param == "session":
        return f"{DESK}sessions/new", {"title": "The morning"}, "title", AssemblySession
    if request.param == "item":
        words = {"title": "Bus times", "kind": "dataset", "summary": "In short."}
        return f"{DESK}new", words, "title", EvidenceItem
    if request.param == "speaker":
        held = make_session(assembly)
        return f"{DESK}sessions/{held.id}/speakers/new", {"name": "Ann Reid"}, "name", Speaker
    item = make_item(assembly)
    return f"{DESK}{item.id}/files/new", {"label": "The slides"}, "label", EvidenceFile


def _send(officer: Visitor, page: str, data: dict[str, str]) -> TestResponse:
    upload = {"upload": (BytesIO(pdf(1)), "slides.pdf")} if page.endswith("files/new") else {}
    return officer.post(page, data={**data, **upload})


def _made(session: Session, table: type) -> int:
    session.expire_all()
    return len(session.scalars(select(table)).all())


def test_what_is_sent_twice_is_made_once(officer: Visitor, session: Session, making: Making) -> None:
    page, words, _, table = making
    before = _made(session, table)
    typed = fields_of(officer, page) | words
    first, second = _send(officer, page, typed), _send(officer, page, typed)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert _made(session, table) == before + 1


def test_two_pages_of_the_same_form_make_two(officer: Visitor, session: Session, making: Making) -> None:
    page, words, _, table = making
    before = _made(session, table)
    for _ in range(2):
        assert _send(officer, page, fields_of(officer, page) | words).status_code == 303
    assert _made(session, table) == before + 2


def test_other_words_in_the_same_form_come_back_with_a_link_to_what_was_made(
    officer: Visitor, session: Session, making: Making
) -> None:
    page, words, field, table = making
    typed = fields_of(officer, page) | words
    first = _send(officer, page, typed)
    before = _made(session, table)
    other = _send(officer, page, typed | {field: "My better words"})
    assert other.status_code == 400
    assert "You sent this form before" in other.text
    assert f'href="{first.location}"' in other.text
    assert "<title>Error:" in other.text
    assert _made(session, table) == before
    again = fields_of_page(other.text, page)
    assert again[field] == "My better words"
    assert _send(officer, page, again).status_code == 303
    assert _made(session, table) == before + 1


def test_a_form_that_came_back_with_an_error_is_not_used_up(
    officer: Visitor, session: Session, making: Making
) -> None:
    page, words, field, table = making
    typed = fields_of(officer, page) | words
    assert _send(officer, page, typed | {field: ""}).status_code == 422
    before = _made(session, table)
    assert _send(officer, page, typed).status_code == 303
    assert _made(session, table) == before + 1


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "\x00", "😀" * 500])
def test_a_form_whose_key_is_not_ours_comes_back_whole(
    officer: Visitor, session: Session, making: Making, forged: str
) -> None:
    page, words, field, table = making
    before = _made(session, table)
    answer = _send(officer, page, fields_of(officer, page) | words | {"once": forged})
    assert answer.status_code == 400
    assert fields_of_page(answer.text, page)[field] == words[field]
    assert _made(session, table) == before


def test_a_key_of_one_page_is_none_of_another(officer: Visitor, session: Session) -> None:
    make_assembly("second")
    key = fields_of(officer, f"{DESK}sessions/new")["once"]
    words = {"title": "Bus times", "kind": "dataset", "summary": "In short.", "once": key}
    assert officer.post(f"{DESK}new", data=fields_of(officer, f"{DESK}new") | words).status_code == 400


def test_a_form_that_was_open_for_days_comes_back_and_can_be_sent(
    officer: Visitor, session: Session, making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, words, field, _ = making
    typed = fields_of(officer, page) | words
    with monkeypatch.context() as patch:
        patch.setattr(form_tokens, "LIFETIME", timedelta(seconds=-1))
        late = _send(officer, page, typed)
    assert (late.status_code, "open for more than a day" in late.text) == (400, True)
    again = fields_of_page(late.text, page)
    assert again[field] == words[field]
    assert _send(officer, page, again).status_code == 303


def test_a_file_that_is_replaced_twice_by_one_press_has_one_new_version(
    officer: Visitor, session: Session
) -> None:
    item = make_item(make_assembly("second"))
    new = f"{DESK}{item.id}/files/new"
    _send(officer, new, fields_of(officer, new) | {"label": "The slides"})
    [file] = session.scalars(select(EvidenceFile)).all()
    page = f"{DESK}{item.id}/files/{file.id}/replace"
    typed = fields_of(officer, page) | {"note": "A figure was wrong."}
    for _ in range(2):
        upload = (BytesIO(valid_file(FileKind.TXT)), "notes.txt")
        assert officer.post(page, data={**typed, "upload": upload}).status_code == 303
    assert _made(session, FileVersion) == 2
