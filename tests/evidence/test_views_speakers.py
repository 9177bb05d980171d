"""An officer names the speakers of a session, and who of them gave an item."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evidence.models import AssemblySession, EvidenceItem, Speaker
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import NOTE, make_item, make_session
from tests.factories.forms import HOSTILE, fields_of, send

DESK = "/council/second/evidence/"
ANN = {"name": "Dr Ann Reid", "role": "planner", "organisation": "University", "interests": "advises"}


@pytest.fixture
def held(officer: Visitor, session: Session) -> AssemblySession:
    """A draft session of an assembly of the officer's council."""
    return make_session(make_assembly("second"), published=False)


def _page(held: AssemblySession) -> str:
    return f"{DESK}sessions/{held.id}/"


def _speakers(session: Session) -> list[Speaker]:
    session.expire_all()
    return list(session.scalars(select(Speaker).order_by(Speaker.position)))


def test_a_speaker_is_added_changed_and_removed(
    officer: Visitor, session: Session, held: AssemblySession
) -> None:
    page = _page(held)
    assert send(officer, f"{page}speakers/new", **ANN).location == f"{page}#speakers"
    [ann] = _speakers(session)
    shown = officer.get(page).text
    for words in ("Dr Ann Reid", "planner, University", "Declared interests: advises"):
        assert words in shown
    edit = f"{page}speakers/{ann.id}/edit"
    assert send(officer, edit, name="Prof. Ann Reid").status_code == 303
    assert [(s.id, s.name, s.role) for s in _speakers(session)] == [(ann.id, "Prof. Ann Reid", "planner")]
    assert send(officer, f"{page}speakers/{ann.id}/remove").status_code == 303
    assert _speakers(session) == []


def test_an_organisation_alone_is_enough_and_nobody_is_not(
    officer: Visitor, session: Session, held: AssemblySession
) -> None:
    new = f"{_page(held)}speakers/new"
    answer = send(officer, new, name=" \u200b", role="planner", interests="Kept words")
    assert answer.status_code == 422
    assert "Write a name, or at least an organisation." in answer.text
    assert 'href="#name"' in answer.text
    assert "Kept words" in answer.text
    assert send(officer, new, organisation="Fenbury Bus Company").status_code == 303
    assert [speaker.organisation for speaker in _speakers(session)] == ["Fenbury Bus Company"]


def test_of_two_officers_who_change_one_speaker_the_second_gets_the_words_back(
    officer: Visitor, session: Session, held: AssemblySession
) -> None:
    send(officer, f"{_page(held)}speakers/new", **ANN)
    edit = f"{_page(held)}speakers/{_speakers(session)[0].id}/edit"
    began = fields_of(officer, edit)
    send(officer, edit, role="A colleague's words")
    answer = officer.post(edit, data={**began, "interests": "My careful words"})
    assert answer.status_code == 409
    assert "My careful words" in answer.text
    assert _speakers(session)[0].role == "A colleague's words"


def test_speakers_move_and_the_pressed_button_keeps_the_focus(
    officer: Visitor, session: Session, held: AssemblySession
) -> None:
    page = _page(held)
    for name in ("Ann", "Bob"):
        send(officer, f"{page}speakers/new", name=name)
    bob = _speakers(session)[1]
    answer = send(officer, page, f"{page}speakers/{bob.id}/move", to="up")
    assert answer.location == f"{page}#up-speakers-{bob.id}"
    assert f'id="up-speakers-{bob.id}"' in officer.get(page).text
    assert [speaker.name for speaker in _speakers(session)] == ["Bob", "Ann"]
    for nonsense in ("up", "", "sideways" * 1000, "down", "down"):
        assert send(officer, page, f"{page}speakers/{bob.id}/move", to=nonsense).status_code == 303
    assert [speaker.name for speaker in _speakers(session)] == ["Ann", "Bob"]


def test_a_speaker_of_another_session_or_assembly_is_not_found(
    officer: Visitor, session: Session, held: AssemblySession
) -> None:
    other = make_session(make_assembly("third"), speakers=[Speaker(position=1, name="Cy")])
    number = other.speakers[0].id
    assert officer.get(f"{_page(held)}speakers/{number}/edit").status_code == 404
    assert officer.get(f"{_page(held)}speakers/{2**40}/edit").status_code == 404
    assert officer.get(f"{DESK}sessions/{other.id}/speakers/new").status_code == 404


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_ends_in_a_page(
    officer: Visitor, session: Session, held: AssemblySession, text: str
) -> None:
    answer = send(officer, f"{_page(held)}speakers/new", **dict.fromkeys(ANN, text))
    assert answer.status_code in (303, 422)
    shown = officer.get(_page(held)) if answer.status_code == 303 else answer
    for harm in ("<script>alert", "<img src=x", 'href="javascript:', "<b>"):
        assert harm not in shown.text


# ---- Who gave an item ----


@pytest.fixture
def people(officer: Visitor, session: Session) -> list[Speaker]:
    """Ann and Bob, who spoke at two sessions of one assembly."""
    second = make_assembly("second")
    ann, bob = Speaker(position=1, name="Ann"), Speaker(position=1, name="Bob")
    make_session(second, "Morning", speakers=[ann])
    make_session(second, "Afternoon", speakers=[bob])
    return [ann, bob]


def _new_item(officer: Visitor, at: Speaker, *numbers: object) -> tuple[int, str]:
    """What is answered to an item at a speaker's session, given by the speakers of these numbers."""
    new = f"{DESK}new"
    fields: dict[str, object] = {
        **fields_of(officer, new),
        "title": "Bus times",
        "kind": "briefing",
        "summary": "In short.",
        "session": str(at.session_id),
        "speakers": [str(number) for number in numbers],
    }
    answer = officer.post(new, data=fields)
    return answer.status_code, answer.text


def test_an_item_names_who_of_the_speakers_gave_it(
    officer: Visitor, session: Session, people: list[Speaker]
) -> None:
    ann, _ = people
    assert _new_item(officer, ann, ann.id, ann.id)[0] == 303
    [item] = session.scalars(select(EvidenceItem))
    assert item.speakers == [ann]
    page = f"{DESK}{item.id}/"
    assert "Ann" in officer.get(page).text
    assert f'value="{ann.id}" checked' in officer.get(f"{page}edit").text
    assert send(officer, f"{page}edit").status_code == 303
    session.expire_all()
    assert item.speakers == [ann]


def test_a_speaker_of_another_session_is_refused_at_the_boxes(
    officer: Visitor, session: Session, people: list[Speaker]
) -> None:
    ann, bob = people
    status, text = _new_item(officer, ann, ann.id, bob.id)
    assert status == 422
    assert "Bob did not speak at this session." in text
    assert 'href="#speakers-0"' in text
    assert 'id="speakers-0"' in text
    assert f'value="{bob.id}" checked' in text
    assert session.scalars(select(EvidenceItem)).all() == []


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "x", "<script>alert(1)</script>", "\x00"])
def test_a_speaker_who_does_not_exist_is_refused(
    officer: Visitor, session: Session, people: list[Speaker], number: str
) -> None:
    status, text = _new_item(officer, people[0], number)
    assert status == 422
    assert "Choose speakers from the list." in text
    assert "<script>alert" not in text


def test_speakers_without_a_session_are_refused(
    officer: Visitor, session: Session, people: list[Speaker]
) -> None:
    fields = {
        **fields_of(officer, f"{DESK}new"),
        "title": "T",
        "summary": "S",
        "speakers": [str(people[0].id)],
    }
    answer = officer.post(f"{DESK}new", data=fields)
    assert answer.status_code == 422
    assert "Choose the session at which these people spoke" in answer.text


def test_a_session_leads_to_a_new_item_of_its_own(
    officer: Visitor, session: Session, people: list[Speaker]
) -> None:
    number = str(people[1].session_id)
    assert (
        fields_of(officer, f"{DESK}new?session={number}", f"{DESK}new?session={number}")["session"] == number
    )
    assert officer.get(f"{DESK}new?session=%3Cscript%3E").status_code == 200


def test_an_item_loses_its_speakers_with_its_session(
    officer: Visitor, session: Session, people: list[Speaker]
) -> None:
    ann, bob = people
    item = make_item(ann.session.assembly, session=ann.session, speakers=[ann])
    edit = f"{DESK}{item.id}/edit"
    fields: dict[str, object] = {
        **fields_of(officer, edit),
        "session": str(bob.session_id),
        "speakers": [],
        "note": NOTE,
    }
    assert officer.post(edit, data=fields).status_code == 303
    session.expire_all()
    assert (item.session, item.speakers) == (bob.session, [])
