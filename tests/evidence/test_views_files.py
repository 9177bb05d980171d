"""An officer uploads files, replaces them, takes them away, and takes words out of Word files and captions."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from app.evidence.models import AssemblySession, EvidenceFile, EvidenceItem, Transcript
from app.evidence.transcripts import as_text
from app.files.models import FileKind
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import NOTE, make_item, make_session
from tests.factories.files import SVG, docx_parts, make_evidence_file, package, paragraph, pdf, valid_file
from tests.factories.forms import HOSTILE, fields_of, send

DESK = "/council/second/evidence/"
CAPTIONS = "WEBVTT\n\n00:00:12.000 --> 00:00:15.000\n<v Ann Reid>Good morning.\n"
SUBRIP = (
    "1\n00:00:12,000 --> 00:00:15,000\nAnn Reid: Good morning.\n\n2\n00:00:16,000 --> 00:00:17,000\nCafé.\n"
)


@pytest.fixture(params=["session", "item"])
def thing(
    request: pytest.FixtureRequest, officer: Visitor, session: Session
) -> AssemblySession | EvidenceItem:
    assembly = make_assembly("second")
    return make_session(assembly) if request.param == "session" else make_item(assembly)


@pytest.fixture
def item(officer: Visitor, session: Session) -> EvidenceItem:
    return make_item(make_assembly("second"), body="What stood there.")


def _page(thing: AssemblySession | EvidenceItem) -> str:
    return f"{DESK}{'sessions/' if isinstance(thing, AssemblySession) else ''}{thing.id}/"


def _files(session: Session) -> list[EvidenceFile]:
    session.expire_all()
    query = select(EvidenceFile).where(EvidenceFile.removed_at.is_(None)).order_by(EvidenceFile.position)
    return list(session.scalars(query))


def _upload(officer: Visitor, page: str, content: bytes, name: str, **words: Any) -> TestResponse:
    fields = {**fields_of(officer, page), "upload": FileStorage(io.BytesIO(content), name), **words}
    # All in memory: what the client would put into a file, it leaves open.
    boundary, body = encode_multipart(fields)
    return officer.post(page, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def _given(officer: Visitor, address: str) -> tuple[int, bytes]:
    """The status and the bytes of a download, which is closed again."""
    with officer.get(address) as answer:
        return answer.status_code, answer.data


def _add(officer: Visitor, thing: AssemblySession | EvidenceItem, **words: Any) -> TestResponse:
    return _upload(
        officer, f"{_page(thing)}files/new", pdf(3), "slides.pdf", **{"label": "The slides", **words}
    )


def test_a_file_is_added_shown_and_downloaded(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    form = officer.get(f"{_page(thing)}files/new").text
    assert "PDF, DOCX, XLSX" in form
    assert "up to 100\u00a0MB." in form
    assert 'enctype="multipart/form-data"' in form
    answer = _add(officer, thing, licence="CC BY 4.0", language="cy")
    assert (answer.status_code, answer.location) == (303, f"{_page(thing)}#files-title")
    [file] = _files(session)
    assert (file.label, file.licence, file.language, file.current.name) == (
        "The slides",
        "CC BY 4.0",
        "cy",
        "slides.pdf",
    )
    desk, public = officer.get(_page(thing)).text, officer.get(thing.path).text
    for shown in (desk, public):
        assert "The slides" in shown
        assert "PDF, 3 pages" in shown
    at_desk = file.current.path_below("/council/second/")
    assert at_desk in desk
    assert _given(officer, at_desk) == _given(officer, file.current.path_in(thing.assembly))
    assert _given(officer, at_desk)[1].startswith(b"%PDF")


def test_a_draft_s_file_is_for_officers_of_its_council_alone(officer: Visitor, session: Session) -> None:
    draft = make_item(make_assembly("second"), published=False)
    file = make_evidence_file(draft)
    at_desk = file.current.path_below("/council/second/")
    with officer.get(at_desk) as given:
        assert (given.status_code, given.headers["Cache-Control"]) == (200, "no-store")
        assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert officer.get(file.current.path_in(draft.assembly)).status_code == 404
    assert officer.get(at_desk.replace("/second/", "/high-street/")).status_code == 404
    assert officer.get(f"{at_desk}?width=7").status_code == 404
    officer.delete_cookie("moothall_session")
    assert officer.get(at_desk).status_code == 303


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "slides.pdf", "This file is empty."),
        (b"%PDF-1.7 nonsense", "slides.pdf", "damaged"),
        (pdf(1), "slides.csv", "a different kind"),
        (b"MZ\x90\x00" + bytes(200), "slides.exe", "cannot be published here"),
        (b"<script>alert(1)</script>", "slides.html", "This is a web page."),
        (SUBRIP.encode(), "talk.srt", "Give it as the transcript"),
        (
            CAPTIONS.replace("-->", "to").encode(),
            "talk.vtt",
            "Line 3 of this file cannot be read: “00:00:12.000 to",
        ),
    ],
)
def test_a_refused_file_is_explained_at_its_field_and_the_words_come_back(
    officer: Visitor,
    session: Session,
    thing: AssemblySession | EvidenceItem,
    content: bytes,
    name: str,
    message: str,
) -> None:
    answer = _upload(
        officer, f"{_page(thing)}files/new", content, name, label="Kept words", licence="Kept too"
    )
    assert answer.status_code == 422
    assert message in answer.text
    assert 'href="#upload"' in answer.text
    assert 'id="upload"' in answer.text
    assert "Kept words" in answer.text
    assert "Kept too" in answer.text
    assert _files(session) == []


@pytest.mark.parametrize("page", ["new", "1/replace"])
def test_what_is_taken_out_of_a_drawing_is_told(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem, page: str
) -> None:
    _add(officer, thing)
    drawing = SVG.replace("</svg>", "<script>alert(1)</script><use href='//x.example/a'/></svg>").encode()
    words = {"label": "The plan", "note": "A newer one."}
    page = page.replace("1/", f"{_files(session)[0].id}/")
    answer = _upload(officer, f"{_page(thing)}files/{page}", drawing, "plan.svg", **words)
    assert (answer.status_code, answer.location) == (303, _page(thing)), "the notice stands at the top"
    told = "we took this out of the file: a script, something that would be fetched from elsewhere. Look at the file"
    assert told in officer.get(_page(thing)).text
    stored = _files(session)[-1].current
    _status, given = _given(officer, f"{DESK}files/{stored.file.id}/{stored.number}/plan.svg")
    assert b"Shops" in given
    assert b"alert" not in given


def test_who_forgot_something_else_chooses_the_file_again(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    answer = _add(officer, thing, label=" ", licence="Kept words")
    assert answer.status_code == 422
    for words in ("Write what it is", "Choose the file again. Browsers do not keep it.", "Kept words"):
        assert words in answer.text
    missing = send(officer, f"{_page(thing)}files/new", label="The slides")
    assert (missing.status_code, "Choose a file." in missing.text) == (422, True)
    assert _files(session) == []


def test_a_file_that_is_too_large_is_refused_with_the_limit(
    officer: Visitor, session: Session, item: EvidenceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(officer.application.config, "LARGEST_FILE_MB", 1)
    answer = _upload(
        officer, f"{_page(item)}files/new", pdf(1) + bytes(1024 * 1024), "slides.pdf", label="Kept words"
    )
    assert answer.status_code == 422
    assert "It can have up to 1 MB." in answer.text
    assert "Kept words" in answer.text


def test_a_file_is_described_anew_replaced_and_its_former_version_stays(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    _add(officer, thing)
    [file] = _files(session)
    here = f"{_page(thing)}files/{file.id}/"
    assert send(officer, f"{here}edit", label="The slides, in colour").status_code == 303
    answer = _upload(officer, f"{here}replace", pdf(2), "slides-2.pdf", note="Page 4 was wrong.")
    assert answer.status_code == 303
    desk, public = officer.get(_page(thing)).text, officer.get(thing.path).text
    for shown in (desk, public):
        for words in ("The slides, in colour", "PDF, 2 pages", "Page 4 was wrong"):
            assert words in shown
    assert "Replaced once." in desk
    assert "(Version 1, PDF, 3 pages" in desk
    assert "(Version 2, PDF, 2 pages" in desk
    assert "slides-2.pdf" in desk
    assert "Why: Page 4 was wrong." in desk
    session.expire_all()
    for version in file.versions:
        assert _given(officer, version.path_in(thing.assembly))[0] == 200


def test_a_file_of_another_kind_is_told_before_and_after(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    _add(officer, thing)
    [file] = _files(session)
    here = f"{_page(thing)}files/{file.id}/replace"
    before = officer.get(here).text
    assert "The file there now:" in before
    assert f"<bdi>{file.current.name}</bdi></strong> (PDF, 3 pages" in before
    _upload(officer, here, valid_file(FileKind.TXT), "notes.txt", note="The slides were wrong.")
    told = officer.get(_page(thing)).text
    assert "It was a file of the kind PDF. Now it is of the kind plain text." in told
    assert "the version before was a different kind: PDF" in officer.get(thing.path).text


@pytest.mark.parametrize(
    ("content", "words", "message", "link"),
    [
        (pdf(2), {"note": " "}, "Write why it is replaced.", "#note"),
        (pdf(3), {"note": "Why not"}, "This is the same file", "#upload"),
        (b"nonsense", {"note": "Kept words"}, "Kept words", "#upload"),
    ],
)
def test_what_is_wrong_with_a_replacement_is_explained(
    officer: Visitor,
    session: Session,
    item: EvidenceItem,
    content: bytes,
    words: dict[str, str],
    message: str,
    link: str,
) -> None:
    _add(officer, item)
    [file] = _files(session)
    if "same" in message:
        _, content = _given(officer, file.current.path_in(item.assembly))
    answer = _upload(officer, f"{_page(item)}files/{file.id}/replace", content, "new.pdf", **words)
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="{link}"' in answer.text
    session.expire_all()
    assert len(file.versions) == 1


def test_of_two_officers_who_replace_one_file_the_second_is_asked_to_look(
    officer: Visitor, session: Session, item: EvidenceItem
) -> None:
    _add(officer, item)
    page = f"{_page(item)}files/{_files(session)[0].id}/replace"
    began = fields_of(officer, page)
    _upload(officer, page, pdf(2), "a.pdf", note="A colleague's reason.")
    answer = officer.post(page, data={**began, "note": "My reason", "upload": (io.BytesIO(pdf(4)), "b.pdf")})
    assert answer.status_code == 409
    assert "My reason" in answer.text


def test_a_public_file_that_is_taken_away_says_why_and_a_draft_s_is_gone(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    for label in ("The slides", "The notes"):
        _add(officer, thing, label=label)
    slides, notes = _files(session)
    page = f"{_page(thing)}files/{slides.id}/remove"
    assert "Write why." in send(officer, page, reason="").text
    assert send(officer, page, reason="It holds an address.").status_code == 303
    shown = officer.get(thing.path).text
    assert "It holds an address" in shown
    assert "The slides" not in shown
    gone = officer.get(slides.current.path_in(thing.assembly))
    assert (gone.status_code, "It holds an address" in gone.text) == (410, True)
    thing.published_at = None
    page = f"{_page(thing)}files/{notes.id}/remove"
    assert "reason" not in fields_of(officer, page)
    assert send(officer, page).status_code == 303
    assert _files(session) == []


def test_files_are_moved_and_the_pressed_button_keeps_the_focus(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    for label in "AB":
        _add(officer, thing, label=label)
    second = _files(session)[1]
    answer = send(officer, _page(thing), f"{_page(thing)}files/{second.id}/move", to="up")
    assert answer.location == f"{_page(thing)}#up-evidence_files-{second.id}"
    assert [file.label for file in _files(session)] == ["B", "A"]


@pytest.mark.parametrize("act", ["edit", "replace", "remove"])
def test_a_file_of_something_else_is_not_found(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem, act: str
) -> None:
    file = make_evidence_file(make_item(thing.assembly, "Another"))
    assert officer.get(f"{_page(thing)}files/{file.id}/{act}").status_code == 404
    assert officer.post(f"{_page(thing)}files/{file.id}/{act}").status_code == 404
    assert officer.get(f"{_page(thing)}files/{2**40}/{act}").status_code == 404


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_labels_and_reasons_end_in_a_page(
    officer: Visitor, session: Session, item: EvidenceItem, text: str
) -> None:
    answer = _add(officer, item, label=text, licence=text, language=text)
    assert answer.status_code == 422
    answer = _add(officer, item, label=text, licence=text)
    assert answer.status_code in (303, 422)
    shown = [answer]
    if answer.status_code == 303:
        [file] = _files(session)
        shown.append(send(officer, f"{_page(item)}files/{file.id}/remove", reason=text))
    for each in (*shown, officer.get(_page(item)), officer.get(item.path)):
        for harm in ("<script>alert", "<img src=x", 'href="javascript:', "<b>"):
            assert harm not in each.text


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "\x00.pdf", "a\r\nX: y.pdf", "😀" * 200 + ".pdf", "CON.pdf"]
)
def test_hostile_file_names_become_plain_ones(
    officer: Visitor, session: Session, item: EvidenceItem, name: str
) -> None:
    answer = _upload(officer, f"{_page(item)}files/new", pdf(), name, label="The slides")
    assert answer.status_code in (303, 422, 400)
    for file in _files(session):
        assert file.current.name.isascii()
        assert "/" not in file.current.name


# ---- Words out of files ----


def test_the_text_is_taken_from_a_word_file_and_seen_in_the_preview(
    officer: Visitor, session: Session, item: EvidenceItem
) -> None:
    document = package(docx_parts(paragraph("Buses", "Heading1") + paragraph("They come late.")))
    page = f"{_page(item)}word"
    assert "It takes the place of the text that is there now." in officer.get(page).text
    answer = _upload(officer, page, document, "paper.docx", note=NOTE)
    assert answer.location == f"{_page(item)}#preview-title"
    session.expire_all()
    assert item.body == "# Buses\n\nThey come late."
    assert "They come late." in officer.get(_page(item)).text
    assert _files(session) == []


def test_what_was_left_out_of_a_word_file_is_said_where_its_text_is_seen(
    officer: Visitor, session: Session, item: EvidenceItem
) -> None:
    struck = "".join(
        f"<w:p><w:r><w:t>Day.</w:t></w:r><w:r><w:rPr><w:strike/></w:rPr><w:t>Night {number}.</w:t></w:r></w:p>"
        for number in range(1, 8)
    )
    document = package(docx_parts(struck))
    answer = _upload(officer, f"{_page(item)}word", document, "paper.docx", note=NOTE)
    assert answer.location == _page(item), "to the top, where the notices are"
    text = officer.get(_page(item)).text
    assert "Struck out in Word, so left out here: “Night 1.”, “Night 2.”" in text
    assert "“Night 5.”, and 2 more" in text
    session.expire_all()
    assert "Night" not in item.body


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (pdf(), "paper.pdf", "This is a file of another kind"),
        (valid_file(FileKind.TXT), "paper.docx", "."),
        (package(docx_parts(paragraph(" "))), "paper.docx", "There are no words in this document."),
        (package(docx_parts(paragraph("x" * 100_001))), "paper.docx", "100,001 characters"),
    ],
)
def test_a_word_file_that_will_not_do_is_explained_and_the_text_stays(
    officer: Visitor, session: Session, item: EvidenceItem, content: bytes, name: str, message: str
) -> None:
    answer = _upload(officer, f"{_page(item)}word", content, name)
    assert answer.status_code == 422
    assert message in answer.text
    assert 'href="#upload"' in answer.text
    session.expire_all()
    assert item.body == "What stood there."


def test_a_colleague_s_text_is_not_replaced_unread_by_a_word_file(
    officer: Visitor, session: Session, item: EvidenceItem
) -> None:
    page = f"{_page(item)}word"
    began = fields_of(officer, page)
    send(officer, f"{_page(item)}edit", body="A colleague's words", note=NOTE)
    document = package(docx_parts(paragraph("Mine.")))
    answer = officer.post(page, data={**began, "upload": (io.BytesIO(document), "paper.docx")})
    assert answer.status_code == 409
    session.expire_all()
    assert item.body == "A colleague's words"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (CAPTIONS.encode(), "morning.vtt", "Good morning."),
        ("Ann Reid: Bore da, ŵyn.".encode("utf-16"), "morning.txt", "Bore da, ŵyn."),
        (SUBRIP.encode(), "Morning.SRT", "Good morning."),
        (SUBRIP.encode("cp1252"), "morning.txt", "Café."),
        (CAPTIONS.encode(), "morning.srt", "Good morning."),
        (b"Ann Reid: Good morning.", "morning.srt", "Good morning."),
        (CAPTIONS.replace(".000 -->", ",000 -->").encode(), "morning.vtt", "Good morning."),
    ],
)
def test_a_transcript_comes_from_a_file_in_place_of_the_box(
    officer: Visitor,
    session: Session,
    thing: AssemblySession | EvidenceItem,
    content: bytes,
    name: str,
    words: str,
) -> None:
    answer = _upload(officer, f"{_page(thing)}transcript", content, name, text="What stood in the box.")
    assert answer.status_code == 303
    [transcript] = session.scalars(select(Transcript))
    assert words in as_text(transcript.cues)
    assert "What stood in the box." not in as_text(transcript.cues)


def test_the_words_of_a_file_with_a_wrong_line_can_be_mended_in_the_box(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    text = b"[00:15] One.\n[00:12] Two."
    answer = _upload(officer, f"{_page(thing)}transcript", text, "morning.txt", text="")
    assert answer.status_code == 422
    for words in ("The time on line 2", "The line says:", "[00:15] One."):
        assert words in answer.text
    assert session.scalars(select(Transcript)).all() == []


def test_a_file_that_is_no_transcript_is_refused_and_the_box_comes_back(
    officer: Visitor, session: Session, thing: AssemblySession | EvidenceItem
) -> None:
    answer = _upload(officer, f"{_page(thing)}transcript", pdf(), "morning.pdf", text="An evening of typing.")
    assert answer.status_code == 422
    assert "This is a file of another kind" in answer.text
    assert "An evening of typing." in answer.text
    assert session.scalars(select(Transcript)).all() == []
