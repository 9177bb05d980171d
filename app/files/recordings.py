"""Sound and video: whole, of a kind that browsers play, and how long they take."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from mutagen import MutagenError
from mutagen.mp3 import MP3

from app.files.findings import Findings
from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason

# More boxes than a day of video in pieces has.
MOST_BOXES = 200_000
LONGEST_SECONDS = 7 * 24 * 3600
# Boxes of MP4 that hold boxes, as far as we look.
_HOLDERS = {b"moov", b"trak"}
_LARGEST_HEADER = 4096


def _whole_seconds(seconds: float) -> int | None:
    """Half a second is one; nonsense is nothing."""
    return max(1, round(seconds)) if 0 < seconds <= LONGEST_SECONDS else None


# ---- MP3 ----


def examine_mp3(path: Path) -> Findings:
    """An MP3 recording and its seconds."""
    try:
        info: Any = MP3(path).info  # type: ignore[no-untyped-call]
    except (MutagenError, EOFError, ValueError, struct.error) as error:
        raise FileRefused(Reason.BROKEN) from error
    if info is None or info.sketchy or info.layer != 3:
        raise FileRefused(Reason.BROKEN)
    return Findings(FileKind.MP3.value, seconds=_whole_seconds(info.length))


# ---- MP4 ----


@dataclass(frozen=True)
class _Box:
    kind: bytes
    start: int
    end: int


def examine_mp4(path: Path) -> Findings:
    """An MP4 video that has its table of contents and all its boxes, its seconds and pixels."""
    size = path.stat().st_size
    with path.open("rb") as file:
        boxes = {box.kind: box for box in _boxes(file, 0, size)}
        if b"moov" not in boxes or not boxes.keys() & {b"mdat", b"moof"}:
            raise FileRefused(Reason.BROKEN)
        seconds: int | None = None
        pixels: tuple[int, int] = (0, 0)
        for box in _within(file, boxes[b"moov"]):
            header = _header(file, box)
            if box.kind == b"mvhd":
                seconds = _movie_seconds(header)
            elif box.kind == b"tkhd":
                pixels = max(pixels, _track_pixels(header))
    return Findings(FileKind.MP4.value, seconds=seconds, width=pixels[0] or None, height=pixels[1] or None)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[_Box]:
    """The boxes in a part of the file, one after the other. A box that leads out of it is a file cut short."""
    for _ in range(MOST_BOXES):
        if start == end:
            return
        file.seek(start)
        head = file.read(16)
        if len(head) < 8:
            raise FileRefused(Reason.BROKEN)
        length, kind = struct.unpack(">I4s", head[:8])
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
        elif length == 0:
            length = end - start
        if length < 8 or start + length > end:
            raise FileRefused(Reason.BROKEN)
        yield _Box(kind, start, start + length)
        start += length
    raise FileRefused(Reason.TOO_HEAVY)


def _within(file: BinaryIO, holder: _Box) -> Iterator[_Box]:
    for box in _boxes(file, holder.start + 8, holder.end):
        yield box
        if box.kind in _HOLDERS:
            yield from _within(file, box)


def _header(file: BinaryIO, box: _Box) -> bytes:
    file.seek(box.start + 8)
    return file.read(min(_LARGEST_HEADER, box.end - box.start - 8))


def _movie_seconds(header: bytes) -> int | None:
    layout, at = (">IQ", 20) if header[:1] == b"\x01" else (">II", 12)
    try:
        scale, duration = struct.unpack_from(layout, header, at)
    except struct.error as error:
        raise FileRefused(Reason.BROKEN) from error
    return _whole_seconds(duration / scale) if scale else None


def _track_pixels(header: bytes) -> tuple[int, int]:
    """A track's width and height, at the end of its header as numbers with a fraction; sound has none."""
    width, height = struct.unpack(">II", header[-8:]) if len(header) >= 84 else (0, 0)
    return width >> 16, height >> 16


# ---- WebM ----

_EBML, _DOC_TYPE, _SEGMENT, _INFO, _SCALE, _DURATION = (
    0x1A45DFA3,
    0x4282,
    0x18538067,
    0x1549A966,
    0x2AD7B1,
    0x4489,
)
_CLUSTER = 0x1F43B675


@dataclass(frozen=True)
class _Element:
    number: int
    start: int
    # None where the recorder did not know when it began to write.
    end: int | None


def examine_webm(path: Path) -> Findings:
    """A WebM video and, where its recorder wrote it down, its seconds."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = _element(file, 0)
        if head.number != _EBML or head.end is None or head.end > size:
            raise FileRefused(Reason.BROKEN)
        says = dict(_values(file, head.start, head.end, {_DOC_TYPE}))
        if says.get(_DOC_TYPE, b"").rstrip(b"\x00") != b"webm":
            raise FileRefused(Reason.FOREIGN, foreign="mkv")
        segment = _element(file, head.end)
        if segment.number != _SEGMENT or (segment.end or size) > size:
            raise FileRefused(Reason.BROKEN)
        seconds = _webm_seconds(file, segment.start, segment.end or size)
    return Findings(FileKind.WEBM.value, seconds=seconds)


def _element(file: BinaryIO, at: int) -> _Element:
    file.seek(at)
    number, _all_ones = _number(file, keep_marker=True)
    length, all_ones = _number(file, keep_marker=False)
    start = file.tell()
    return _Element(number, start, None if all_ones else start + length)


def _number(file: BinaryIO, *, keep_marker: bool) -> tuple[int, bool]:
    """A number whose first bits say how many bytes it has, and whether all its bits are ones."""
    first = file.read(1)
    if not first or first[0] == 0:
        raise FileRefused(Reason.BROKEN)
    width = 9 - first[0].bit_length()
    rest = file.read(width - 1)
    if len(rest) < width - 1:
        raise FileRefused(Reason.BROKEN)
    whole = int.from_bytes(first + rest)
    bits = (1 << 7 * width) - 1
    return (whole if keep_marker else whole & bits), whole & bits == bits


def _values(file: BinaryIO, start: int, end: int, wanted: set[int]) -> Iterator[tuple[int, bytes]]:
    for _ in range(MOST_BOXES):
        if start >= end:
            return
        element = _element(file, start)
        if element.end is None or element.end > end:
            raise FileRefused(Reason.BROKEN)
        if element.number in wanted:
            yield element.number, file.read(min(_LARGEST_HEADER, element.end - element.start))
        start = element.end


def _webm_seconds(file: BinaryIO, start: int, end: int) -> int | None:
    """What the description of the segment says; it stands before the first pictures."""
    for _ in range(MOST_BOXES):
        if start >= end:
            break
        element = _element(file, start)
        if element.number == _CLUSTER:
            return None
        if element.end is None or element.end > end:
            raise FileRefused(Reason.BROKEN)
        if element.number == _INFO:
            says = dict(_values(file, element.start, element.end, {_SCALE, _DURATION}))
            scale = int.from_bytes(says.get(_SCALE, b"\x0f\x42\x40"))
            length = says.get(_DURATION, b"")
            ticks = (
                struct.unpack(">d" if len(length) == 8 else ">f", length)[0] if len(length) in (4, 8) else 0
            )
            return _whole_seconds(ticks * scale / 1e9)
        start = element.end
    raise FileRefused(Reason.BROKEN)
