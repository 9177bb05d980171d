"""Office documents: whole, open to everybody, and without anything that runs."""

from __future__ import annotations

import re
from pathlib import Path

from app.files import packages
from app.files.findings import Findings
from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason

_PAGES = re.compile(rb"<(?:\w+:)?Pages>\s*(\d{1,6})\s*</")
_PAGE_COUNT = re.compile(rb"""page-count\s*=\s*["'](\d{1,6})["']""")


def examine_docx(path: Path) -> Findings:
    """A Word document, and how many pages Word counted in it."""
    return _examine_office(path, FileKind.DOCX, "word/document.xml", ("docProps/app.xml", _PAGES))


def examine_xlsx(path: Path) -> Findings:
    """An Excel workbook."""
    return _examine_office(path, FileKind.XLSX, "xl/workbook.xml")


def examine_odt(path: Path) -> Findings:
    """An OpenDocument text, and how many pages it says it has."""
    with packages.opened(path) as package:
        if b"encryption-data" in packages.part(package, "META-INF/manifest.xml"):
            raise FileRefused(Reason.LOCKED)
    return _examine_office(path, FileKind.ODT, "content.xml", ("meta.xml", _PAGE_COUNT))


def _examine_office(
    path: Path, kind: FileKind, main: str, counted: tuple[str, re.Pattern[bytes]] | None = None
) -> Findings:
    packages.check(path)
    with packages.opened(path) as package:
        packages.check_xml(package, main)
        found = counted[1].search(packages.part(package, counted[0])) if counted else None
    pages = int(found[1]) if found else 0
    return Findings(kind.value, pages=pages or None)
