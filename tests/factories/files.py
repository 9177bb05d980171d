"""Files for tests: a small sound one of each kind, and rows that refer to one without a process that looks into it."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image
from pypdf import PdfWriter

from app.core import clock
from app.core.db import db
from app.evidence.models import AssemblySession, EvidenceFile, EvidenceItem, FileVersion
from app.files import services, store
from app.files.models import FileKind
from app.files.received import Received

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# "Coggan's Lane" as degrees, minutes and seconds, and the maker of the telephone.
GPS, MAKER = 0x8825, 0x010F


def pdf(pages: int = 1, change: Callable[[PdfWriter], object] = lambda _writer: None) -> bytes:
    """A PDF with so many empty pages; `change` may do anything to it before it is written."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def package(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP package with these parts in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def _content_types(main: str, content_type: str) -> str:
    return (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{content_type}"/></Types>'
    )


def _relations(main: str) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{main}"/></Relationships>'
    )


def paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word document, in one of Word's own styles, such as "Heading1"."""
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{look}<w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def docx_parts(body: str = "", pages: int | None = 3) -> dict[str, str | bytes]:
    """What a Word document is made of, by name; `body` is WordprocessingML."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types("word/document.xml", _WORD),
        "_rels/.rels": _relations("word/document.xml"),
        "word/document.xml": f'{_XML}<w:document xmlns:w="{_W}"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
        f"{body or paragraph('What the lane is used for.')}</w:body></w:document>",
    }
    if pages is not None:
        parts["docProps/app.xml"] = (
            f'{_XML}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            f"<Pages>{pages}</Pages></Properties>"
        )
    return parts


def footnotes(*notes: str) -> dict[str, str | bytes]:
    """The parts that a document has for these footnotes, to which it refers by their numbers from 1."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    inner = "".join(
        f'<w:footnote w:id="{number}">{paragraph(note)}</w:footnote>' for number, note in enumerate(notes, 1)
    )
    return {
        "word/footnotes.xml": f'{_XML}<w:footnotes xmlns:w="{_W}">{inner}</w:footnotes>',
        "word/_rels/document.xml.rels": f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006'
        f'/relationships"><Relationship Id="notes" Type="{office}/footnotes" Target="footnotes.xml"/></Relationships>',
    }


def _docx() -> bytes:
    return package(docx_parts())


def _xlsx() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return package(
        {
            "[Content_Types].xml": _content_types("xl/workbook.xml", _EXCEL),
            "_rels/.rels": _relations("xl/workbook.xml"),
            "xl/workbook.xml": f'{_XML}<workbook xmlns="{main}"><sheets/></workbook>',
        }
    )


def _odt() -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content xmlns:office="{office}"/>',
            "meta.xml": f'<office:document-meta xmlns:office="{office}" xmlns:meta="m">'
            '<meta:document-statistic meta:page-count="2"/></office:document-meta>',
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


def picture(kind: FileKind, width: int = 40, height: int = 30, **saving: Any) -> bytes:
    """A picture, dark on its left and light on its right."""
    made = Image.new("RGB", (width, height), (240, 240, 230))
    made.paste((40, 60, 90), (0, 0, width // 2, height))
    out = io.BytesIO()
    made.save(out, {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG", FileKind.WEBP: "WEBP"}[kind], **saving)
    return out.getvalue()


def telling_exif(orientation: int = 1) -> Image.Exif:
    """What a telephone writes into a photograph: which one it is, how it was held, where it was."""
    exif = Image.Exif()
    exif[MAKER] = "Telltale Telephones"
    exif[0x0112] = orientation
    exif.get_ifd(GPS).update({1: "N", 2: (52.0, 34.0, 12.0), 3: "E", 4: (0.0, 8.0, 30.0)})
    return exif


def _mp3(frames: int = 80) -> bytes:
    """Silence: frames of 128 kbit/s and 44.1 kHz, of which each lasts 26 milliseconds."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * frames


def box(kind: bytes, content: bytes) -> bytes:
    """A box of an MP4."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def _mp4(seconds: int = 7, width: int = 640, height: int = 360) -> bytes:
    movie = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80)
    track = bytes(76) + struct.pack(">II", width << 16, height << 16)
    return (
        box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2mp41")
        + box(b"moov", box(b"mvhd", movie) + box(b"trak", box(b"tkhd", track)))
        + box(b"mdat", b"\x00" * 64)
    )


def element(number: int, content: bytes) -> bytes:
    """An element of a WebM, its length in eight bytes."""
    name = number.to_bytes((number.bit_length() + 7) // 8)
    return name + (0x0100000000000000 | len(content)).to_bytes(8) + content


def _webm(seconds: float = 5.0) -> bytes:
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    info = element(
        0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40") + element(0x4489, struct.pack(">d", seconds * 1000))
    )
    return head + element(0x18538067, info + element(0x1F43B675, element(0xE7, b"\x00")))


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><title>The lane</title>'
    '<rect width="120" height="80" fill="#eee"/><text x="8" y="40">Shops</text></svg>'
)
VTT = "WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Olu>Good morning.\n"
_MADE: dict[FileKind, Callable[[], bytes]] = {
    FileKind.PDF: pdf,
    FileKind.DOCX: _docx,
    FileKind.XLSX: _xlsx,
    FileKind.ODT: _odt,
    FileKind.CSV: "shop,visitors\nCafé,120\nBookshop,45\n".encode,
    FileKind.PNG: lambda: picture(FileKind.PNG),
    FileKind.JPEG: lambda: picture(FileKind.JPEG),
    FileKind.WEBP: lambda: picture(FileKind.WEBP),
    FileKind.SVG: SVG.encode,
    FileKind.MP3: _mp3,
    FileKind.MP4: _mp4,
    FileKind.WEBM: _webm,
    FileKind.VTT: VTT.encode,
    FileKind.TXT: "The lane is narrow – and busy.\n".encode,
}


def valid_file(kind: FileKind) -> bytes:
    """A small sound file of a kind."""
    return _MADE[kind]()


def make_received(
    kind: FileKind = FileKind.PDF, content: bytes | None = None, name: str = "", **facts: Any
) -> Received:
    """A file as a form gives it to a service: in the store, with the facts given. Nobody has looked into it."""
    content = valid_file(kind) if content is None else content
    digest = hashlib.sha256(content).hexdigest()
    with store.here().workplace() as place:
        (place / "made").write_bytes(content)
        store.here().put(place / "made", digest)
    return Received(name or f"slides.{kind.value}", kind, digest, len(content), **facts)


def make_evidence_file(
    thing: EvidenceItem | AssemblySession, *received: Received, label: str = "The slides", **columns: Any
) -> EvidenceFile:
    """A file beside an item or a session, with a version for each content given (a PDF where none is)."""
    file = EvidenceFile(subject_id=thing.subject_id, position=len(thing.files), label=label, **columns)
    for number, each in enumerate(received or [make_received()], start=1):
        stored = services.keep(each)
        file.versions.append(
            FileVersion(number=number, stored=stored, name=each.safe_name, added_at=clock.now())
        )
    db.session.add(file)
    db.session.flush()
    db.session.expire(thing, ["files"])
    return file
