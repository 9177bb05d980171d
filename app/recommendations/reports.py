"""The recommendations of a draft report, read from the Markdown of its Word file. Pure: Markdown in, texts out.

Which headings are recommendations? Those of the level on which "Recommendation 3: …" or "3. …" stand; where none is
numbered, those of the level that most often have text right below. Headings above that level are parts of the report,
headings below it are paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.recommendations import matching

# More than any real report has, and what a page can still show.
MOST_FOUND = 60
# A list stays with the sentence that leads to it while its points are this short; longer ones can be commented alone.
SHORT_POINT = 25
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_NAMED = re.compile(
    r"\s*(?:(?:draft\s+)?recommendation|rec\.?|argymhelliad|r(?=\d))\s*(?:no\.?|number|rhif|#)?\s*(\d{1,4})\b[\s.:)–—-]*",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\s*\(?(\d{1,4})(?:\s*[.:)]+\s*(?=\D)|\s+[–—-]+\s+)")
_SPACES = re.compile(r"[ \t\n]+")


@dataclass(frozen=True)
class Found:
    """A recommendation of the report: its number where the heading begins with one, its title, its paragraphs."""

    number: int | None
    title: str
    paragraphs: Sequence[str]

    @property
    def text(self) -> str:
        return matching.join(self.paragraphs)


@dataclass(frozen=True)
class Report:
    """What was found, and the text that belongs to no recommendation."""

    found: Sequence[Found]
    left_out: Sequence[str]


@dataclass(frozen=True)
class _Block:
    """A heading (`level` from 1) or a paragraph (0). A point of a list says by which mark it begins."""

    level: int
    text: str
    mark: str = ""


def read_heading(text: str) -> tuple[int | None, str, bool]:
    """The number with which a heading begins, the title behind it, and whether it says that it is a recommendation."""
    named = _NAMED.match(text)
    if named:
        return int(named[1]), text[named.end() :].strip() or text.strip(), True
    counted = _COUNTED.match(text)
    if counted:
        return int(counted[1]), text[counted.end() :].strip() or text.strip(), False
    return None, text.strip(), False


def read_report(markdown: str) -> Report:
    """Take a report apart into its recommendations and the rest.

    Takes the Markdown that `app.files.word` makes. Text before the first recommendation, between parts of the report
    and below a part's own heading is left out, in its order.
    """
    blocks = list(_lists_together(list(_blocks(markdown))))
    level = _level_of_recommendations(blocks)
    found: list[tuple[str, list[str]]] = []
    left_out: list[str] = []
    inside = False
    for block in blocks:
        if block.level and block.level == level:
            found.append((block.text, []))
            inside = True
        elif block.level and block.level < level:
            inside = False
            left_out.append(block.text)
        else:
            (found[-1][1] if inside else left_out).append(block.text)
    return Report([_found(heading, paragraphs) for heading, paragraphs in found], left_out)


def _found(heading: str, paragraphs: Sequence[str]) -> Found:
    number, title, _ = read_heading(heading)
    return Found(number, title, paragraphs)


def _level_of_recommendations(blocks: Sequence[_Block]) -> int:
    """The level of the headings that are recommendations; 0 where there is no heading."""
    read = [(block.level, *read_heading(block.text)) for block in blocks if block.level]
    named = Counter(level for level, _, _, is_named in read if is_named)
    counted = Counter(level for level, number, _, _ in read if number is not None)
    with_text = Counter(
        block.level for block, following in pairwise(blocks) if block.level and not following.level
    )
    # A single heading with a figure in front is more likely a year or a chapter.
    enough = counted if sum(counted.values()) > 1 else Counter[int]()
    levels = named or enough or with_text or Counter(level for level, *_ in read)
    return min(levels, key=lambda level: (-levels[level], level), default=0)


def _lists_together(blocks: Sequence[_Block]) -> Iterator[_Block]:
    """Short points of a list as lines of the sentence that leads to them; other points as paragraphs."""
    place = 0
    while place < len(blocks):
        lead = blocks[place]
        points: list[_Block] = []
        while place + 1 + len(points) < len(blocks) and blocks[place + 1 + len(points)].mark:
            points.append(blocks[place + 1 + len(points)])
        is_led = not lead.level and not lead.mark and lead.text.endswith((":", "–", "—"))
        if points and is_led and all(len(point.text.split()) <= SHORT_POINT for point in points):
            yield _Block(0, "\n".join([lead.text, *(f"{point.mark} {point.text}" for point in points)]))
            place += 1 + len(points)
        else:
            yield lead
            place += 1


def _blocks(markdown: str) -> Iterator[_Block]:
    """The headings, paragraphs, points and rows of tables, as plain text in their order."""
    marks: list[str] = []
    level = 0
    cells: list[str] | None = None
    fresh_mark = ""
    for token in _markdown.parse(markdown):
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "list_item_open":
            fresh_mark = f"{token.info}{token.markup}" if token.info else "-"
            marks.append(fresh_mark)
        elif token.type == "list_item_close":
            marks.pop()
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close" and cells is not None:
            yield from _worth(_Block(0, "; ".join(cell for cell in cells if cell)))
            cells = None
        elif token.type in ("code_block", "fence"):
            yield from _worth(_Block(0, token.content.strip()))
        elif token.type == "inline":
            text = _plain(token)
            if cells is not None:
                cells.append(text)
                continue
            yield from _worth(
                _Block(level, _SPACES.sub(" ", text) if level else text, fresh_mark if marks else "")
            )
            level, fresh_mark = 0, ""


def _worth(block: _Block) -> Iterator[_Block]:
    if block.text:
        yield block


def _plain(inline: Token) -> str:
    """The words without signs. A link keeps its address, where its words are another text."""
    parts: list[str] = []
    links: list[tuple[int, str]] = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
        elif token.type == "link_open":
            links.append((len(parts), str(token.attrGet("href") or "")))
        elif token.type == "link_close":
            start, address = links.pop()
            words = "".join(parts[start:])
            if address.startswith("http") and address.rstrip("/") != words.strip().rstrip("/"):
                parts.append(f" ({address})")
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
