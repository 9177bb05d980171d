"""Captions beside a recording, or to be saved: WebVTT that every player reads whole, and that fetches nothing.

Players pass over what they cannot read without a word, so a mistake would be found by a reader who misses what was
said. It is told to the officer, with its line. Notes, regions and styles are part of the format and stay; a style that
would fetch something is taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from app.files.findings import Findings, TakenOut
from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason
from app.files.styles import sealed_sheet
from app.files.texts import UTF8, UTF8_MARKED, kept_as_utf8

LARGEST = 8 * 1024 * 1024
_TOLD = 60
_CLOCK = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"[ \t]*{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t].*)?")
# As people mistype it, too.
_ARROW = re.compile(r"-+>")
# Two times without one.
_NO_ARROW = re.compile(r"[ \t]*[\d:.,]{5,}[^\w:]{1,9}[\d:.,]{5,}(?:\s|$)")
_ASIDE = re.compile(r"(?:NOTE(?:[ \t].*)?|(?:STYLE|REGION)[ \t]*)")

# The number of the first line of a block, from 1 on, and its lines.
Block = tuple[int, list[str]]


def examine_vtt(path: Path) -> Findings:
    """Captions with times. The format knows UTF-8 only. Where they are no captions to publish, the doubt says why."""
    if path.stat().st_size > LARGEST:
        raise FileRefused(Reason.TOO_LARGE, most=str(LARGEST // (1024 * 1024)))
    found = kept_as_utf8(path, FileKind.VTT)
    text = (path.with_name(found.file) if found.file else path).read_text(encoding=UTF8_MARKED)
    try:
        sealed = _checked(text)
    except FileRefused as refusal:
        # Where only its words are wanted, a form shows them to be mended.
        return replace(found, doubt=(refusal.reason.value, refusal.values))
    if sealed == text:
        return found
    made = path.with_name("sealed.vtt")
    made.write_text(sealed, encoding=UTF8, newline="")
    return Findings(found.kind, file=made.name, taken_out=[TakenOut.ELSEWHERE.value])


def lost_line(text: str) -> int | None:
    """The number of the first line of WebVTT, from 1 on, that belongs to no caption; None where there is none.

    Players pass over such words. Takes the text with its lines parted by `\\n`.
    """
    for start, block in _blocks(text.split("\n")):
        is_caption = any(_ARROW.search(line) for line in block[:2])
        if start > 1 and not is_caption and not _ASIDE.fullmatch(block[0]):
            return start
    return None


def _checked(text: str) -> str:
    """The text without styles that fetch; the same text where there are none. Raises FileRefused."""
    lines = text.split("\n")
    cues = 0
    for start, block in _blocks(lines):
        if start == 1 or _ASIDE.fullmatch(block[0]):
            if block[0].startswith("STYLE"):
                _seal(lines, start, block)
            continue
        cues += _count_cues(start, block)
    if not cues:
        raise FileRefused(Reason.NO_CUES)
    return "\n".join(lines)


def _blocks(lines: list[str]) -> Iterator[Block]:
    """What stands between blank lines. What follows the head at once is no part of it where it has times."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], start=1):
        if not line.strip() or (number > 1 and block and number - len(block) == 1 and _ARROW.search(line)):
            if block:
                yield number - len(block), block
            block = []
        if line.strip():
            block.append(line)


def _count_cues(start: int, block: list[str]) -> int:
    """How many captions a block has. Raises FileRefused where a line cannot be read."""
    timed = [(number, line) for number, line in enumerate(block) if _ARROW.search(line)]
    # A caption may have a name of its own, on the line before its times.
    if not timed or timed[0][0] > 1:
        meant = next((number for number, line in enumerate(block[:2]) if _NO_ARROW.match(line)), 0)
        raise _unread(start + meant, block[meant])
    for number, line in timed:
        times = _TIMES.fullmatch(line)
        if times is None:
            raise _unread(start + number, line)
        if _seconds(*times.groups()[:4]) > _seconds(*times.groups()[4:]):
            raise FileRefused(Reason.BACKWARD_CAPTION, line=f"{start + number:,}")
    return len(timed)


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000


def _unread(number: int, line: str) -> FileRefused:
    return FileRefused(Reason.BAD_CAPTION, line=f"{number:,}", words=line.strip()[:_TOLD])


def _seal(lines: list[str], start: int, block: list[str]) -> None:
    """Take out of the lines what a style would fetch."""
    sheet = "\n".join(block[1:])
    sealed = sealed_sheet(sheet)
    if sealed != sheet:
        after = sealed.split("\n")
        # A blank line would end the block, so where lines have gone the rest moves up.
        kept = [line for line in after if line.strip()]
        lines[start : start + len(block) - 1] = kept + [""] * (len(block) - 1 - len(kept))
