"""Which kinds of file there are, how their names end, and how browsers are told of them. Knows no web, no database."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """What may be published, as file names end."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    CSV = "csv"
    PNG = "png"
    JPEG = "jpg"
    WEBP = "webp"
    SVG = "svg"
    MP3 = "mp3"
    MP4 = "mp4"
    WEBM = "webm"
    VTT = "vtt"
    TXT = "txt"


PICTURES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP})
RECORDINGS = frozenset({FileKind.MP3, FileKind.MP4, FileKind.WEBM})
TEXTS = frozenset({FileKind.CSV, FileKind.TXT, FileKind.VTT})
# What a browser may show where it stands. All else is saved, and never opened on our address.
SHOWN_IN_PLACE = PICTURES | RECORDINGS

# Other endings that mean the same.
ENDINGS: dict[str, FileKind] = {kind.value: kind for kind in FileKind} | {
    "jpeg": FileKind.JPEG,
    "jpe": FileKind.JPEG,
    "m4v": FileKind.MP4,
    "text": FileKind.TXT,
}

# Captions of another format. They are read where a transcript is wanted, and are never published as a file.
SUBRIP = "srt"
CAPTION_TEXTS = frozenset({FileKind.TXT, FileKind.VTT})

MEDIA_TYPES: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.CSV: "text/csv; charset=utf-8",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.WEBP: "image/webp",
    FileKind.SVG: "image/svg+xml; charset=utf-8",
    FileKind.MP3: "audio/mpeg",
    FileKind.MP4: "video/mp4",
    FileKind.WEBM: "video/webm",
    FileKind.VTT: "text/vtt; charset=utf-8",
    FileKind.TXT: "text/plain; charset=utf-8",
}
