"""PDFs: whole, open to everybody, and without anything that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from app.files.findings import Findings
from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason

MOST_OBJECTS = 300_000
MOST_PAGES = 10_000
REMEMBERED = 1000
# Deeper than any program nests values within one object.
DEEPEST = 40
_RUNS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition"}
_TAIL = 1024


def examine_pdf(path: Path) -> Findings:
    """A PDF that is whole and only to be read, and how many pages it has."""
    with path.open("rb") as file:
        if re.search(rb"<\s*(?:html|script|!doctype|svg|body)", file.read(_TAIL).lower()):
            raise FileRefused(Reason.TWO_IN_ONE)
        file.seek(max(0, path.stat().st_size - _TAIL))
        if b"%%EOF" not in file.read():
            raise FileRefused(Reason.BROKEN)
        # Handed over as a stream: of a path, the library reads the whole file into memory.
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise FileRefused(Reason.LOCKED)
        pages = len(reader.pages)
        if not 1 <= pages <= MOST_PAGES:
            raise FileRefused(Reason.BROKEN if pages < 1 else Reason.TOO_HEAVY)
        _refuse_what_runs(reader)
    return Findings(FileKind.PDF.value, pages=pages)


def _refuse_what_runs(reader: PdfReader) -> None:
    """Look at every object, reachable or not: there are many places for a script, and one kind of object for it."""
    for done, (number, generation) in enumerate(_object_numbers(reader), start=1):
        try:
            thing = reader.get_object(IndirectObject(number, generation, reader))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError):
            # A leftover that no program can read does nothing.
            continue
        for words in _dictionaries(thing, 0):
            _refuse_action(words)
        if done % REMEMBERED == 0:
            # The pages of a scanned book are large, and are not needed again.
            reader.resolved_objects.clear()


def _object_numbers(reader: PdfReader) -> list[tuple[int, int]]:
    plain = [(number, generation) for generation, table in reader.xref.items() for number in table]
    packed = [(number, 0) for number in reader.xref_objStm]
    if len(plain) + len(packed) > MOST_OBJECTS:
        raise FileRefused(Reason.TOO_HEAVY)
    # Objects packed together are read together.
    return plain + sorted(packed, key=lambda each: reader.xref_objStm[each[0]])


def _dictionaries(thing: Any, depth: int) -> Iterator[DictionaryObject]:
    """A dictionary and those that stand within it, not those that it points at: they have their own number."""
    if depth > DEEPEST:
        raise FileRefused(Reason.TOO_HEAVY)
    if isinstance(thing, DictionaryObject):
        yield thing
        inner: Any = thing.values()
    elif isinstance(thing, ArrayObject):
        inner = thing
    else:
        return
    for each in inner:
        yield from _dictionaries(each, depth + 1)


def _refuse_action(words: DictionaryObject) -> None:
    kind = words.raw_get("/S") if "/S" in words else None
    if isinstance(kind, str) and str(kind) in _RUNS:
        raise FileRefused(Reason.SCRIPTS)
    if "/JS" in words or "/JavaScript" in words or "/XFA" in words:
        raise FileRefused(Reason.SCRIPTS)
    if "/EmbeddedFiles" in words or "/EF" in words:
        raise FileRefused(Reason.ATTACHMENTS)
