"""Files on their way in: written to the disk as they come, looked into and stored before any transaction begins.

A telephone may take minutes to send a recording. SQLite has one writer, and nobody may wait for that telephone. So a
view that takes files wears `@receives_files` outside of `@writes`: when its transaction begins, all that is slow is
done. What was wrong with a file is told at its field, with every word that was typed beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial, wraps
from pathlib import Path
from typing import IO, Any, ParamSpec, cast

from flask import Response, current_app, make_response, request

from app.core import transactions
from app.core.requests import CHUNK, FAR_TOO_LARGE, MEGABYTE, SiteRequest
from app.files import store
from app.files.apart import look_into
from app.files.findings import Words
from app.files.kinds import FileKind
from app.files.received import Received, Smaller
from app.files.refusals import FileRefused, Reason

P = ParamSpec("P")
MOST_FILES = 20
LONGEST_NAME = 255


class Incoming:
    """A file on its way to the disk, counted and digested as it comes. What is above the limit is thrown away."""

    def __init__(self, place: Path, name: str, most: int) -> None:
        self.path = place / "sent"
        # A name is told to another process, which takes no NUL and nothing endless. Its ending is what counts.
        self.name = "".join(letter for letter in name if letter.isprintable())[-LONGEST_NAME:]
        self.most = most
        self.size = 0
        self.outcome: Received | FileRefused | None = None
        self._digest = hashlib.sha256()
        self._file = self.path.open("xb")

    def write(self, data: bytes) -> None:
        """Take the next bytes."""
        self.size += len(data)
        if self.size > self.most:
            # Nobody will want the part that there is.
            self._file.truncate(0)
            return
        self._digest.update(data)
        self._file.write(data)

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()

    def finish(self) -> Received:
        """Look into the whole file and store it. Raises FileRefused."""
        self.close()
        if self.size > self.most:
            raise FileRefused(Reason.TOO_LARGE, most=str(self.most // MEGABYTE))
        if not self.size:
            raise FileRefused(Reason.EMPTY)
        found = look_into("examine", str(self.path), self.name)
        words = _words_of(self.path) if found["kind"] == FileKind.DOCX else None
        smaller = tuple(
            Smaller(each["width"], each["height"], *_put(self.path.with_name(each["file"])))
            for each in found["smaller"]
        )
        if found["file"]:
            digest, size = _put(self.path.with_name(found["file"]))
        else:
            digest, size = self._digest.hexdigest(), self.size
            store.here().put(self.path, digest)
        facts = {name: found[name] for name in ("pages", "width", "height", "seconds")}
        return Received(
            self.name,
            FileKind(found["kind"]),
            digest,
            size,
            smaller=smaller,
            words=words,
            taken_out=tuple(found["taken_out"]),
            doubt=_doubt(found["doubt"]),
            **facts,
        )


def _doubt(found: tuple[str, dict[str, str]] | None) -> FileRefused | None:
    return FileRefused(Reason(found[0]), **found[1]) if found else None


def _words_of(path: Path) -> Words | None:
    """A document whose words cannot be read is a document all the same."""
    try:
        return Words(**look_into("read docx", str(path)))
    except FileRefused:
        return None


def _put(path: Path) -> tuple[str, int]:
    """Store what was made of a file. Returns its digest and size."""
    size = path.stat().st_size
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    store.here().put(path, digest)
    return digest, size


def _most_bytes() -> int:
    return int(current_app.config["LARGEST_FILE_MB"]) * MEGABYTE


def take_in(source: IO[bytes], name: str) -> Received:
    """Receive a file that no form has sent, such as one of the demo's.

    Takes what to read from and the name with its ending. Returns it examined and stored. Raises FileRefused.
    """
    with store.here().workplace() as place:
        incoming = Incoming(place, name, _most_bytes())
        try:
            while data := source.read(CHUNK):
                incoming.write(data)
            received = incoming.finish()
            if received.doubt:
                raise received.doubt
            return received
        finally:
            incoming.close()


def receives_files(view: Callable[P, Any]) -> Callable[P, Response]:
    """Let a view take files. Worn inside `@requires` and the rate limit, so that not everybody can send so much, and
    outside of `@writes`. The form's `Upload` fields then hold what came."""

    @wraps(view)
    def with_files(*args: P.args, **kwargs: P.kwargs) -> Response:
        transactions.pause()
        _receive(cast(SiteRequest, request))
        return make_response(view(*args, **kwargs))

    with_files.receives_files = True  # type: ignore[attr-defined]
    return with_files


def _receive(sent: SiteRequest) -> None:
    """Read the whole form, its files to the disk, and find out about each what there is to know."""
    files: list[Incoming] = []
    with ExitStack() as to_clear_away:
        sent.file_sink = partial(_begin, files, to_clear_away)
        sent.expect_a_file(FAR_TOO_LARGE)
        # Parses the form; the files are written as it comes to them.
        found = sent.files
        for each in files:
            each.close()
        for each in files if found else []:
            try:
                each.outcome = each.finish()
            except FileRefused as refusal:
                each.outcome = refusal


def _begin(files: list[Incoming], to_clear_away: ExitStack, name: str) -> Incoming | None:
    if len(files) == MOST_FILES:
        return None
    place = to_clear_away.enter_context(store.here().workplace())
    incoming = Incoming(place, name, _most_bytes())
    to_clear_away.callback(incoming.close)
    files.append(incoming)
    return incoming
