"""SVG drawings. Browsers run what stands in them, so a drawing is written anew: only what can be seen, nothing active.

What is not on the lists of `drawing_parts` is left out, and the officer is told of what might be missed. Refused is
only what is no drawing, or made to stop a browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from app.files import drawing_parts as parts
from app.files.findings import Findings, TakenOut
from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason
from app.files.styles import is_sealed, points_at, sealed_declarations, sealed_sheet

LARGEST = 10 * 1024 * 1024
MOST_WRITTEN = 2 * LARGEST
# Nobody draws so deep, and browsers that go so deep may not come back.
DEEPEST = 500
MOST_DRAWN = 2_000_000
# Old drawing programs shorten addresses with entities. Those are short, few, and made of nothing but letters.
MOST_ENTITIES, LONGEST_ENTITY = 200, 1000
_NUMBER = re.compile(r"\s*(\d{1,6})(?:\.\d+)?\s*(?:px)?\s*")
_BETWEEN = re.compile(r"[\s\x00-\x1f\x7f-\xa0\u200b-\u200f\ufeff]")


def examine_svg(path: Path) -> Findings:
    """A drawing written anew, its size where it names one, and what was taken out of it."""
    if path.stat().st_size > LARGEST:
        raise FileRefused(Reason.TOO_LARGE, most=str(LARGEST // (1024 * 1024)))
    drawing = _Drawing()
    drawing.read(path.read_bytes())
    made = path.with_name("clean.svg")
    made.write_text(drawing.text, encoding="utf-8", newline="")
    width, height = drawing.size
    return Findings(
        FileKind.SVG.value,
        file=made.name,
        width=width,
        height=height,
        taken_out=[each.value for each in TakenOut if each in drawing.taken_out],
    )


@dataclass
class _Part:
    """An element that is kept: what stands in it, and which others it draws once more."""

    name: str
    within: list[int] = field(default_factory=list)
    draws: list[str] = field(default_factory=list)


class _Drawing:
    """A drawing on its way from one file to the other."""

    def __init__(self) -> None:
        self.taken_out: set[TakenOut] = set()
        self.size: tuple[int | None, int | None] = (None, None)
        self._written: list[str] = []
        self._length = 0
        self._entities = 0
        self._parts: list[_Part] = []
        self._numbers: dict[str, int] = {}
        # The numbers of the elements around this place, and how deep below one that is left out we are.
        self._around: list[int] = []
        self._left_out = 0
        self._style = ""

    @property
    def text(self) -> str:
        return "".join(self._written) + "\n"

    def read(self, content: bytes) -> None:
        """Take the drawing in. Raises FileRefused."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.specified_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.ProcessingInstructionHandler = self._instruct
        parser.EntityDeclHandler = self._define
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise FileRefused(_what_is_wrong(error)) from error
        if not self._parts:
            raise FileRefused(Reason.NO_DRAWING)
        _refuse_endless(self._parts, self._numbers)

    def _define(self, _name: str, is_parameter: bool, value: str | None, *_elsewhere: Any) -> None:
        """An entity that holds others, or comes from elsewhere, is how a small file becomes a large one, or reads
        what is none of its business."""
        self._entities += 1
        is_plain = value is not None and len(value) <= LONGEST_ENTITY and not re.search("[&%<]", value)
        if is_parameter or not is_plain or self._entities > MOST_ENTITIES:
            raise FileRefused(Reason.DEFINITIONS)

    def _instruct(self, target: str, _data: str) -> None:
        """A word to the program that opens the drawing; the only one that browsers heed fetches a style sheet."""
        if target == "xml-stylesheet":
            self.taken_out.add(TakenOut.ELSEWHERE)

    def _write(self, text: str) -> None:
        self._length += len(text)
        if self._length > MOST_WRITTEN:
            raise FileRefused(Reason.ENDLESS_DRAWING)
        self._written.append(text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self._left_out:
            self._left_out += 1
            _refuse_depth(self._left_out)
            return
        space, _, element = name.rpartition(" ")
        if not self._parts and (element != "svg" or space not in ("", parts.SVG)):
            raise FileRefused(Reason.NO_DRAWING)
        if space not in ("", parts.SVG) or element not in parts.ELEMENTS or self._steers(element, attributes):
            self._left_out = 1
            self._miss(space, element)
            return
        self._begin(element, attributes)

    def _begin(self, element: str, attributes: dict[str, str]) -> None:
        number, part = len(self._parts), _Part(element)
        if self._around:
            self._parts[self._around[-1]].within.append(number)
        self._parts.append(part)
        self._around.append(number)
        _refuse_depth(len(self._around))
        beginning = [f"<{element}"]
        if not number:
            self.size = _size(attributes)
            beginning += [f' xmlns="{parts.SVG}"', f' xmlns:xlink="{parts.XLINK}"']
        for name, value in attributes.items():
            kept = self._attribute(part, name, value)
            if kept is not None:
                beginning.append(f" {kept[0]}={quoteattr(kept[1])}")
                if kept[0] == "id":
                    self._numbers.setdefault(kept[1], number)
        self._write("".join(beginning) + ">")

    def _end(self, _name: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        part = self._parts[self._around.pop()]
        if part.name == "style":
            sheet = sealed_sheet(self._style)
            if sheet != self._style:
                self.taken_out.add(TakenOut.ELSEWHERE)
            self._write(escape(sheet))
            self._style = ""
        self._write(f"</{part.name}>")

    def _characters(self, words: str) -> None:
        if self._left_out or not self._around:
            return
        if self._parts[self._around[-1]].name == "style":
            self._style += words
        else:
            self._write(escape(words))

    def _miss(self, space: str, element: str) -> None:
        """Remember what is left out, where somebody might miss it. What programs note for themselves, nobody does."""
        if space == parts.XHTML or element in parts.PAGES:
            self.taken_out.add(TakenOut.SCRIPT if element == "script" else TakenOut.PAGE)
        elif element in parts.SCRIPTS:
            self.taken_out.add(TakenOut.SCRIPT)
        elif element in parts.ANIMATIONS:
            self.taken_out.add(TakenOut.ANIMATION)
        elif space in ("", parts.SVG) and element not in parts.UNSEEN:
            self.taken_out.add(TakenOut.OTHER)

    def _steers(self, element: str, attributes: dict[str, str]) -> bool:
        """Whether an animation would change where something points, or what it does."""
        if element not in parts.ANIMATIONS:
            return False
        what = attributes.get("attributeName", "").strip()
        names_one = "attributeName" in attributes or element in ("animate", "set")
        if names_one and (what not in parts.ATTRIBUTES or what in parts.NEVER_ANIMATED):
            return True
        return not all(is_sealed(attributes.get(name, "")) for name in ("values", "from", "to", "by"))

    def _attribute(self, part: _Part, name: str, value: str) -> tuple[str, str] | None:
        """The name and value under which an attribute is kept, or None."""
        space, _, local = name.rpartition(" ")
        if local == "href" and space in ("", parts.XLINK):
            return self._address(part, "xlink:href" if space else "href", value)
        if space == parts.XML and local in ("space", "lang"):
            return f"xml:{local}", value
        if local.lower().startswith("on") and not space:
            self.taken_out.add(TakenOut.SCRIPT)
            return None
        if space or not (local in parts.ATTRIBUTES or local.startswith(("aria-", "data-"))):
            return None
        if local in parts.WORDS or local.startswith(("aria-", "data-")):
            return local, value
        kept = sealed_declarations(value) if local == "style" else value if is_sealed(value) else None
        if kept != value:
            self.taken_out.add(TakenOut.ELSEWHERE)
        if kept is not None:
            part.draws += points_at(kept)
        return (local, kept) if kept else None

    def _address(self, part: _Part, name: str, value: str) -> tuple[str, str] | None:
        """Where something points: into the drawing itself, or at a picture that is written out in it."""
        plain = _BETWEEN.sub("", value)
        if plain.startswith("#"):
            if part.name not in ("a", "textPath", "mpath"):
                part.draws.append(unquote(plain[1:]))
            return name, plain
        if part.name in ("image", "feImage") and parts.PICTURE_INSIDE.match(plain):
            return name, plain
        if parts.RUNS.match(plain):
            self.taken_out.add(TakenOut.SCRIPT)
        elif plain:
            self.taken_out.add(TakenOut.LINK if part.name == "a" else TakenOut.ELSEWHERE)
        return None


def _what_is_wrong(error: expat.ExpatError) -> Reason:
    """A parser that sees a text grow without end says so; everything else is a file that is not whole."""
    grows = "amplification" in expat.ErrorString(error.code)
    return Reason.DEFINITIONS if grows else Reason.BROKEN


def _refuse_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise FileRefused(Reason.ENDLESS_DRAWING)


def _refuse_endless(drawn: list[_Part], numbers: dict[str, int]) -> None:
    """A part that draws another twice, which draws a third twice, and so on, is a bomb. Count what would be drawn."""
    counts: dict[int, int] = {}
    begun: set[int] = set()
    to_do = [0]
    while to_do:
        number = to_do[-1]
        part = drawn[number]
        others = [*part.within, *(numbers[each] for each in part.draws if each in numbers)]
        if number not in begun:
            begun.add(number)
            to_do += [each for each in others if each not in begun]
            continue
        to_do.pop()
        # One that draws itself is not drawn by any browser: it counts as nothing.
        counts[number] = counts.get(number) or 1 + sum(counts.get(each, 0) for each in others)
        if counts[number] > MOST_DRAWN:
            raise FileRefused(Reason.ENDLESS_DRAWING)


def _size(root: dict[str, str]) -> tuple[int | None, int | None]:
    """The size that the root names in pixels, else that of its own coordinates."""
    named = _pixels(root.get("width")), _pixels(root.get("height"))
    if all(named):
        return named
    own = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    return (_pixels(own[2]), _pixels(own[3])) if len(own) == 4 else (None, None)


def _pixels(length: str | None) -> int | None:
    found = _NUMBER.fullmatch(length or "")
    return int(found[1]) or None if found else None
