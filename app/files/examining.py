"""What a file really is, by its content, and whether it can be published. Knows neither the web nor the database.

The beginning of the bytes says which kind it claims to be; the parser of that kind says whether that is true. The name
is only compared with it.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from pkgutil import resolve_name

from app.files import signs, texts
from app.files.findings import Findings
from app.files.kinds import CAPTION_TEXTS, ENDINGS, SUBRIP, TEXTS, FileKind
from app.files.refusals import FileRefused, Reason

HEAD = 4096
# Kinds of which two can stand in one file: each program that opens it sees another one.
_APPENDABLE = frozenset({FileKind.PDF, FileKind.MP3, FileKind.MP4, FileKind.WEBM})


# Where the check of each kind stands. A process looks into one file and loads the parser of its kind alone: loading all
# of them takes longer than most files do.
_CHECKS: Mapping[FileKind, str] = {
    FileKind.PDF: "app.files.pdfs:examine_pdf",
    FileKind.DOCX: "app.files.documents:examine_docx",
    FileKind.XLSX: "app.files.documents:examine_xlsx",
    FileKind.ODT: "app.files.documents:examine_odt",
    FileKind.PNG: "app.files.pictures:examine_png",
    FileKind.JPEG: "app.files.pictures:examine_jpeg",
    FileKind.WEBP: "app.files.pictures:examine_webp",
    FileKind.SVG: "app.files.drawings:examine_svg",
    FileKind.MP3: "app.files.recordings:examine_mp3",
    FileKind.MP4: "app.files.recordings:examine_mp4",
    FileKind.WEBM: "app.files.recordings:examine_webm",
    FileKind.VTT: "app.files.captions:examine_vtt",
    FileKind.CSV: "app.files.texts:examine_csv",
    FileKind.TXT: "app.files.texts:examine_txt",
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
    kind = signs.claimed(path, head, ending) or _kind_of_text(path, head, ending)
    is_captions = ending == SUBRIP and kind in CAPTION_TEXTS
    if ENDINGS.get(ending) is FileKind.VTT and kind is FileKind.TXT:
        raise FileRefused(Reason.NO_CAPTIONS_HEAD)
    if ending and ENDINGS.get(ending) is not kind and not is_captions:
        raise FileRefused(Reason.MISNAMED, kind=kind.value, ending=ending[:20])
    if kind in _APPENDABLE and _is_also_a_zip(path):
        raise FileRefused(Reason.TWO_IN_ONE)
    found: Findings = resolve_name(_CHECKS[kind])(path)
    return found


def _kind_of_text(path: Path, head: bytes, ending: str) -> FileKind:
    """Which kind of text it is: by how it begins, and among tables and plain text by its name."""
    beginning = texts.beginning_of(path, head)
    if beginning is None:
        raise FileRefused(
            Reason.NOT_TEXT if ENDINGS.get(ending) in TEXTS or ending == SUBRIP else Reason.UNKNOWN
        )
    if texts.begins_a_drawing(beginning):
        return FileKind.SVG
    if texts.begins_a_web_page(beginning):
        raise FileRefused(Reason.WEB_PAGE)
    # What stands before the drawing can be long, or be what is wrong with it: its own check says so.
    if ENDINGS.get(ending) is FileKind.SVG and texts.begins_with_a_tag(beginning):
        return FileKind.SVG
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
