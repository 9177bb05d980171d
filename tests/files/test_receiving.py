"""A form with a file: stored before its transaction, refused at its field, and nothing left behind."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse
from wtforms import StringField

from app.accounts.models import Role
from app.core.access import requires
from app.core.forms import StaffForm
from app.core.permissions import Permission
from app.core.required import Required
from app.core.transactions import writes
from app.files import store
from app.files.models import FileKind
from app.files.receiving import receives_files
from app.files.uploads import Upload
from tests.conftest import MakeApp, Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.files import valid_file
from tests.factories.organisations import make_organisation

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

    def send(self, content: bytes, name: str, words: str = TYPED, **rest: Any) -> TestResponse:
        return self.client.post(
            "/trial", data={"words": words, "slides": (io.BytesIO(content), name), **rest}
        )

    @property
    def store(self) -> store.FolderStore:
        kept: store.FolderStore = self.app.extensions[store.KEY]
        return kept

    def content(self, digest: str) -> bytes:
        with self.store.open(digest) as file:
            return file.read()

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
