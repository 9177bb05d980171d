"""A file is given out as what it is, sealed, in whole or exactly the part asked for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.core.access import public_file
from app.core.loading import found
from app.files import giving, store
from app.files.kinds import MEDIA_TYPES, RECORDINGS, SHOWN_IN_PLACE
from app.files.models import FileKind
from app.files.queries import stored_file
from app.files.received import Received
from app.files.services import keep
from tests.conftest import MakeApp, Visitor
from tests.factories.files import make_received

pytestmark = pytest.mark.one_database
# Longer than a chunk, and no part of it like another.
CONTENT = b"".join(number.to_bytes(3) for number in range(120_000))


class Shelf:
    """An application that gives out one file at `/it`."""

    def __init__(self, application: Flask, received: Received) -> None:
        self.app = application
        keep(received)
        self.received, self.digest = received, received.digest
        application.add_url_rule("/it", "it", public_file(self._give))
        client = application.test_client()
        assert isinstance(client, Visitor)
        self.client = client

    def _give(self) -> object:
        stored = found(stored_file(self.digest, self.received.kind))
        return giving.give_out(stored, self.received.safe_name)

    def ask(self, method: str = "GET", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open("/it", method=method, headers=named)


@pytest.fixture
def shelf(make_app: MakeApp, session: Session) -> Shelf:
    return Shelf(make_app(), make_received(FileKind.MP4, CONTENT, "Session 4.mp4", seconds=9))


@pytest.mark.parametrize("kind", FileKind)
def test_each_kind_is_given_out_as_what_it_is_and_can_do_nothing(
    make_app: MakeApp, session: Session, kind: FileKind
) -> None:
    answer = Shelf(make_app(), make_received(kind)).ask()
    headers = answer.headers
    assert answer.status_code == 200
    assert headers["Content-Type"] == MEDIA_TYPES[kind]
    assert headers["X-Content-Type-Options"] == "nosniff"
    shown = "inline" if kind in SHOWN_IN_PLACE else "attachment"
    assert headers["Content-Disposition"] == f'{shown}; filename="slides.{kind.value}"'
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert ("sandbox" in headers["Content-Security-Policy"]) == (kind not in RECORDINGS)
    assert headers["Cache-Control"] == "public, no-cache"
    assert "Set-Cookie" not in headers
    assert "Vary" not in headers
    assert "X-Robots-Tag" not in headers, "it is there to be found"


def test_drawings_and_documents_are_never_opened_on_our_address() -> None:
    assert (
        frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP, FileKind.MP3, FileKind.MP4, FileKind.WEBM})
        == SHOWN_IN_PLACE
    )


def test_the_whole_file_comes_with_its_length_and_its_digest_as_tag(shelf: Shelf) -> None:
    answer = shelf.ask()
    assert answer.data == CONTENT
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    assert answer.headers["ETag"] == f'"{shelf.digest}"'
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_who_only_asks_what_it_is_gets_no_content(shelf: Shelf) -> None:
    answer = shelf.ask("HEAD")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    assert answer.headers["ETag"] == f'"{shelf.digest}"'
    part = shelf.ask("HEAD", Range="bytes=0-9")
    assert (part.status_code, part.headers["Content-Length"]) == (200, str(len(CONTENT)))


def test_who_holds_it_already_is_told_so(shelf: Shelf) -> None:
    for held in (f'"{shelf.digest}"', f'"other", "{shelf.digest}"', f'W/"{shelf.digest}"', "*"):
        answer = shelf.ask(If_None_Match=held)
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == f'"{shelf.digest}"'
        assert answer.headers["Cache-Control"] == "public, no-cache"
    assert shelf.ask(If_None_Match='"other"').status_code == 200
    both = shelf.ask(If_None_Match=f'"{shelf.digest}"', Range="bytes=0-9")
    assert both.status_code == 304


_LENGTH = len(CONTENT)
_PLACE = st.one_of(
    st.integers(0, _LENGTH + 10), st.sampled_from([0, 1, giving.CHUNK - 1, giving.CHUNK, _LENGTH - 1])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_PLACE, last=st.one_of(st.none(), _PLACE))
def test_a_part_is_exactly_the_part_asked_for(shelf: Shelf, first: int, last: int | None) -> None:
    answer = shelf.ask(Range=f"bytes={first}-{'' if last is None else last}")
    if last is not None and last < first:
        assert (answer.status_code, answer.data) == (200, CONTENT), "such a range means nothing"
    elif first >= _LENGTH:
        assert (answer.status_code, answer.data) == (416, b"")
        assert answer.headers["Content-Range"] == f"bytes */{_LENGTH}"
    else:
        wanted = CONTENT[first : None if last is None else last + 1]
        assert (answer.status_code, answer.data) == (206, wanted)
        assert answer.headers["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{_LENGTH}"
        assert answer.headers["Content-Length"] == str(len(wanted))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(1, 2 * _LENGTH))
def test_the_end_is_exactly_the_end(shelf: Shelf, length: int) -> None:
    answer = shelf.ask(Range=f"bytes=-{length}")
    assert (answer.status_code, answer.data) == (206, CONTENT[-length:])


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "lines=0-4", "bytes=", "bytes=a-b", "bytes=-", "nonsense", "bytes=5-2"]
)
def test_what_is_no_single_part_is_answered_with_the_whole(shelf: Shelf, asked: str) -> None:
    answer = shelf.ask(Range=asked)
    assert (answer.status_code, answer.data) == (200, CONTENT)


def test_nothing_of_the_end_is_no_part(shelf: Shelf) -> None:
    for asked in ("bytes=-0", "bytes=-00"):
        answer = shelf.ask(Range=asked)
        assert (answer.status_code, answer.data) == (416, b"")
        assert answer.headers["Content-Range"] == f"bytes */{_LENGTH}"


def test_a_download_goes_on_only_where_the_file_is_the_same(shelf: Shelf) -> None:
    def status(held: str) -> int:
        return shelf.ask(Range="bytes=10-19", If_Range=held).status_code

    assert status(f'"{shelf.digest}"') == 206
    for other in ('"other"', f'W/"{shelf.digest}"', datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")):
        assert status(other) == 200


def test_a_reader_who_leaves_early_leaves_no_file_open(shelf: Shelf) -> None:
    answer = shelf.client.get("/it", buffered=False)
    assert next(iter(answer.response))[:3] == CONTENT[:3]
    answer.close()


def test_a_content_that_is_lost_is_a_404_and_not_half_an_answer(shelf: Shelf) -> None:
    with shelf.app.app_context():
        store.here().remove(shelf.digest)
    answer = shelf.ask()
    assert answer.status_code == 404
    assert "ETag" not in answer.headers
