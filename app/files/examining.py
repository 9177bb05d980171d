"""What a file really is, by its content, and whether it can be published. Knows neither the web nor the database.

The beginning of the bytes says which kind it claims to be; the parser of that kind says whether that is true. The name
is only compared with it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from app.files import documents, drawings, packages, pictures, recordings, texts
from app.files.findings import Findings
from app.files.kinds import ENDINGS, TEXTS, FileKind
from app.files.refusals import FileRefused, Reason

HEAD = 4096
# Kinds of which two can stand in one file: each program that opens it sees another one.
_APPENDABLE = frozenset({FileKind.PDF, FileKind.MP3, FileKind.MP4, FileKind.WEBM})


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
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")

_CHECKS: Mapping[FileKind, Callable[[Path], Findings]] = {
    FileKind.PDF: documents.examine_pdf,
    FileKind.DOCX: documents.examine_docx,
    FileKind.XLSX: documents.examine_xlsx,
    FileKind.ODT: documents.examine_odt,
    FileKind.PNG: pictures.examine_png,
    FileKind.JPEG: pictures.examine_jpeg,
    FileKind.WEBP: pictures.examine_webp,
    FileKind.SVG: drawings.examine_svg,
    FileKind.MP3: recordings.examine_mp3,
    FileKind.MP4: recordings.examine_mp4,
    FileKind.WEBM: recordings.examine_webm,
    FileKind.VTT: texts.examine_vtt,
    FileKind.CSV: texts.examine_csv,
    FileKind.TXT: texts.examine_txt,
}


def examine(path: Path, name: str) -> Findings:
    """Look into a file.

    Takes where it lies (a workplace of its own: what is made of it is written beside it) and the name that it came
    with. Returns what was found. Raises FileRefused.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise FileRefused(Reason.EMPTY)
    ending = PurePosixPath(name.strip().lower().replace("\\", "/")).suffix.lstrip(".").strip()
    kind = _claimed(path, head) or _kind_of_text(path, head, ending)
    if ending and ENDINGS.get(ending) is not kind:
        raise FileRefused(Reason.MISNAMED, kind=kind.value, ending=ending[:20])
    if kind in _APPENDABLE and _is_also_a_zip(path):
        raise FileRefused(Reason.TWO_IN_ONE)
    return _CHECKS[kind](path)


def _claimed(path: Path, head: bytes) -> FileKind | None:
    """The kind whose sign stands at the beginning; None where it may be text."""
    if head.startswith(_PROGRAMS):
        raise FileRefused(Reason.PROGRAM)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return packages.kind_of(path)
    for sign in _SIGNS:
        if any(head.startswith(each, sign.at) for each in sign.signs) and _fits(sign, head):
            if sign.kind is not None:
                return sign.kind
            raise FileRefused(
                Reason.LOCKED if _is_locked_office(sign, path) else Reason.FOREIGN, foreign=sign.foreign
            )
    return FileKind.MP3 if recordings.begins_with_a_frame(head) else None


def _fits(sign: _Sign, head: bytes) -> bool:
    """The signs at byte 8 count only where a RIFF container begins the file."""
    return sign.at != 8 or head.startswith(b"RIFF")


def _is_locked_office(sign: _Sign, path: Path) -> bool:
    """Office wraps a document with a password into a file of the old kind."""
    return sign.foreign == "ole" and documents.is_locked_office(path)


def _kind_of_text(path: Path, head: bytes, ending: str) -> FileKind:
    """Which kind of text it is: by how it begins, and among tables and plain text by its name."""
    beginning = texts.beginning_of(path, head)
    if beginning is None:
        raise FileRefused(Reason.NOT_TEXT if ENDINGS.get(ending) in TEXTS else Reason.UNKNOWN)
    if drawings.begins_a_drawing(beginning):
        return FileKind.SVG
    if texts.begins_a_web_page(beginning):
        raise FileRefused(Reason.WEB_PAGE)
    if texts.begins_a_program(beginning):
        raise FileRefused(Reason.PROGRAM)
    if texts.begins_a_transcript(beginning):
        return FileKind.VTT
    return FileKind.CSV if ENDINGS.get(ending) is FileKind.CSV else FileKind.TXT


def _is_also_a_zip(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            return bool(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
