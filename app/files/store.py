"""Where contents are kept: each under the digest of its bytes, in a folder for now.

A content is put there before the transaction that refers to it, so that no transaction waits for a slow upload. If
that transaction fails, the content belongs to nobody, and the hourly sweeping takes it away after a day of grace.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Protocol
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app

KEY = "moothall-file-store"
_DIGEST = re.compile(r"[0-9a-f]{64}")
FOR_OUR_GROUP = 0o640


class FileStore(Protocol):
    """What any store can do. `FolderStore` does it with a folder; a bucket could do it too."""

    def workplace(self) -> AbstractContextManager[Path]:
        """A folder for one file on its way in, from which `put` is quick. It is gone at the end, whatever happens."""

    def put(self, path: Path, digest: str) -> None:
        """Take a finished file of a workplace in, under its digest. What is there already stays, but counts as new."""

    def open(self, digest: str) -> BinaryIO:
        """The content, to read and to seek in. Raises FileNotFoundError."""

    def exists(self, digest: str) -> bool:
        """Whether the content is there."""

    def remove(self, digest: str) -> None:
        """Take the content away; it may be gone already."""

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The digests of all contents that were last put there before a moment."""

    def clear_workplaces(self, moment: datetime) -> int:
        """Take away workplaces begun before a moment: their process was killed. Returns how many."""


class FolderStore:
    """A folder on this machine: `ab/cd/abcd…`, and `incoming/` for what is on its way in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.incoming = folder / "incoming"

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"not a digest: {digest!r}")
        return self.folder / digest[:2] / digest[2:4] / digest

    @contextmanager
    def workplace(self) -> Iterator[Path]:
        """A folder on the same disk as the contents, so that a finished file only changes its name."""
        self.incoming.mkdir(mode=0o750, parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(dir=self.incoming))
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def put(self, path: Path, digest: str) -> None:
        """Write the file to the disk for good, then give it its name in one step: no reader sees a part of it."""
        target = self._path(digest)
        if target.exists():
            # Whoever sweeps now must see that somebody wants it again.
            os.utime(target)
            return
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.chmod(FOR_OUR_GROUP)
        os.utime(path)
        target.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        path.rename(target)
        _make_durable(target.parent)

    def open(self, digest: str) -> BinaryIO:
        """The content. Raises FileNotFoundError."""
        return self._path(digest).open("rb")

    def exists(self, digest: str) -> bool:
        """Whether the content is there."""
        return self._path(digest).is_file()

    def remove(self, digest: str) -> None:
        """Take the content away. Whoever is reading it reads it to its end."""
        self._path(digest).unlink(missing_ok=True)

    def older_than(self, moment: datetime) -> Iterator[str]:
        """The digests of all contents that were last put there before a moment."""
        for path in self.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
            if _DIGEST.fullmatch(path.name) and _changed_at(path) < moment:
                yield path.name

    def clear_workplaces(self, moment: datetime) -> int:
        """Take away what killed processes left behind."""
        left = [place for place in self.incoming.glob("*") if _changed_at(place) < moment]
        for place in left:
            shutil.rmtree(place, ignore_errors=True)
        return len(left)


def _changed_at(path: Path) -> datetime:
    """When a file was put there. One that has gone meanwhile is as new as can be: there is nothing to do about it."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC)


def _make_durable(folder: Path) -> None:
    """Write down the names in a folder and in those above it; a new name is lost in a power cut otherwise."""
    for each in (folder, folder.parent, folder.parent.parent):
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def init_app(app: Flask) -> None:
    """Give an application the store that FILES_URL names. The settings have made sure that it is a folder."""
    folder = Path(unquote(urlsplit(app.config["FILES_URL"]).path))
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    app.extensions[KEY] = FolderStore(folder)


def here() -> FileStore:
    """The store of the present application."""
    store: FileStore = current_app.extensions[KEY]
    return store
