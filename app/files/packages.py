"""Office documents are ZIP packages: what kind one is, and whether it is sound and harmless to unpack.

Nothing in a package is believed. Every entry is unpacked to nowhere, counted as it comes, and its checksum compared.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO, Protocol
from xml.parsers import expat

from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason

MOST_ENTRIES = 5000
MOST_UNPACKED = 400 * 1024 * 1024
# Below this nothing is a bomb; above it, text of an office document shrinks to a hundredth at best.
HARMLESS = 20 * 1024 * 1024
MOST_TIMES = 100
DEEPEST = 2
LARGEST_PART_READ = 1024 * 1024
CHUNK = 64 * 1024
_CONTENT_TYPE = re.compile(rb"""ContentType\s*=\s*["']([^"']{1,200})["']""")
_EMBEDDED = re.compile(r"(?:word|xl|ppt)/embeddings/[^/]+\.(?:xlsx|docx|pptx)", re.IGNORECASE)
_BASE = b"application/vnd.openxmlformats-officedocument."
_MAIN_PARTS: dict[bytes, FileKind | str] = {
    _BASE + b"wordprocessingml.document.main+xml": FileKind.DOCX,
    _BASE + b"spreadsheetml.sheet.main+xml": FileKind.XLSX,
    _BASE + b"presentationml.presentation.main+xml": "pptx",
    _BASE + b"presentationml.slideshow.main+xml": "pptx",
    _BASE + b"wordprocessingml.template.main+xml": "template",
    _BASE + b"spreadsheetml.template.main+xml": "template",
    _BASE + b"presentationml.template.main+xml": "template",
}
_OPEN_DOCUMENTS: dict[bytes, FileKind | str] = {
    b"application/vnd.oasis.opendocument.text": FileKind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.text-template": "template",
}


class Seekable(Protocol):
    """A file or something like one, from which a package is read."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, whence: int = ..., /) -> int: ...
    def tell(self) -> int: ...


def opened(source: Path) -> zipfile.ZipFile:
    """The package, if its list of contents can be read. Raises FileRefused."""
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise FileRefused(Reason.BROKEN) from error


def kind_of(path: Path) -> FileKind:
    """Which office document a package is. Raises FileRefused where it is another one, or none."""
    with opened(path) as package:
        names = set(package.namelist())
        if "[Content_Types].xml" in names:
            kinds = _MAIN_PARTS
            said = _CONTENT_TYPE.findall(part(package, "[Content_Types].xml"))
            if any(b"macroenabled" in each.lower() for each in said):
                raise FileRefused(Reason.MACROS)
        else:
            kinds = _OPEN_DOCUMENTS
            said = [part(package, "mimetype").strip()] if "mimetype" in names else []
    kind = next((kinds[each] for each in said if each in kinds), "zip")
    if isinstance(kind, FileKind):
        return kind
    raise FileRefused(Reason.FOREIGN, foreign=kind)


def part(package: zipfile.ZipFile, name: str, most: int = LARGEST_PART_READ) -> bytes:
    """The beginning of one entry, empty where there is none."""
    try:
        with package.open(name) as entry:
            return entry.read(most)
    except KeyError:
        return b""
    except RuntimeError as error:
        raise FileRefused(Reason.LOCKED) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise FileRefused(Reason.BROKEN) from error


class _Budget:
    """How much may still be unpacked, in a package and all those within it."""

    def __init__(self, size: int) -> None:
        self.left = min(MOST_UNPACKED, max(HARMLESS, MOST_TIMES * size))
        self.entries = MOST_ENTRIES

    def spend(self, unpacked: int) -> None:
        self.left -= unpacked
        if self.left < 0:
            raise FileRefused(Reason.BOMB)

    def spend_entries(self, count: int) -> None:
        self.entries -= count
        if self.entries < 0:
            raise FileRefused(Reason.BOMB)


def check(path: Path) -> None:
    """Unpack a package to nowhere. Raises FileRefused where it is broken, locked, a bomb, has macros or odd names."""
    with path.open("rb") as file:
        _ends_with_its_contents(file, path.stat().st_size)
    with opened(path) as package:
        _check(package, _Budget(path.stat().st_size), depth=0)


def _ends_with_its_contents(file: IO[bytes], size: int) -> None:
    """After the list of contents nothing follows: not a comment, not another file."""
    file.seek(max(0, size - 22))
    end = file.read(22)
    if not end.startswith(b"PK\x05\x06") or end[-2:] != b"\x00\x00":
        raise FileRefused(Reason.TWO_IN_ONE if b"PK\x05\x06" in _tail(file, size) else Reason.BROKEN)


def _tail(file: IO[bytes], size: int) -> bytes:
    file.seek(max(0, size - 22 - CHUNK))
    return file.read()


def _check(package: zipfile.ZipFile, budget: _Budget, depth: int) -> None:
    entries = package.infolist()
    budget.spend_entries(len(entries))
    _check_names([entry.orig_filename for entry in entries])
    # What the package says of itself is enough to refuse it, never enough to take it.
    if sum(entry.file_size for entry in entries) > budget.left:
        raise FileRefused(Reason.BOMB)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise FileRefused(Reason.LOCKED)
        _check_entry(package, entry, budget, depth)


def _check_names(names: list[str]) -> None:
    """Names that lead out of the folder into which somebody unpacks, or two entries of one name."""
    folded = [name.casefold() for name in names]
    if len(set(folded)) != len(folded):
        raise FileRefused(Reason.TRICKY)
    for name in folded:
        steps = re.split(r"[/\\]", name)
        if ".." in steps or name.startswith(("/", "\\")) or ":" in steps[0] or "\x00" in name:
            raise FileRefused(Reason.TRICKY)
        if steps[-1] == "vbaproject.bin" or (steps[0] in ("basic", "scripts") and len(steps) > 1):
            raise FileRefused(Reason.MACROS)


def _check_entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    try:
        with package.open(entry) as content:
            head = content.read(CHUNK)
            budget.spend(len(head))
            while data := content.read(CHUNK):
                budget.spend(len(data))
            if head.startswith(b"PK\x03\x04"):
                _check_nested(content, entry.filename, budget, depth + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(Reason.BROKEN) from error
    except RuntimeError as error:
        raise FileRefused(Reason.LOCKED) from error


def _check_nested(content: IO[bytes], name: str, budget: _Budget, depth: int) -> None:
    """A chart keeps its table as a workbook of its own. Any other package within a package is a place to hide."""
    if depth > DEEPEST or not _EMBEDDED.fullmatch(name):
        raise FileRefused(Reason.BOMB if depth > DEEPEST else Reason.TRICKY)
    content.seek(0)
    with zipfile.ZipFile(content) as nested:
        _check(nested, budget, depth)


def check_xml(package: zipfile.ZipFile, name: str) -> None:
    """The main part of a document is well-formed XML without definitions of its own. Raises FileRefused."""
    parser = expat.ParserCreate()

    def refuse(*_definition: object) -> None:
        raise FileRefused(Reason.TRICKY)

    parser.StartDoctypeDeclHandler = refuse
    try:
        with package.open(name) as content:
            parser.ParseFile(content)
    except (KeyError, expat.ExpatError) as error:
        raise FileRefused(Reason.BROKEN) from error
