"""The words of a Word document as Markdown: headings, lists, tables, links, notes; no pictures, nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

import mammoth
import nh3
from markdownify import MarkdownConverter

from app.files import packages, word_edits, word_notes
from app.files.findings import Words
from app.files.refusals import FileRefused, Reason

if TYPE_CHECKING:
    from app.files.received import Received

LARGEST_TEXT = 20 * 1024 * 1024
MOST_WORDS = 1_000_000
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "b", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_ATTRIBUTES = {"a": {"href"}, "td": {"colspan"}, "th": {"colspan"}}
_ESCAPES = (
    (re.compile(r"([\\`*<|]|\](?=[(\[:]))"), r"\\\1"),
    # Within a word it means itself, as in an e-mail address.
    (re.compile(r"((?<![^\W_])_|_(?![^\W_]))"), r"\\\1"),
    (re.compile(r"&(?=#?\w{1,40};)"), r"\\&"),
    (re.compile(r"^(\s*)([#>+=~-])", re.MULTILINE), r"\1\\\2"),
    (re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.MULTILINE), r"\1\\\2"),
)
_BREAKS_A_LINK = re.compile(r"[\s()<>\"\\]")
_MANY_LINE_ENDS = re.compile(r"\n{3,}")
_NOTE = re.compile(r'<a href="#(?:foot|end)note-\d+"[^>]*>(\[\d+\])</a>')
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-\d+"[^>]*>.*?</a>')


def read_docx(path: Path) -> Words:
    """The words of a document that has been examined.

    Takes where it lies. Returns Markdown that `core.text.markdown` shows whole, and what was left out or taken for
    granted. Raises FileRefused where it is too long for a page.
    """
    with packages.opened(path) as package:
        if (
            sum(entry.file_size for entry in package.infolist() if entry.filename.endswith(".xml"))
            > LARGEST_TEXT
        ):
            raise FileRefused(Reason.TOO_HEAVY)
    plain, edits = word_edits.without_edits(path)
    has_notes = False

    def look_for_notes(document: Any) -> Any:
        nonlocal has_notes
        has_notes = word_notes.has_notes(document)
        return document

    markdown = _markdown_of(plain, look_for_notes)
    in_place = _markdown_of(plain, word_notes.beside_their_text) if has_notes else markdown
    return Words(markdown, in_place, edits.is_tracked, edits.has_nested_tables, edits.struck, edits.hidden)


def _markdown_of(document: IO[bytes], change: Callable[[Any], Any]) -> str:
    document.seek(0)
    html = mammoth.convert_to_html(
        document,
        transform_document=change,
        convert_image=mammoth.images.img_element(lambda _picture: {}),
        ignore_empty_paragraphs=True,
    ).value
    text = as_markdown(html)
    if len(text) > MOST_WORDS:
        raise FileRefused(Reason.TOO_HEAVY)
    return text


def as_markdown(html: str) -> str:
    """Clean HTML as Markdown that shows the same words. A note's mark in the text becomes its number in brackets."""
    html = _BACK.sub("", _NOTE.sub(r"\1", html))
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
    text = _Faithful(heading_style="atx", bullets="-", strip=["sub", "sup"], table_infer_header=True).convert(
        clean
    )
    return _MANY_LINE_ENDS.sub("\n\n", text.replace("\x00", "")).strip()


def markdown_from_docx(received: Received) -> str:
    """The words of a Word document that a form has brought, read when it came in.

    Raises FileRefused where it is none, or has no words that can be read.
    """
    if not received.markdown:
        raise FileRefused(Reason.NO_WORDS)
    return received.markdown


class _Faithful(MarkdownConverter):
    """Escapes what Markdown would read as a sign of its own, and no more: officers will go on writing here."""

    def escape(self, text: str, _parent_tags: object) -> str:
        for signs, escaped in _ESCAPES:
            text = signs.sub(escaped, text or "")
        return text

    def convert_a(self, element: Any, text: str, parent_tags: Any) -> str:
        """A link whose address holds spaces or brackets is a link all the same."""
        element["href"] = _BREAKS_A_LINK.sub(lambda sign: quote(sign[0]), element.get("href", ""))
        written: str = super().convert_a(element, text, parent_tags)  # type: ignore[misc]
        return written
