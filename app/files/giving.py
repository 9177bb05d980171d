"""Giving a file out: with its kind, its digest as entity tag, in whole or the part asked for, never from memory."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from flask import Response, abort, current_app, request

from app.core.loading import found
from app.files import store
from app.files.kinds import MEDIA_TYPES, RECORDINGS, SHOWN_IN_PLACE, FileKind
from app.files.models import StoredFile
from app.files.naming import safe_name

CHUNK = 256 * 1024
# A file is no page of ours: whatever it holds, nothing in it runs, and nothing is fetched for it.
_SEALED = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# The library that reads ranges takes this for nonsense, to be passed over.
_NOTHING_OF_THE_END = re.compile(r"bytes=-0+")
# A browser that is led to a recording makes a page with a player around it.
_PLAYED = "default-src 'none'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def give_out(stored: StoredFile, name: str, width: str = "") -> Response:
    """The answer that holds a file.

    Takes its row, the name to save it under, and for a picture the width of a smaller size, as an address asks for it.
    Who may have it, the view has asked. A size that there is not is a 404.
    """
    kind = FileKind(stored.kind)
    digest, size = _content(stored, width)
    if not store.here().exists(digest):
        abort(404)
    answer: Response = current_app.response_class()
    answer.headers["Content-Type"] = MEDIA_TYPES[kind]
    place = "inline" if kind in SHOWN_IN_PLACE else "attachment"
    answer.headers["Content-Disposition"] = f'{place}; filename="{safe_name(name, kind)}"'
    answer.headers["Content-Security-Policy"] = _PLAYED if kind in RECORDINGS else _SEALED
    first, end = _wanted(answer, digest, size)
    if answer.status_code != 304 and request.method != "HEAD":
        answer.response = _chunks(store.here(), digest, first, end - first)
    return answer


def give_text(text: str, name: str, kind: FileKind) -> Response:
    """The answer that holds a text made when it is asked for, such as the captions of a recording."""
    data = text.encode()
    digest = hashlib.sha256(data).hexdigest()
    answer: Response = current_app.response_class(content_type=MEDIA_TYPES[kind])
    # A player takes it where it stands; a link that saves it says so itself.
    answer.headers["Content-Disposition"] = f'inline; filename="{safe_name(name, kind)}"'
    answer.headers["Content-Security-Policy"] = _SEALED
    first, end = _wanted(answer, digest, len(data))
    if answer.status_code != 304 and request.method != "HEAD":
        answer.response = [data[first:end]]
    return answer


def _content(stored: StoredFile, width: str) -> tuple[str, int]:
    if not width:
        return stored.digest, stored.size
    rendition = found(next((each for each in stored.renditions if str(each.width) == width), None))
    return rendition.digest, rendition.size


def _wanted(answer: Response, digest: str, size: int) -> tuple[int, int]:
    """Where to begin and end in a content. Tells the reader how it goes by parts, or that nothing has changed (304)."""
    answer.headers["Accept-Ranges"] = "bytes"
    answer.set_etag(digest)
    if request.if_none_match.contains_weak(digest):
        answer.status_code = 304
        return 0, 0
    first, end = _part(answer, digest, size)
    answer.headers["Content-Length"] = str(end - first)
    return first, end


def _part(answer: Response, digest: str, size: int) -> tuple[int, int]:
    """Where to begin and end. Marks the answer as a part (206), or as one that there is not (416)."""
    wanted = request.range
    if request.method == "GET" and _NOTHING_OF_THE_END.fullmatch(request.headers.get("Range", "")):
        return _no_part(answer, size)
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1 or request.method != "GET":
        return 0, size
    if "If-Range" in request.headers and not _still_holds(digest):
        return 0, size
    first, end = wanted.ranges[0]
    # A negative beginning asks for the end of the file; more of it than there is, is all of it.
    first = max(0, size + first) if first < 0 else first
    end = min(size, size if end is None else end)
    if first >= end:
        return _no_part(answer, size)
    answer.status_code = 206
    answer.headers["Content-Range"] = f"bytes {first}-{end - 1}/{size}"
    return first, end


def _no_part(answer: Response, size: int) -> tuple[int, int]:
    answer.status_code = 416
    answer.headers["Content-Range"] = f"bytes */{size}"
    return 0, 0


def _still_holds(digest: str) -> bool:
    """Whether the reader's first part is of this content. A weak tag or a date proves nothing."""
    return request.headers["If-Range"].strip() == f'"{digest}"'


def _chunks(kept: store.FileStore, digest: str, first: int, length: int) -> Iterator[bytes]:
    """A part of a content, a chunk at a time. It is opened when the server begins to send, and closed when the reader
    has it all or leaves."""
    if not length:
        return
    with kept.open(digest) as content:
        content.seek(first)
        while length > 0 and (data := content.read(min(CHUNK, length))):
            length -= len(data)
            yield data
