"""A form with a file: stored before its transaction, refused at its field, and nothing left behind."""

from __future__ import annotations

import hashlib
import html
import io
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart
from wtforms import StringField

from app.accounts.models import Role
from app.core import clock
from app.core.access import requires
from app.core.db import db
from app.core.forms import StaffForm
from app.core.permissions import Permission
from app.core.requests import FAR_TOO_LARGE, LARGEST_FORM, MEGABYTE
from app.core.required import Required
from app.core.transactions import writes
from app.files import receiving, store
from app.files.apart import look_into
from app.files.models import FileKind
from app.files.receiving import receives_files, take_in
from app.files.refusals import FileRefused, Reason
from app.files.uploads import Upload
from tests.conftest import MakeApp, Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.files import picture, valid_file
from tests.factories.organisations import make_organisation

pytestmark = pytest.mark.one_database
DOCUMENTS = (FileKind.PDF, FileKind.JPEG)
TYPED = "Words that took a while & <b>thought</b>."


class SlidesForm(StaffForm):
    """A form with words and a file."""

    words = StringField("Words")
    slides = Upload("Slides", [Required("Choose a file.")], kinds=DOCUMENTS)


def _answer() -> tuple[Any, int]:
    form = SlidesForm()
    if not form.accepted():
        return {"errors": form.slides.errors, "words": form.words.data, "sent": len(request.files)}, 422
    if form.words.data == "fall over":
        raise ZeroDivisionError
    received = form.slides.data
    assert received is not None
    return {
        "name": received.safe_name,
        "kind": received.kind,
        "digest": received.digest,
        "size": received.size,
        "widths": [each.width for each in received.smaller],
    }, 200


def encoded(fields: dict[str, Any]) -> tuple[str, bytes]:
    """A form as a browser sends it, with its boundary. Files are pairs of content and name."""

    def part(value: Any) -> Any:
        return FileStorage(*value) if isinstance(value, tuple) else value

    parts = {
        name: [part(each) for each in value] if isinstance(value, list) else part(value)
        for name, value in fields.items()
    }
    return encode_multipart(parts)


class Trial:
    """An application with one view that takes files, and an officer who uses it."""

    def __init__(self, application: Flask) -> None:
        application.config["WTF_CSRF_ENABLED"] = False
        self.app = application
        view = requires(Permission.EDIT_EVIDENCE)(receives_files(writes(_answer)))
        application.add_url_rule("/trial", "trial", view, methods=["POST"])
        client = application.test_client()
        assert isinstance(client, Visitor)
        self.client = client
        self.account = make_account(role=Role.OFFICER, organisation_id=make_organisation().id)
        sign_in_as(self.client, self.account)

    def post(
        self, fields: dict[str, Any], client: FlaskClient | None = None, path: str = "/trial"
    ) -> TestResponse:
        """Send a form as a browser would, made in memory."""
        boundary, body = encoded(fields)
        return (client or self.client).post(
            path, data=body, content_type=f"multipart/form-data; boundary={boundary}"
        )

    def send(self, content: bytes, name: str, words: Any = TYPED, **rest: Any) -> TestResponse:
        return self.post({"words": words, "slides": (io.BytesIO(content), name), **rest})

    @property
    def store(self) -> store.FolderStore:
        kept: store.FolderStore = self.app.extensions[store.KEY]
        return kept

    def content(self, digest: str) -> bytes:
        with self.store.open(digest) as file:
            return file.read()

    def contents(self) -> list[str]:
        return list(self.store.older_than(clock.now() + timedelta(minutes=1)))

    def left_behind(self) -> list[Path]:
        return list(self.store.incoming.glob("*"))


@pytest.fixture
def trial(make_app: MakeApp, session: Session, tmp_path: Path) -> Iterator[Trial]:
    made = Trial(make_app(FILES_URL=(tmp_path / "files").as_uri(), LARGEST_FILE_MB=1))
    yield made
    assert made.left_behind() == []


def test_a_file_is_in_the_store_when_the_view_begins(trial: Trial) -> None:
    sent = valid_file(FileKind.PDF)
    answer = trial.send(sent, "Takings  2025 (final).PDF")
    assert answer.status_code == 200
    digest = hashlib.sha256(sent).hexdigest()
    assert answer.json == {
        "name": "takings-2025-final.pdf",
        "kind": "pdf",
        "digest": digest,
        "size": len(sent),
        "widths": [],
    }
    assert trial.content(digest) == sent


def test_a_picture_is_stored_in_all_its_sizes(trial: Trial) -> None:
    answer = trial.send(picture(FileKind.JPEG, 800, 600), "photo.jpg")
    assert answer.json is not None
    assert answer.json["widths"] == [320, 640]
    assert len(trial.contents()) == 3


def test_no_transaction_waits_for_a_file(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a write lock nor a connection is held while a file comes in and is looked into."""
    held = []

    def look_on(*given: str) -> dict[str, Any]:
        held.append(db.session.in_transaction())
        return look_into(*given)

    monkeypatch.setattr(receiving, "look_into", look_on)
    assert trial.send(valid_file(FileKind.PDF), "slides.pdf").status_code == 200
    assert held == [False]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("slides.pdf", b"", "This file is empty."),
        ("slides.pdf", b"%PDF-1.7 half", "damaged"),
        ("slides.pdf", valid_file(FileKind.DOCX), "Word document (.docx)"),
        ("notes.txt", valid_file(FileKind.TXT), "You can send PDF, JPG here."),
        ("slides.bin", bytes(100), "You can send PDF, JPG."),
        ("slides.pdf", b"%PDF-1.7" + bytes(2 * MEGABYTE), "It can have up to 1 MB."),
    ],
    ids=["empty", "broken", "misnamed", "of a kind that is not wanted here", "unknown", "too large"],
)
def test_what_is_wrong_with_a_file_is_told_at_its_field_and_the_words_come_back(
    trial: Trial, name: str, content: bytes, message: str
) -> None:
    answer = trial.send(content, name)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["words"] == TYPED
    (error,) = answer.json["errors"]
    assert message in error
    assert "%(" not in error


def test_no_file_where_one_must_be_is_told(trial: Trial) -> None:
    for sent in (
        {"words": TYPED},
        {"words": TYPED, "slides": (io.BytesIO(b""), "")},
        {"slides": "slides.pdf"},
    ):
        answer = trial.post(sent)
        assert answer.status_code == 422
        assert answer.json is not None
        assert answer.json["errors"] == ["Choose a file."]


def test_two_files_in_one_field_are_refused(trial: Trial) -> None:
    two = [(io.BytesIO(valid_file(FileKind.PDF)), f"{name}.pdf") for name in "ab"]
    answer = trial.post({"words": TYPED, "slides": two})
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"] == ["Choose one file here."]


def test_a_file_far_above_the_limit_is_not_even_read(trial: Trial) -> None:
    limit = FAR_TOO_LARGE * MEGABYTE + LARGEST_FORM
    answer = trial.client.post(
        "/trial",
        input_stream=io.BytesIO(b"x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(limit + 1)},
    )
    assert answer.status_code == 413


def test_many_words_are_refused_though_a_file_may_be_large(trial: Trial) -> None:
    for fields in ({"words": "x" * (3 * MEGABYTE)}, {f"words{n}": "x" * MEGABYTE for n in range(3)}):
        answer = trial.post(fields)
        assert answer.status_code == 413
    answer = trial.client.post("/trial", data={"words": "x" * (3 * MEGABYTE)})
    assert answer.status_code == 413


def test_more_files_than_a_form_can_have_are_not_kept(trial: Trial) -> None:
    many = {f"file{number}": (io.BytesIO(b"words"), "a.txt") for number in range(receiving.MOST_FILES)}
    answer = trial.send(valid_file(FileKind.PDF), "slides.pdf", **many)
    assert answer.status_code == 200, "the field comes first"
    many_first = many | {"words": TYPED, "slides": (io.BytesIO(valid_file(FileKind.PDF)), "slides.pdf")}
    many_first = {
        name: (io.BytesIO(b"words"), "a.txt") if name in many else each for name, each in many_first.items()
    }
    answer = trial.post(many_first)
    assert answer.status_code == 422
    assert answer.json is not None
    assert "Send up to 20." in answer.json["errors"][0]


def test_a_view_that_falls_over_leaves_nothing_behind_and_gives_the_words_back(trial: Trial) -> None:
    answer = trial.send(valid_file(FileKind.PDF), "slides.pdf", words="fall over")
    assert answer.status_code == 500
    assert "fall over" in answer.text


def test_looking_into_a_file_that_falls_over_leaves_nothing_behind(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: str) -> dict[str, Any]:
        raise RuntimeError

    monkeypatch.setattr(receiving, "look_into", fail)
    answer = trial.send(valid_file(FileKind.PDF), "slides.pdf")
    assert answer.status_code == 500
    assert html.escape(TYPED) in answer.text


@pytest.mark.parametrize("cut", [0.3, 0.99])
def test_a_form_that_is_cut_off_leaves_nothing_behind(trial: Trial, cut: float) -> None:
    boundary, whole = encoded({"words": TYPED, "slides": (io.BytesIO(bytes(300_000)), "slides.pdf")})
    for length in (len(whole), int(len(whole) * cut)):
        answer = trial.client.post(
            "/trial",
            input_stream=io.BytesIO(whole[: int(len(whole) * cut)]),
            content_type=f"multipart/form-data; boundary={boundary}",
            environ_overrides={"CONTENT_LENGTH": str(length)},
        )
        assert answer.status_code in (400, 413, 422)
    assert trial.contents() == []


def test_who_was_signed_out_gets_the_words_back_and_the_file_goes_nowhere(trial: Trial) -> None:
    stranger = trial.app.test_client()
    sent = {"words": TYPED, "slides": (io.BytesIO(b"%PDF-1.7" + bytes(MEGABYTE - 8)), "slides.pdf")}
    answer = trial.post(sent, stranger)
    assert answer.status_code == 401
    assert html.escape(TYPED) in answer.text
    assert trial.contents() == []


def test_a_stale_form_gives_the_words_back(trial: Trial) -> None:
    trial.app.config["WTF_CSRF_ENABLED"] = True
    answer = trial.send(valid_file(FileKind.PDF), "slides.pdf", csrf_token="stale")
    assert answer.status_code == 400
    assert html.escape(TYPED) in answer.text


def test_a_word_sent_twice_beside_a_file_is_refused_and_both_come_back(trial: Trial) -> None:
    answer = trial.send(valid_file(FileKind.PDF), "slides.pdf", words=["one", "two"])
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["words"] == "one\n\ntwo"


def test_a_file_that_no_view_asked_for_is_written_nowhere(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_file(*_given: object, **_more: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", no_file)
    monkeypatch.setattr(tempfile, "TemporaryFile", no_file)
    answer = trial.client.post(
        "/sign-in", data={"email": "a@b.example", "x": (io.BytesIO(bytes(600_000)), "x.pdf")}
    )
    assert answer.status_code in (200, 400, 422)


def test_a_file_that_no_form_has_sent_is_taken_in_too(trial: Trial) -> None:
    with trial.app.app_context():
        received = take_in(io.BytesIO(valid_file(FileKind.DOCX)), "Paper.docx")
        assert (received.kind, received.pages, received.markdown) == (
            FileKind.DOCX,
            3,
            "What the lane is used for.",
        )
        with pytest.raises(FileRefused) as refused:
            take_in(io.BytesIO(bytes(2 * MEGABYTE)), "Paper.docx")
        assert refused.value.reason is Reason.TOO_LARGE
