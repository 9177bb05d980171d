"""Files are kept once, and swept away only where nobody keeps them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.core import clock, serving
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.core.transactions import unit_of_work
from app.files import services, store
from app.files.models import FileKind, Rendition, StoredFile
from app.files.received import Received, Smaller
from app.files.services import keep, sweep
from tests.databases import CleanDatabase
from tests.factories.files import make_received, valid_file

LATER = timedelta(days=2)


@pytest.fixture(autouse=True)
def _own_folder(app: Flask, tmp_path: Path) -> Iterator[None]:
    before = app.extensions[store.KEY]
    app.extensions[store.KEY] = store.FolderStore(tmp_path / "files")
    yield
    app.extensions[store.KEY] = before


def _picture() -> Received:
    smaller = make_received(FileKind.PNG, b"small").digest
    return make_received(
        FileKind.PNG, width=800, height=600, smaller=(Smaller(320, 240, smaller, 5),), name="chart.png"
    )


def test_a_received_file_is_kept_with_all_that_was_found_and_a_row_of_the_log(session: Session) -> None:
    stored = keep(_picture(), actor_id=None)
    assert (stored.kind, stored.width, stored.height, stored.pages) == ("png", 800, 600, None)
    assert [(each.width, each.height, each.size) for each in stored.renditions] == [(320, 240, 5)]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.kind == "stored_files")).one()
    assert (entry.action, entry.thing_id, entry.detail) == ("stored", stored.id, {"digest": stored.digest})


def test_the_same_content_is_kept_once(session: Session) -> None:
    first, second = keep(_picture()), keep(_picture())
    assert first.id == second.id
    assert session.scalar(select(func.count()).select_from(Rendition)) == 1
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_the_same_characters_may_be_a_table_here_and_a_text_there(session: Session) -> None:
    table, text = (keep(make_received(kind, b"a,b\n")) for kind in (FileKind.CSV, FileKind.TXT))
    assert table.id != text.id
    assert table.digest == text.digest


def test_a_content_that_is_gone_must_be_sent_again(session: Session) -> None:
    received = make_received()
    store.here().remove(received.digest)
    with pytest.raises(Refused):
        keep(received)


def test_what_nobody_keeps_is_swept_away_after_a_day_and_what_somebody_keeps_is_not(session: Session) -> None:
    kept, orphan = keep(_picture()), make_received(FileKind.TXT)
    assert sweep() == 0, "its transaction may still be on its way"
    with clock.at(clock.now() + LATER):
        assert sweep() == 1
        assert sweep() == 0
    assert not store.here().exists(orphan.digest)
    assert all(store.here().exists(digest) for digest in (kept.digest, kept.renditions[0].digest))


def test_what_is_sent_again_is_not_swept_away(session: Session) -> None:
    orphan = make_received(FileKind.TXT)
    folder = store.here()
    assert isinstance(folder, store.FolderStore)
    path = folder.folder / orphan.digest[:2] / orphan.digest[2:4] / orphan.digest
    os.utime(path, (0, 0))
    make_received(FileKind.TXT)
    assert sweep() == 0
    assert folder.exists(orphan.digest)


def test_more_contents_than_one_question_can_name_are_swept(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.files.queries.MOST_AT_ONCE", 2)
    kept = [keep(make_received(FileKind.TXT, f"kept {number}".encode())) for number in range(5)]
    for number in range(5):
        make_received(FileKind.TXT, f"orphan {number}".encode())
    with clock.at(clock.now() + LATER):
        assert sweep() == 5
    assert all(store.here().exists(each.digest) for each in kept)


def test_the_worker_sweeps_every_hour(session: Session) -> None:
    orphan = make_received(FileKind.TXT)
    with clock.at(clock.now() + LATER):
        serving.tidy_up()
    assert not store.here().exists(orphan.digest)


def test_a_folder_that_cannot_be_swept_stops_no_letter(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise PermissionError

    monkeypatch.setattr(store.FolderStore, "clear_workplaces", fail)
    with capture_logs() as logged:
        serving.tidy_up()
    assert [(entry["event"], entry["what"]) for entry in logged] == [("this could not be tidied", "sweep")]


def _at_once(app: Flask, *doings: object) -> list[object]:
    """Do things in threads that begin together. Returns what each returned or raised."""
    outcomes: list[object] = [None] * len(doings)
    barrier = Barrier(len(doings))

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait(30)
            try:
                with unit_of_work():
                    outcomes[number] = doings[number]()  # type: ignore[operator]
            except Exception as error:  # noqa: BLE001 - it is looked at by the test
                outcomes[number] = error

    threads = [Thread(target=run, args=(number,)) for number in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_two_who_send_the_same_content_at_once_share_it(
    app: Flask, committed_database: CleanDatabase
) -> None:
    with app.app_context():
        received = _picture()
    outcomes = _at_once(app, *[lambda: keep(received).id] * 4)
    assert len(set(outcomes)) == 1
    assert isinstance(outcomes[0], int)
    with app.app_context(), unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
        assert session.scalar(select(func.count()).select_from(Rendition)) == 1


@pytest.mark.parametrize("round_", range(3))
def test_no_row_ever_refers_to_a_content_that_was_swept_away(
    app: Flask, committed_database: CleanDatabase, monkeypatch: pytest.MonkeyPatch, round_: int
) -> None:
    """Sweeping and keeping at once: either the content stays, or who keeps it is told to send it again."""
    monkeypatch.setattr(services, "GRACE", timedelta(seconds=-60))
    with app.app_context():
        received = make_received(FileKind.TXT, valid_file(FileKind.TXT) + bytes([48 + round_]))
    kept, _swept = _at_once(app, lambda: keep(received).id, sweep)
    with app.app_context(), unit_of_work() as session:
        rows = session.scalar(select(func.count()).select_from(StoredFile))
        assert rows == (0 if isinstance(kept, Refused) else 1)
        assert isinstance(kept, Refused | int)
        assert store.here().exists(received.digest) == bool(rows)
