"""The folder: each content once, whole or not at all, readable by nobody else."""

from __future__ import annotations

import hashlib
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core import clock
from app.files.store import FolderStore


@pytest.fixture
def kept(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


def put(store: FolderStore, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    with store.workplace() as place:
        (place / "made").write_bytes(content)
        store.put(place / "made", digest)
    return digest


def read(store: FolderStore, digest: str) -> bytes:
    with store.open(digest) as file:
        return file.read()


def test_a_content_lies_under_its_digest_in_folders_that_do_not_grow_too_large(kept: FolderStore) -> None:
    digest = put(kept, b"words")
    path = kept.folder / digest[:2] / digest[2:4] / digest
    assert path.read_bytes() == read(kept, digest) == b"words"
    assert kept.exists(digest)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(kept.incoming.iterdir()) == []


def test_a_content_that_is_there_is_never_written_again_but_counts_as_new(kept: FolderStore) -> None:
    digest = put(kept, b"words")
    path = kept.folder / digest[:2] / digest[2:4] / digest
    first = path.stat()
    soon = clock.now() + timedelta(minutes=1)
    assert list(kept.older_than(soon)) == [digest]
    with kept.workplace() as place:
        (place / "other").write_bytes(b"other words")
        kept.put(place / "other", digest)
    assert path.read_bytes() == b"words"
    assert path.stat().st_ino == first.st_ino
    assert path.stat().st_mtime_ns >= first.st_mtime_ns


def test_a_workplace_is_gone_whatever_happens_in_it(kept: FolderStore) -> None:
    def fall_over() -> None:
        with kept.workplace() as place:
            (place / "half").write_bytes(b"x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fall_over()
    assert list(kept.incoming.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_away_after_its_time(kept: FolderStore) -> None:
    kept.incoming.mkdir(parents=True)
    (kept.incoming / "left").mkdir()
    (kept.incoming / "left" / "half").write_bytes(b"x")
    assert kept.clear_workplaces(datetime.now(UTC) - timedelta(days=1)) == 0
    assert kept.clear_workplaces(datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert list(kept.incoming.iterdir()) == []


def test_what_is_not_there_is_not_there(kept: FolderStore) -> None:
    digest = "0" * 64
    assert not kept.exists(digest)
    with pytest.raises(FileNotFoundError):
        kept.open(digest)
    kept.remove(digest)
    assert list(kept.older_than(datetime.now(UTC))) == []
    assert kept.clear_workplaces(datetime.now(UTC)) == 0


def test_a_content_that_was_removed_is_read_to_its_end_by_who_has_begun(kept: FolderStore) -> None:
    digest = put(kept, b"words")
    with kept.open(digest) as file:
        kept.remove(digest)
        assert file.read() == b"words"
    assert not kept.exists(digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_what_is_no_digest_leads_nowhere(kept: FolderStore, name: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        kept.exists(name)


def test_other_things_in_the_folder_are_left_alone(kept: FolderStore) -> None:
    digest = put(kept, b"words")
    (kept.folder / digest[:2] / digest[2:4] / "README").write_text("mine", encoding="ascii")
    (kept.folder / "lost+found").mkdir()
    assert list(kept.older_than(clock.now() + timedelta(minutes=1))) == [digest]
