"""Plain text and tables of commas: decoded strictly, and kept as UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from app.files.findings import Findings
from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason

CHUNK = 256 * 1024
UTF8, UTF8_MARKED, UTF16, WINDOWS = "utf-8", "utf-8-sig", "utf-16", "cp1252"
# Tabs, line ends and page breaks are the only ones that a text has.
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
# As browsers guess a web page, where they are not told better: by what the text begins with.
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|iframe|title|meta|style|table"
    r"|div|img|font|h1|a|b|p|br|svg|math|object|embed|link)(?:[\s>/]|$)",
    re.IGNORECASE | re.DOTALL,
)
_DRAWING = re.compile(
    r"\ufeff?\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!doctype\s+svg[^>\[]*(?:\[.*?\])?\s*>\s*)*<(?:\w+:)?svg(?:[\s>/]|$)",
    re.IGNORECASE | re.DOTALL,
)
_PROGRAM = re.compile(r"\s*(?:#!|<\?php|<\?=|<%|@echo\s+off)", re.IGNORECASE)


def _decoder_of(path: Path) -> str | None:
    """In which of the usual ways a file is written, or None where it is no text."""
    with path.open("rb") as file:
        start = file.read(3)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        ways = [UTF16]
    elif start.startswith(codecs.BOM_UTF8):
        ways = [UTF8_MARKED]
    else:
        ways = [UTF8, WINDOWS]
    return next((way for way in ways if _is_text(path, way)), None)


def _is_text(path: Path, way: str) -> bool:
    try:
        return not any(_CONTROL.search(text) for text in _decoded(path, way))
    except UnicodeDecodeError:
        return False


def _decoded(path: Path, way: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(way)(errors="strict")
    with path.open("rb") as file:
        while data := file.read(CHUNK):
            yield decoder.decode(data)
    yield decoder.decode(b"", final=True)


def beginning_of(path: Path, head: bytes) -> str | None:
    """The beginning of a text; None where the beginning alone shows that it is none."""
    for way in (
        (UTF16,) if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else (UTF8_MARKED, WINDOWS)
    ):
        try:
            text = codecs.getincrementaldecoder(way)(errors="strict").decode(head)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def begins_a_web_page(text: str) -> bool:
    """Whether a browser that guesses would take it for a web page."""
    return _WEB_PAGE.match(text) is not None


def begins_a_drawing(text: str) -> bool:
    """Whether the root of what begins so is an SVG element."""
    return _DRAWING.match(text) is not None


def begins_with_a_tag(text: str) -> bool:
    """Whether it can be XML at all."""
    return text.lstrip("\ufeff \t\r\n").startswith("<")


def begins_a_program(text: str) -> bool:
    """Whether it is a script for a computer to run."""
    return _PROGRAM.match(text) is not None


def begins_a_transcript(text: str) -> bool:
    """Whether it says that it is WebVTT."""
    return re.match(r"\ufeff?WEBVTT(?:[ \t\r\n]|$)", text) is not None


def kept_as_utf8(path: Path, kind: FileKind) -> Findings:
    """As it was sent where it is UTF-8. Otherwise the same characters as UTF-8, and for a table the mark that lets
    Excel see that it is."""
    way = _decoder_of(path)
    if way is None:
        raise FileRefused(Reason.NOT_TEXT)
    if not any(text.strip() for text in _decoded(path, way)):
        raise FileRefused(Reason.EMPTY)
    if way in (UTF8, UTF8_MARKED):
        return Findings(kind.value)
    made = path.with_name("as-utf8")
    with made.open("w", encoding=UTF8_MARKED if kind is FileKind.CSV else UTF8, newline="") as out:
        out.writelines(_decoded(path, way))
    return Findings(kind.value, file=made.name)


def examine_txt(path: Path) -> Findings:
    """Plain text."""
    return kept_as_utf8(path, FileKind.TXT)


def examine_csv(path: Path) -> Findings:
    """A table. What is in its cells is the officer's data and stays as it is."""
    return kept_as_utf8(path, FileKind.CSV)
