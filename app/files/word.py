"""The words of a Word document as Markdown: headings, lists, tables, links, notes; no pictures, nothing that runs."""

from __future__ import annotations

import re
from pathlib import Path

import mammoth
import nh3
from markdownify import markdownify

from app.files import packages
from app.files.refusals import FileRefused, Reason

LARGEST_TEXT = 20 * 1024 * 1024
MOST_WORDS = 1_000_000
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "b", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_MANY_LINE_ENDS = re.compile(r"\n{3,}")
_NOTE = re.compile(r'<a href="#(?:foot|end)note-\d+"[^>]*>(\[\d+\])</a>')
_BACK = re.compile(r'\s*<a href="#(?:foot|end)note-ref-\d+"[^>]*>.*?</a>')


def read_docx(path: Path) -> str:
    """The words of a document that has been examined.

    Takes where it lies. Returns Markdown that `core.text.markdown` shows whole. Raises FileRefused where it is too
    long for a page.
    """
    with packages.opened(path) as package:
        if (
            sum(entry.file_size for entry in package.infolist() if entry.filename.endswith(".xml"))
            > LARGEST_TEXT
        ):
            raise FileRefused(Reason.TOO_HEAVY)
    with path.open("rb") as file:
        html = mammoth.convert_to_html(
            file, convert_image=mammoth.images.img_element(lambda _picture: {}), ignore_empty_paragraphs=True
        ).value
    text = as_markdown(html)
    if len(text) > MOST_WORDS:
        raise FileRefused(Reason.TOO_HEAVY)
    return text


def as_markdown(html: str) -> str:
    """Clean HTML as Markdown. What stands for a note in the text becomes its number in brackets."""
    html = _BACK.sub("", _NOTE.sub(r"\1", html))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "td": {"colspan"}, "th": {"colspan"}},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    text = str(markdownify(clean, heading_style="atx", bullets="-", strip=["sub", "sup"]))
    return _MANY_LINE_ENDS.sub("\n\n", text.replace("\x00", "")).strip()
