"""An officer pastes a transcript, corrects it, and loses no word."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.evidence.models import AssemblySession, EvidenceItem, Transcript
from app.evidence.transcripts import as_text
from app.files.models import FileKind
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import add_file, make_item, make_session, make_stored
from tests.factories.forms import HOSTILE, fields_of, send

WORDS = "[00:12] Ann Reid: Good morning.\r\n[00:15] Buses come late."
CAPTIONS = "WEBVTT\n\n00:00:12.000 --> 00:00:15.000\n<v Ann Reid>Good morning.\n"


@pytest.fixture(params=["session", "item"])
def thing(
    request: pytest.FixtureRequest, officer: Visitor, session: Session
) -> AssemblySession | EvidenceItem:
    assembly = make_assembly("second")
    return make_session(assembly) if request.param == "session" else make_item(assembly)


def _page(thing: AssemblySession | EvidenceItem) -> str:
    folder = "sessions/" if isinstance(thing, AssemblySession) else ""
    return f"/council/second/evidence/{folder}{thing.id}/transcript"


@pytest.mark.parametrize(("last", "is_told"), [("1:00:00", True), ("0:28", False)])
def test_a_transcript_far_longer_than_the_recording_is_saved_with_a_warning(
    officer: Visitor, thing: AssemblySession | EvidenceItem, last: str, is_told: bool
) -> None:
    add_file(thing, "The talk", make_stored(FileKind.MP3, "talk", seconds=20))
    page = _page(thing)
    assert send(officer, page, text=f"[0:01] Ann Reid: Good morning.\n[{last}] Thank you.").status_code == 303
    told = officer.get(page.removesuffix("transcript")).text
    assert ("the recording beside it ends at 00:20" in told) is is_told


def _transcripts(session: Session) -> list[Transcript]:
    session.expire_all()
    return list(session.scalars(select(Transcript)))


@pytest.mark.parametrize("text", [WORDS, CAPTIONS, "Ann Reid: Good morning.\n\nBuses come late."])
def test_a_transcript_is_pasted_read_and_comes_back_as_it_was(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem, text: str
) -> None:
    page = _page(thing)
    answer = send(officer, page, text=text, language="cy")
    assert answer.location == f"{page.removesuffix('transcript')}#transcript-title"
    [transcript] = _transcripts(session)
    assert "Good morning." in officer.get(page.removesuffix("transcript")).text
    assert "Good morning." in officer.get(thing.path).text
    before = fields_of(officer, page)
    assert (before["language"], before["text"].strip()) == ("cy", as_text(transcript.cues).strip())
    assert send(officer, page).status_code == 303
    assert as_text(_transcripts(session)[0].cues).strip() == before["text"].strip()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "There are no spoken words in this text."),
        ("\x00", "hidden control characters"),
        (
            "WEBVTT\n\n00:01.000 --> soon\nGood morning.",
            "The times on line 3 cannot be read. They should look like 00:12:34.000 --&gt; 00:12:38.500. "
            "The line says: “00:01.000 --&gt; soon”",
        ),
        ("[00:15] One.\n[00:12] <b>Two.</b>", "The line says: “[00:12] &lt;b&gt;Two.&lt;/b&gt;”"),
        ("x" * 5001, "is too long. Put blank lines between paragraphs."),
    ],
)
def test_what_cannot_be_read_is_shown_with_its_line_and_all_is_kept(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem, text: str, message: str
) -> None:
    answer = send(officer, _page(thing), text=text)
    assert answer.status_code == 422
    assert message in answer.text
    assert 'href="#text"' in answer.text
    assert text[-5:].replace("<", "&lt;").replace(">", "&gt;").strip("\x00") in answer.text
    assert _transcripts(session) == []


def test_of_two_officers_who_write_one_transcript_the_second_gets_the_words_back(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    began = fields_of(officer, _page(thing))
    send(officer, _page(thing), text="A colleague's words.")
    answer = officer.post(_page(thing), data={**began, "text": "An evening of typing."})
    assert answer.status_code == 409
    assert "An evening of typing." in answer.text
    assert as_text(_transcripts(session)[0].cues) == "A colleague's words."


def test_a_transcript_in_the_wrong_place_is_removed_before_readers_see_it(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    page = _page(thing)
    send(officer, page, text=WORDS)
    assert "Remove the transcript" not in officer.get(page).text
    token = fields_of(officer, page)["csrf_token"]
    assert officer.post(f"{page}/remove", data={"csrf_token": token}).status_code == 409
    thing.published_at = None
    assert send(officer, page, f"{page}/remove").status_code == 303
    assert _transcripts(session) == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_ends_in_a_page(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem, text: str
) -> None:
    answer = send(officer, _page(thing), text=f"Ann: {text}", language="en")
    assert answer.status_code in (303, 422)
    for shown in (answer, officer.get(_page(thing).removesuffix("transcript")), officer.get(thing.path)):
        for harm in ("<script>alert", "<img src=x", 'href="javascript:', "<b>"):
            assert harm not in shown.text
