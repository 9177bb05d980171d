"""An officer is told which recommendations quote words before taking them away, and loses nothing by it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.assemblies.models import Assembly
from app.evidence.models import AssemblySession, EvidenceItem, FormerWording
from app.recommendations.models import Citation
from app.recommendations.services import cite
from app.recommendations.words import Place
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import NOTE, make_item, make_session
from tests.factories.files import docx_parts, package, paragraph
from tests.factories.forms import fields_of, fields_of_page, send
from tests.factories.recommendations import make_recommendation
from tests.factories.transcripts import paste_transcript

DESK = "/council/second/evidence/"
SPOKEN = "[00:12] Ann Reid: Buses come late.\n\n[00:40] Nobody waits."
QUOTED = "Recommendation 3 quotes these words: “Buses come late”."


@pytest.fixture
def assembly(officer: Visitor, session: Session) -> Assembly:
    return make_assembly("second")


def _quoted(item: EvidenceItem, *places: Place, number: int = 3) -> None:
    recommendation = make_recommendation(item.assembly, number=number)
    for place in places:
        cite(recommendation, item, None, None, None, place)


def _marks(session: Session) -> list[bool]:
    session.expire_all()
    marks = session.scalars(select(Citation.quote_gone_at).order_by(Citation.id))
    return [each is not None for each in marks]


def test_an_edit_that_takes_quoted_words_away_comes_back_once_with_all_that_was_typed(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    item = make_item(assembly, summary="Buses come late.")
    _quoted(item, Place("Buses come late."))
    _quoted(item, Place("Buses"), Place("come late"), number=4)
    page = f"{DESK}{item.id}/edit"
    answer = send(officer, page, summary="Buses are <i>on time</i>.", topic="Kept words", note=NOTE)
    assert answer.status_code == 422
    assert QUOTED in answer.text
    assert "Recommendation 4 quotes these words: “come late”." in answer.text
    assert "words: “Buses”." not in answer.text
    assert 'href="#despite_quotes"' in answer.text
    for kept in ("Kept words", NOTE, "Buses are &lt;i&gt;on time&lt;/i&gt;."):
        assert kept in answer.text
    session.expire_all()
    assert item.summary == "Buses come late."
    assert session.scalar(select(func.count(FormerWording.id))) == 0
    again = {**fields_of_page(answer.text, page), "despite_quotes": "y"}
    assert officer.post(page, data=again).status_code == 303
    assert _marks(session) == [True, False, True]
    assert "Buses are" in officer.get(item.path).text
    answer = send(officer, page, summary="Trams are on time.", note=NOTE)
    assert "Recommendation 4 quotes these words: “Buses”." in answer.text
    assert QUOTED not in answer.text


def test_an_edit_that_keeps_the_quoted_words_is_saved_at_once(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    item = make_item(assembly, summary="Buses come late.")
    _quoted(item, Place("Buses come late."))
    page = f"{DESK}{item.id}/edit"
    assert 'name="despite_quotes"' not in officer.get(page).text
    sent = send(officer, page, summary="Other words.", body="Some say: **Buses**\ncome late.", note=NOTE)
    assert sent.status_code == 303
    assert _marks(session) == [False]


def test_a_draft_asks_too_since_recommendations_may_quote_it_already(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    item = make_item(assembly, summary="Buses come late.", published=False)
    _quoted(item, Place("Buses come late."))
    page = f"{DESK}{item.id}/edit"
    answer = send(officer, page, summary="Buses are on time.")
    assert (answer.status_code, QUOTED in answer.text) == (422, True)
    again = {**fields_of_page(answer.text, page), "despite_quotes": "y"}
    assert officer.post(page, data=again).status_code == 303


@pytest.mark.parametrize("where", ["session", "item"])
def test_a_transcript_that_drops_quoted_words_or_a_cited_moment_comes_back(
    officer: Visitor, session: Session, assembly: Assembly, where: str
) -> None:
    meeting = make_session(assembly)
    item = make_item(assembly, session=meeting)
    spoken: AssemblySession | EvidenceItem = meeting if where == "session" else item
    paste_transcript(spoken, SPOKEN)
    _quoted(item, Place("Buses come late.", 12), Place(None, 39))
    page = f"{DESK}{'sessions/' if where == 'session' else ''}{spoken.id}/transcript"
    answer = send(officer, page, text="[00:12] Ann Reid: Buses are on time.", note=NOTE)
    assert answer.status_code == 422
    assert QUOTED in answer.text
    assert "Recommendation 3 points to 00:39. The transcript would end before that." in answer.text
    assert "Buses are on time." in answer.text
    assert _marks(session) == [False, False]
    again = {**fields_of_page(answer.text, page), "despite_quotes": "y"}
    assert officer.post(page, data=again).status_code == 303
    assert _marks(session) == [True, True]
    assert send(officer, page, text=SPOKEN, note=NOTE).status_code == 303
    assert _marks(session) == [False, False]


def _leave(officer: Visitor, item: EvidenceItem) -> str:
    return send(officer, f"{DESK}{item.id}/edit", session="", note=NOTE).text


def _get_words_of_its_own(officer: Visitor, item: EvidenceItem) -> str:
    return send(officer, f"{DESK}{item.id}/transcript", text="[00:50] Ann Reid: Other words.").text


@pytest.mark.parametrize("change", [_leave, _get_words_of_its_own])
def test_an_item_that_loses_the_words_of_its_session_says_who_quotes_them(
    officer: Visitor, assembly: Assembly, change: Callable[[Visitor, EvidenceItem], str]
) -> None:
    meeting = make_session(assembly)
    item = make_item(assembly, session=meeting)
    paste_transcript(meeting, SPOKEN)
    _quoted(item, Place("Buses come late."))
    answer = change(officer, item)
    assert QUOTED in answer
    assert 'name="despite_quotes"' in answer


def test_a_word_file_without_the_quoted_words_is_taken_once_that_is_confirmed(
    officer: Visitor, session: Session, assembly: Assembly
) -> None:
    item = make_item(assembly, body="Buses come late.")
    _quoted(item, Place("Buses come late."))
    page = f"{DESK}{item.id}/word"
    answers = []
    for confirmed in ({}, {"despite_quotes": "y"}):
        file = FileStorage(io.BytesIO(package(docx_parts(paragraph("Other words.")))), "words.docx")
        boundary, body = encode_multipart(
            {**fields_of(officer, page), "note": NOTE, "upload": file, **confirmed}
        )
        content_type = f'multipart/form-data; boundary="{boundary}"'
        answers.append(officer.post(page, data=body, content_type=content_type))
    assert [answer.status_code for answer in answers] == [422, 303]
    assert QUOTED in answers[0].text
    assert _marks(session) == [True]
