"""What was sent: its words are bounded, and its files go nowhere unless a view has said where.

Only a view that takes files lets a body be large. Whoever may not use that view, or whose session has ended, gets the
words of the form back all the same; the files of it are read past and written nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import IO, Any, Protocol, cast

from flask import Request, current_app
from werkzeug.exceptions import RequestEntityTooLarge

LARGEST_FORM = 2 * 1024 * 1024
MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024
# A file above the limit gets a friendly message at its field. Far above it, it is not even read to its end.
FAR_TOO_LARGE = 20


class Sink(Protocol):
    """Where the bytes of a file go."""

    def write(self, data: bytes) -> object:
        """Take the next bytes."""


class FilePart:
    """One file of a form while it is being sent, as the form's parser wants to see it."""

    def __init__(self, sink: Sink | None, measure: Measured) -> None:
        self.sink = sink
        self._measure = measure

    def write(self, data: bytes) -> int:
        """Hand the next bytes on."""
        self._measure.words -= len(data)
        if self.sink is not None:
            self.sink.write(data)
        return len(data)

    def seek(self, *_where: int) -> int:
        """The parser goes back to the start when it is done; there is nothing to read here."""
        return 0

    def close(self) -> None:
        """Whoever made the sink closes it."""


class Measured:
    """The body of a request. Counts what is not of files, which is held in memory, and refuses too much of it."""

    def __init__(self, body: IO[bytes]) -> None:
        self.body = body
        self.words = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises a 413 when too many of them belong to no file."""
        if size < 0:
            return b"".join(iter(lambda: self.read(CHUNK), b""))
        data = self.body.read(size)
        self.words += len(data)
        # The parser may hold a chunk that it has not handed on yet.
        if self.words > LARGEST_FORM + 2 * CHUNK:
            raise RequestEntityTooLarge
        return data


class SiteRequest(Request):
    """A request. `file_sink` says where each file of its form goes, by its name; without it they go nowhere."""

    file_sink: Callable[[str], Sink | None] | None = None

    @cached_property
    def _measured(self) -> Measured:
        return Measured(super()._get_stream_for_parsing())

    def _get_stream_for_parsing(self) -> IO[bytes]:
        return cast(IO[bytes], self._measured)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        sink = self.file_sink(filename) if self.file_sink is not None and filename else None
        part: Any = FilePart(sink, self._measured)
        return cast(IO[bytes], part)

    def expect_a_file(self, times: int = 1) -> None:
        """Let the body be large enough for a form with this many files of the largest size."""
        largest = current_app.config["LARGEST_FILE_MB"] * MEGABYTE
        self.max_content_length = times * largest + LARGEST_FORM
