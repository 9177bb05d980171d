"""An officer writes, looks at and changes sessions and evidence in the browser."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evidence.models import AssemblySession, EvidenceItem
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import NOTE, make_item, make_session
from tests.factories.forms import HOSTILE, fields_of, send

DESK = "/council/high-street/evidence/"
NEW_ITEM, NEW_SESSION = f"{DESK}new", f"{DESK}sessions/new"
ITEM = {"title": "Bus times", "kind": "dataset", "summary": "In short.", "body": "## At length\n\nMuch more."}
SESSION = {
    "title": "How traffic moves",
    "starts__day": "5",
    "starts__month": "9",
    "starts__year": "2026",
    "starts_time": "9:30am",
}


def _items(session: Session) -> list[EvidenceItem]:
    session.expire_all()
    return list(session.scalars(select(EvidenceItem)))


def _sessions(session: Session) -> list[AssemblySession]:
    session.expire_all()
    return list(session.scalars(select(AssemblySession)))


def test_an_item_is_written_looked_at_published_and_read(officer: Visitor, session: Session) -> None:
    answer = send(officer, NEW_ITEM, **ITEM)
    [item] = _items(session)
    page = f"{DESK}{item.id}/"
    assert (answer.status_code, answer.location) == (303, page)
    preview = officer.get(page).text
    assert "This is a draft" in preview
    assert "<h3>At length</h3>" in preview
    assert officer.get(item.path).status_code == 404
    assert send(officer, page, f"{page}publish").status_code == 303
    public = officer.get(item.path)
    assert public.status_code == 200
    assert "Much more." in public.text


def test_a_session_is_written_looked_at_and_published(officer: Visitor, session: Session) -> None:
    answer = send(officer, NEW_SESSION, **SESSION)
    [held] = _sessions(session)
    page = f"{DESK}sessions/{held.id}/"
    assert (answer.status_code, answer.location) == (303, page)
    assert "Saturday 5\u00a0September 2026, 9:30\u00a0am" in officer.get(page).text
    assert send(officer, page, f"{page}publish").status_code == 303
    assert officer.get(held.path).status_code == 200


@pytest.mark.parametrize(("new", "words"), [(NEW_ITEM, ITEM), (NEW_SESSION, SESSION)])
def test_the_form_shows_what_is_saved_and_saving_it_again_changes_nothing(
    officer: Visitor, session: Session, new: str, words: dict[str, str]
) -> None:
    page = send(officer, new, **words).location
    before = fields_of(officer, f"{page}edit")
    assert send(officer, f"{page}edit").status_code == 303
    after = fields_of(officer, f"{page}edit")
    assert {**after, "csrf_token": ""} == {**before, "csrf_token": ""}


def test_a_change_to_a_public_item_is_seen_at_the_next_request(officer: Visitor, session: Session) -> None:
    item = make_item(make_assembly("second"))
    before = officer.get(item.path).headers["ETag"]
    send(officer, f"/council/second/evidence/{item.id}/edit", body="Corrected text.", note=NOTE)
    after = officer.get(item.path, headers={"If-None-Match": before})
    assert (after.status_code, "Corrected text." in after.text) == (200, True)


def test_of_two_officers_who_change_one_item_the_second_gets_the_words_back(
    officer: Visitor, session: Session
) -> None:
    page = send(officer, NEW_ITEM, **ITEM).location
    began = fields_of(officer, f"{page}edit")
    send(officer, f"{page}edit", body="A colleague's words")
    answer = officer.post(f"{page}edit", data={**began, "body": "My hour of work"})
    assert answer.status_code == 409
    assert "A colleague changed this" in answer.text
    assert "My hour of work" in answer.text
    assert _items(session)[0].body == "A colleague's words"


def test_an_item_may_name_a_session_of_its_own_assembly_alone(officer: Visitor, session: Session) -> None:
    send(officer, NEW_SESSION, **SESSION)
    [held] = _sessions(session)
    assert send(officer, NEW_ITEM, **ITEM, session=str(held.id)).status_code == 303
    assert _items(session)[0].session == held
    make_assembly("second")
    wrong = send(officer, "/council/second/evidence/new", **ITEM, session=str(held.id))
    assert wrong.status_code == 422
    assert "Choose a session from the list." in wrong.text


def test_an_item_of_another_assembly_is_not_found(officer: Visitor, session: Session) -> None:
    item = make_item(make_assembly("second"))
    assert officer.get(f"{DESK}{item.id}/").status_code == 404


@pytest.mark.parametrize(
    ("new", "changed", "message", "link"),
    [
        (NEW_ITEM, {"title": ""}, "Write a title.", "#title"),
        (NEW_ITEM, {"title": "x" * 201}, "1 character too long", "#title"),
        (NEW_ITEM, {"summary": " \n "}, "Write a summary.", "#summary"),
        (NEW_ITEM, {"language": "tlh"}, "Choose the language from the list.", "#language"),
        (NEW_ITEM, {"licence": "x" * 201}, "1 character too long", "#licence"),
        (NEW_ITEM, {"session": "0"}, "Choose a session from the list.", "#session"),
        (NEW_ITEM, {"kind": "rumour"}, "Choose what kind of evidence this is.", "#kind"),
        (NEW_ITEM, {"source_url": "javascript:alert(1)"}, "Write a whole web address", "#source_url"),
        (NEW_SESSION, {"title": " "}, "Write a title.", "#title"),
        (NEW_SESSION, {"starts__day": "31"}, "There is no such date", "#starts-day"),
        (
            NEW_SESSION,
            {"starts__day": "", "starts__month": "", "starts__year": ""},
            "Write the date too, or leave the time empty.",
            "#starts-day",
        ),
        (NEW_ITEM, {"body": "x" * 104_800}, "Text: This is 4,800 characters too long", "#body"),
        (NEW_SESSION, {"starts_time": ""}, "Write a time", "#starts_time"),
        (NEW_SESSION, {"recording_url": "video"}, "Write a whole web address", "#recording_url"),
    ],
)
def test_what_is_wrong_is_explained_at_its_field_and_all_is_kept(
    officer: Visitor, session: Session, new: str, changed: dict[str, str], message: str, link: str
) -> None:
    words = ITEM if new == NEW_ITEM else SESSION
    kept = {"given_by": "Kept words"} if new == NEW_ITEM else {"agenda": "Kept words"}
    answer = send(officer, new, **{**words, **kept, **changed})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="{link}"' in answer.text
    assert f'id="{link[1:]}"' in answer.text
    assert "Kept words" in answer.text
    assert (_items(session), _sessions(session)) == ([], [])


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    ("new", "fields"),
    [
        (NEW_ITEM, [*ITEM, "given_by", "source_url", "session", "speakers", "language"]),
        (NEW_ITEM, ["title", "body", "summary", "given_by", "topic", "licence"]),
        (NEW_SESSION, [*SESSION, "topic", "agenda", "recording_url"]),
        (NEW_SESSION, ["title", "summary", "agenda"]),
    ],
    ids=["item", "item's words", "session", "session's words"],
)
def test_hostile_input_ends_in_a_page(
    officer: Visitor, session: Session, new: str, fields: list[str], text: str
) -> None:
    words = ITEM if new == NEW_ITEM else SESSION
    answer = send(officer, new, **{**words, **dict.fromkeys(fields, text)})
    assert answer.status_code in (303, 422)
    assert len(_items(session) + _sessions(session)) == (answer.status_code == 303)
    shown = officer.get(answer.location) if answer.status_code == 303 else answer
    assert shown.status_code in (200, 422)
    for harm in ("<script>alert", "<img src=x", 'href="javascript:', "<b>"):
        assert harm not in shown.text


@pytest.mark.parametrize("new", [NEW_ITEM, NEW_SESSION])
def test_missing_fields_are_answered_with_the_form(officer: Visitor, session: Session, new: str) -> None:
    token = fields_of(officer, new)["csrf_token"]
    assert officer.post(new, data={"csrf_token": token}).status_code == 422
    assert (_items(session), _sessions(session)) == ([], [])


def test_without_a_session_the_article_comes_back(client: Visitor, session: Session) -> None:
    make_assembly("high-street")
    answer = client.post(NEW_ITEM, data={**ITEM, "body": "An hour of work"})
    assert answer.status_code == 401
    assert "An hour of work" in answer.text


def test_a_draft_of_an_unpublished_assembly_cannot_be_published(officer: Visitor, session: Session) -> None:
    make_assembly("second", published=False)
    page = send(officer, "/council/second/evidence/new", **ITEM).location
    assert f'action="{page}publish"' not in officer.get(page).text
    token = fields_of(officer, f"{page}edit")["csrf_token"]
    assert officer.post(f"{page}publish", data={"csrf_token": token}).status_code == 409


@pytest.mark.parametrize("part", ["edit", "transcript"])
def test_a_form_that_is_sent_twice_is_done_the_second_time(
    officer: Visitor, session: Session, part: str
) -> None:
    item = make_item(make_assembly("third"), published=False)
    held = make_session(make_assembly("fourth"), published=False)
    for draft, where in ((item, ""), (held, "sessions/")):
        page = f"/council/{draft.assembly.slug}/evidence/{where}{draft.id}/{part}"
        words = {"title": "Mine", "summary": "Mine.", "text": "Mine."}
        sent = fields_of(officer, page) | (words if part == "edit" else {"text": "Mine."})
        assert [officer.post(page, data=sent).status_code for _ in range(2)] == [303, 303]
        other = sent | ({"summary": "Theirs."} if part == "edit" else {"text": "Theirs."})
        assert officer.post(page, data=other).status_code == 409


def test_words_of_an_ended_session_come_back_and_the_file_must_be_chosen_again(
    officer: Visitor, session: Session
) -> None:
    held = make_session(make_assembly("third"))
    page = f"/council/third/evidence/sessions/{held.id}/files/new"
    sent = fields_of(officer, page) | {"label": "The slides", "upload": (BytesIO(b"%PDF-1.7"), "slides.pdf")}
    answer = officer.application.test_client().post(page, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 401
    assert "choose the file again" in answer.text
    assert "The slides" in answer.text
    assert "nothing is lost" not in answer.text


def test_an_item_may_wait_once_its_session_has_a_time(officer: Visitor, session: Session) -> None:
    held = make_session(make_assembly("third"), "The first day", published=False)
    item = make_item(held.assembly, published=False, session=held, body="Text.")
    page = f"/council/third/evidence/{item.id}/"
    day = {"day__day": "1", "day__month": "12", "day__year": "2099", "time": "9am"}
    answer = send(officer, page, f"{page}schedule", **day)
    assert answer.status_code == 409
    assert "The first day” first, or set its time" in answer.text
    held_page = f"/council/third/evidence/sessions/{held.id}/"
    assert send(officer, held_page, f"{held_page}schedule", **day).status_code == 303
    assert send(officer, page, f"{page}schedule", **day).status_code == 303
