"""What the kinds of evidence, and of files, are called."""

from __future__ import annotations

from flask_babel import lazy_gettext

from app.evidence.models import EvidenceKind
from app.files.models import FileKind

EVIDENCE_NAMES = {
    EvidenceKind.PRESENTATION: lazy_gettext("Presentation"),
    EvidenceKind.BRIEFING: lazy_gettext("Briefing"),
    EvidenceKind.WITNESS_STATEMENT: lazy_gettext("Witness statement"),
    EvidenceKind.WRITTEN_SUBMISSION: lazy_gettext("Written submission"),
    EvidenceKind.DATASET: lazy_gettext("Dataset"),
}
# What a group of them is called at the head of a list.
EVIDENCE_HEADINGS = {
    EvidenceKind.PRESENTATION: lazy_gettext("Presentations"),
    EvidenceKind.BRIEFING: lazy_gettext("Briefings"),
    EvidenceKind.WITNESS_STATEMENT: lazy_gettext("Witness statements"),
    EvidenceKind.WRITTEN_SUBMISSION: lazy_gettext("Written submissions"),
    EvidenceKind.DATASET: lazy_gettext("Datasets"),
}
FILE_NAMES = {
    FileKind.PDF: lazy_gettext("PDF"),
    FileKind.DOCX: lazy_gettext("Word document"),
    FileKind.XLSX: lazy_gettext("Excel table"),
    FileKind.ODT: lazy_gettext("OpenDocument text"),
    FileKind.CSV: lazy_gettext("Table (CSV)"),
    FileKind.PNG: lazy_gettext("Picture"),
    FileKind.JPEG: lazy_gettext("Picture"),
    FileKind.WEBP: lazy_gettext("Picture"),
    FileKind.SVG: lazy_gettext("Drawing (SVG)"),
    FileKind.MP3: lazy_gettext("Sound (MP3)"),
    FileKind.MP4: lazy_gettext("Video (MP4)"),
    FileKind.WEBM: lazy_gettext("Video (WebM)"),
    FileKind.VTT: lazy_gettext("Captions (VTT)"),
    FileKind.TXT: lazy_gettext("Plain text"),
}
# The languages in which evidence is kept; both have an index to search.
LANGUAGE_NAMES = {"en": lazy_gettext("English"), "cy": lazy_gettext("Welsh")}


def evidence_name(kind: str) -> str:
    """What an evidence item is, in the reader's language."""
    return str(EVIDENCE_NAMES[EvidenceKind(kind)])


def file_name(kind: str) -> str:
    """What a file is, in the reader's language."""
    return str(FILE_NAMES[FileKind(kind)])
