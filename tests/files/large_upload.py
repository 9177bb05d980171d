"""A program that receives and gives out one large recording, and says how much memory that took.

It runs by itself, since a process's highest use of memory never falls again. At the end it does what must not be done
and holds the body in memory, so that the test sees that its measure would have noticed.
"""

from __future__ import annotations

import json
import resource
import sys
from itertools import chain, repeat
from pathlib import Path
from typing import cast

from flask import Flask, request
from werkzeug.test import create_environ, run_wsgi_app

from app import create_app
from app.files.giving import give_out
from app.files.models import StoredFile
from app.files.received import Received
from app.files.receiving import Incoming, receives_files
from config import from_environment

FRAME = b"\xff\xfb\x90\x00" + bytes(413)
MEGABYTE = 1024 * 1024
BOUNDARY = b"between-the-parts"
HEAD = b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="recording"; filename="a.mp3"\r\n\r\n'
TAIL = b"\r\n--" + BOUNDARY + b"--\r\n"


class Sent:
    """A body that comes from a telephone: made while it is read, never whole anywhere."""

    def __init__(self, megabytes: int) -> None:
        self.frames = megabytes * MEGABYTE // len(FRAME)
        self.length = len(HEAD) + self.frames * len(FRAME) + len(TAIL)
        self._parts = chain([HEAD], repeat(FRAME, self.frames), [TAIL])
        self._rest = b""

    def read(self, size: int) -> bytes:
        """The next bytes, at most so many."""
        while len(self._rest) < size:
            part = next(self._parts, b"")
            if not part:
                break
            self._rest += part
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def highest(status: Path = Path("/proc/self/status")) -> int:
    """The most memory that this program ever used, in megabytes.

    What `getrusage` says of it includes the use of the process that started it, which may be large; the kernel's own
    page of a process does not.
    """
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) // 1024


def highest_apart() -> int:
    """The most memory that one process which it started ever used, in megabytes."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def receive() -> str:
    """The view that takes the file."""
    part = request.files["recording"]
    incoming = cast(Incoming, part.stream.sink)  # type: ignore[attr-defined]
    found = cast(Received, incoming.outcome)
    return json.dumps({"digest": found.digest, "size": found.size, "seconds": found.seconds})


def send(app: Flask, path: str, megabytes: int) -> bytes:
    """Post a body of that size. Returns the answer."""
    body = Sent(megabytes)
    environ = create_environ(path, method="POST")
    environ["wsgi.input"] = body
    environ["CONTENT_LENGTH"] = str(body.length)
    environ["CONTENT_TYPE"] = f"multipart/form-data; boundary={BOUNDARY.decode()}"
    answer, status, _headers = run_wsgi_app(app, environ)
    assert status == "200 OK", status
    return b"".join(answer)


def main(folder: Path, megabytes: int) -> None:
    """Receive, give out, and then hold it all; say what each took."""
    app = create_app(
        from_environment(
            {"DATA_DIR": str(folder), "SECRET_KEY": "of no use anywhere", "LARGEST_FILE_MB": "200"}
        )
    )
    app.add_url_rule("/receive", "receive", receives_files(receive), methods=["POST"])
    app.add_url_rule("/hold", "hold", lambda: str(len(request.get_data())), methods=["POST"])
    app.config["MAX_CONTENT_LENGTH"] = None
    send(app, "/receive", 1)
    before = highest()
    found = json.loads(send(app, "/receive", megabytes))
    received = highest()
    stored = StoredFile(digest=found["digest"], size=found["size"], kind="mp3")
    given = 0
    with app.test_request_context("/"):
        for chunk in give_out(stored, "a.mp3").response:
            given += len(chunk)
    given_out = highest()
    send(app, "/hold", megabytes)
    said = {"receiving": received - before, "giving": given_out - received, "holding": highest() - given_out}
    said |= {"size": found["size"], "given": given, "apart": highest_apart()}
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
