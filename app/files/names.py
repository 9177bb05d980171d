"""What the kinds of file are called, ours and those that we do not take."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.files.kinds import FileKind

KIND_NAMES = {
    FileKind.PDF: lazy_gettext("PDF"),
    FileKind.DOCX: lazy_gettext("Word document"),
    FileKind.XLSX: lazy_gettext("Excel workbook"),
    FileKind.ODT: lazy_gettext("OpenDocument text"),
    FileKind.CSV: lazy_gettext("CSV table"),
    FileKind.PNG: lazy_gettext("PNG picture"),
    FileKind.JPEG: lazy_gettext("JPEG picture"),
    FileKind.WEBP: lazy_gettext("WebP picture"),
    FileKind.SVG: lazy_gettext("SVG drawing"),
    FileKind.MP3: lazy_gettext("MP3 recording"),
    FileKind.MP4: lazy_gettext("MP4 video"),
    FileKind.WEBM: lazy_gettext("WebM video"),
    FileKind.VTT: lazy_gettext("WebVTT transcript"),
    FileKind.TXT: lazy_gettext("plain text"),
}

# What people send that we know well enough to say so, and what to do instead.
FOREIGN_NAMES = {
    "pptx": lazy_gettext("a PowerPoint presentation. Save it as a PDF and send that"),
    "ods": lazy_gettext("an OpenDocument spreadsheet. Save it as an Excel workbook or as CSV and send that"),
    "odp": lazy_gettext("an OpenDocument presentation. Save it as a PDF and send that"),
    "template": lazy_gettext("a template. Save it as an ordinary document and send that"),
    "ole": lazy_gettext(
        "an Office file of the old kind. Save it in the present format (.docx or .xlsx), and send that"
    ),
    # Its name is a new one, its content an old one: nobody has seen which of the two is right.
    "old or locked": lazy_gettext(
        "an Office file of the old kind, or one that is locked. Open it, save a new copy without a password, and send"
        " that"
    ),
    "rtf": lazy_gettext("a rich text file. Save it as a Word document or a PDF and send that"),
    "zip": lazy_gettext("a ZIP folder. Unpack it and send its files one by one"),
    "archive": lazy_gettext("a packed folder. Unpack it and send its files one by one"),
    "gif": lazy_gettext("a GIF picture. Save it as PNG and send that"),
    "bmp": lazy_gettext("a bitmap picture. Save it as PNG and send that"),
    "tiff": lazy_gettext("a TIFF picture. Save it as PNG or JPEG and send that"),
    "heic": lazy_gettext("a HEIC or AVIF picture. Save it as JPEG and send that"),
    "mov": lazy_gettext("a QuickTime video. Save it as MP4 and send that"),
    "mkv": lazy_gettext("a Matroska video. Save it as WebM or MP4 and send that"),
    "wav": lazy_gettext("a WAV recording. Save it as MP3 and send that"),
    "avi": lazy_gettext("an AVI video. Save it as MP4 and send that"),
    "ogg": lazy_gettext("an Ogg recording. Save it as MP3 and send that"),
    "flac": lazy_gettext("a FLAC recording. Save it as MP3 and send that"),
}


def kind_name(kind: str) -> str:
    """What a file is, in the reader's language."""
    return str(KIND_NAMES[FileKind(kind)])
