"""The first bytes of a file, and what they claim that it is. Loads no parser of any kind."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path

from app.files import packages
from app.files.kinds import ENDINGS, FileKind
from app.files.refusals import FileRefused, Reason


@dataclass(frozen=True)
class _Sign:
    """Bytes at a place near the beginning, and what they stand for: a kind of ours, or a foreign one by name."""

    at: int
    signs: tuple[bytes, ...]
    kind: FileKind | None = None
    foreign: str = ""


_SIGNS = (
    _Sign(0, (b"%PDF-",), FileKind.PDF),
    _Sign(0, (b"\x89PNG\r\n\x1a\n",), FileKind.PNG),
    _Sign(0, (b"\xff\xd8\xff",), FileKind.JPEG),
    _Sign(8, (b"WEBP",), FileKind.WEBP),
    _Sign(8, (b"WAVE",), foreign="wav"),
    _Sign(8, (b"AVI ",), foreign="avi"),
    _Sign(4, (b"ftypqt  ", b"moov", b"mdat", b"wide"), foreign="mov"),
    _Sign(4, (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1", b"ftypavif", b"ftypavis"), foreign="heic"),
    _Sign(4, (b"ftyp",), FileKind.MP4),
    _Sign(0, (b"\x1a\x45\xdf\xa3",), FileKind.WEBM),
    _Sign(0, (b"ID3",), FileKind.MP3),
    _Sign(0, (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",), foreign="ole"),
    _Sign(0, (b"{\\rtf",), foreign="rtf"),
    _Sign(0, (b"GIF87a", b"GIF89a"), foreign="gif"),
    _Sign(0, (b"II*\x00", b"MM\x00*"), foreign="tiff"),
    _Sign(0, (b"OggS",), foreign="ogg"),
    _Sign(0, (b"fLaC",), foreign="flac"),
    _Sign(0, (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"), foreign="archive"),
)  # fmt: skip
# The parts in which Office keeps a document with a password, or one that only some may open.
_LOCKED_PARTS = ("EncryptedPackage", "EncryptionInfo", "DRMEncryptedDataSpace")
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")


def claimed(path: Path, head: bytes, ending: str) -> FileKind | None:
    """The kind whose sign stands at the beginning; None where it may be text.

    Takes where the file lies, its first bytes and the ending of its name. Raises FileRefused for what we do not take.
    """
    if head.startswith(_PROGRAMS):
        raise FileRefused(Reason.PROGRAM)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return packages.kind_of(path)
    for sign in _SIGNS:
        if any(head.startswith(each, sign.at) for each in sign.signs) and _fits(sign, head):
            if sign.kind is not None:
                return sign.kind
            raise _foreign(path, sign.foreign, ending)
    return FileKind.MP3 if _begins_with_a_frame(head) else None


def _fits(sign: _Sign, head: bytes) -> bool:
    """The signs at byte 8 count only where a RIFF container begins the file."""
    return sign.at != 8 or head.startswith(b"RIFF")


def _begins_with_a_frame(head: bytes) -> bool:
    """Whether a frame of MPEG sound, layer III, stands at the very beginning."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, frequency = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in (0, 15) and frequency != 3


def _foreign(path: Path, name: str, ending: str) -> FileRefused:
    if name != "ole":
        return FileRefused(Reason.FOREIGN, foreign=name)
    if _is_locked_office(path):
        return FileRefused(Reason.LOCKED)
    return FileRefused(Reason.FOREIGN, foreign="old or locked" if ending in ENDINGS else name)


def _is_locked_office(path: Path) -> bool:
    """Office wraps a document with a password into a file of the old kind."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(name.encode("utf-16-le")) >= 0 for name in _LOCKED_PARTS)
