"""What officers write in Markdown, as the paragraphs that residents read and comment on; and back. Pure.

A clause is words alone: comments stand on them, letter by letter. So Markdown is read once, when it is sent. What it
makes bold or leans stays as words, a link keeps its address beside its words, a short list stays with the sentence that
leads to it, and everything else that stands apart becomes a paragraph of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

# A list stays with the sentence that leads to it while its points are this short; longer ones can be commented alone.
SHORT_POINT = 25
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_SPACES = re.compile(r"[ \t\n]+")
# What Markdown would read as a sign of its own within a line, at the start of one, and anywhere.
_WITHIN = re.compile(r"([\\`*_\[\]<&!])")
_AT_START = re.compile(r"^(\s*)([-+*#>=|~]|\d{1,9}(?=[.)]))", re.MULTILINE)
_ANYWHERE = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True)
class Block:
    """A heading (`level` from 1) or a paragraph (0). A point of a list says by which mark it begins."""

    level: int
    text: str
    mark: str = ""


def paragraphs_of(markdown: str) -> list[str]:
    """The paragraphs of what was written: words alone, parted by nothing but their places in the list."""
    blocks = list(lists_together(list(blocks_of(markdown, softbreak="\n"))))
    return [f"{block.mark} {block.text}" if block.mark[:1].isdigit() else block.text for block in blocks]


def as_markdown(paragraphs: Sequence[str]) -> str:
    """The Markdown that `paragraphs_of` would read as these paragraphs, with no more signs than it takes."""
    wanted = [_folded(paragraph) for paragraph in paragraphs]
    for write in (str, _plainer, _at_start, _escaped):
        written = "\n\n".join(_written(paragraph, write) for paragraph in paragraphs)
        if [_folded(paragraph) for paragraph in paragraphs_of(written)] == wanted:
            return written
    return "\n\n".join(paragraphs)


def _written(paragraph: str, write: Callable[[str], str]) -> str:
    """A paragraph with as few signs as it takes by itself, and at least those of `write`."""
    for each in (write, _plainer, _at_start, _escaped):
        written = each(paragraph)
        if [_folded(read) for read in paragraphs_of(written)] == [_folded(paragraph)]:
            return written
    return paragraph


def _plainer(text: str) -> str:
    return _WITHIN.sub(r"\\\1", text)


def _at_start(text: str) -> str:
    return _AT_START.sub(_with_stroke, _plainer(text))


def _with_stroke(match: re.Match[str]) -> str:
    # A figure cannot be escaped, but the sign behind it can.
    return f"{match[1]}{match[2]}\\" if match[2].isdigit() else f"{match[1]}\\{match[2]}"


def _escaped(text: str) -> str:
    return _ANYWHERE.sub(r"\\\1", text)


def _folded(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def lists_together(blocks: Sequence[Block]) -> Iterator[Block]:
    """Short points of a list as lines of the sentence that leads to them; other points as paragraphs."""
    place = 0
    while place < len(blocks):
        lead = blocks[place]
        points: list[Block] = []
        while place + 1 + len(points) < len(blocks) and _goes_on(points, blocks[place + 1 + len(points)]):
            points.append(blocks[place + 1 + len(points)])
        is_led = not lead.level and not lead.mark and lead.text.endswith((":", "–", "—"))
        if points and is_led and all(len(point.text.split()) <= SHORT_POINT for point in points):
            yield Block(0, "\n".join([lead.text, *(f"{point.mark} {point.text}" for point in points)]))
            place += 1 + len(points)
        else:
            yield lead
            place += 1


def _goes_on(points: Sequence[Block], following: Block) -> bool:
    """Whether a block is a further point of the list: numbers after dashes are another list."""
    return bool(following.mark) and (not points or points[0].mark[0].isdigit() == following.mark[0].isdigit())


def blocks_of(markdown: str, softbreak: str = " ") -> Iterator[Block]:
    """The headings, paragraphs, points and rows of tables, as plain text in their order.

    `softbreak` is what a line end within a paragraph becomes: a space where a program broke the lines, a line end where
    a person did.
    """
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
            yield from _worth(Block(0, "; ".join(cell for cell in cells if cell)))
            cells = None
        elif token.type in ("code_block", "fence"):
            yield from _worth(Block(0, token.content.strip()))
        elif token.type == "inline":
            text = _plain(token, softbreak)
            if cells is not None:
                cells.append(text)
                continue
            yield from _worth(
                Block(level, _SPACES.sub(" ", text) if level else text, fresh_mark if marks else "")
            )
            level, fresh_mark = 0, ""


def _worth(block: Block) -> Iterator[Block]:
    if block.text:
        yield block


def _plain(inline: Token, softbreak: str) -> str:
    """The words without signs. A link keeps its address, where its words are another text."""
    parts: list[str] = []
    links: list[tuple[int, str]] = []
    for token in inline.children or ():
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(softbreak)
        elif token.type == "image":
            parts.append(token.content)
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
