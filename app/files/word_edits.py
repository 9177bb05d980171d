"""What editing has left in a Word document, taken out or marked before its words are read.

A reader of the page sees no colours and no strokes. So what is struck out or hidden in Word is no text and is left out,
and what is told apart there by its look alone (a change that nobody has accepted yet) is noted for the officer.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from app.files import packages

_TRACKED = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"}
_STRUCK, _HIDDEN = {"strike", "dstrike"}, {"vanish"}
_OFF = {"0", "false", "off"}
# What a run keeps when its words go: its look, and the ends of a field, which another run has begun.
_NO_WORDS = {"rPr", "fldChar", "instrText"}
_TEXTS = {"word/document.xml", "word/footnotes.xml", "word/endnotes.xml"}
_STYLES = "word/styles.xml"


@dataclass
class Edits:
    """What was found: words that were struck out or hidden, passage by passage, and whether the rest was plain."""

    struck: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    is_tracked: bool = False
    has_nested_tables: bool = False

    def note(self, look: str, words: str) -> None:
        """Remember a passage that was left out, if it says anything."""
        passages = self.struck if look in _STRUCK else self.hidden
        if words.strip():
            passages.append(" ".join(words.split()))


def without_edits(path: Path) -> tuple[io.BytesIO, Edits]:
    """The parts of a document that hold words, without what is struck out or hidden in it; and what was found.

    Takes where the document lies. A table in a table has become words of the cell around it.
    """
    edits, plain = Edits(), io.BytesIO()
    with packages.opened(path) as package, zipfile.ZipFile(plain, "w") as made:
        looks = _looks_of_styles(package)
        for entry in package.infolist():
            if entry.filename in _TEXTS:
                made.writestr(entry.filename, _plain_text(_parsed(package, entry.filename), looks, edits))
            elif entry.filename.endswith((".xml", ".rels")):
                made.writestr(entry.filename, package.read(entry))
    plain.seek(0)
    return plain, edits


def _parsed(package: zipfile.ZipFile, name: str) -> Element:
    packages.check_xml(package, name)
    return ElementTree.fromstring(package.read(name))  # noqa: S314 - what has definitions of its own was refused


def _plain_text(root: Element, looks: dict[str, str], edits: Edits) -> bytes:
    _choose_the_plain_drawings(root)
    edits.is_tracked = edits.is_tracked or any(_name(element) in _TRACKED for element in root.iter())
    for paragraph in [element for element in root.iter() if _name(element) == "p"]:
        _leave_out(paragraph, looks, edits)
    edits.has_nested_tables = _flatten_tables(root) or edits.has_nested_tables
    written: bytes = ElementTree.tostring(root)
    return written


def _choose_the_plain_drawings(root: Element) -> None:
    """A drawing's text often stands twice, for new programs and for old ones. The second is read, so drop the first."""
    for element in root.iter():
        for choice in [each for each in element if _name(each) == "Choice"]:
            element.remove(choice)


def _name(element: Element) -> str:
    """An element's name without its namespace, of which Word has two."""
    return element.tag.rpartition("}")[2]


def _child(element: Element | None, *names: str) -> Element | None:
    """The element that these names lead to, one below the other."""
    for name in names:
        element = next(
            (each for each in (element if element is not None else ()) if _name(each) == name), None
        )
    return element


def _value(element: Element | None) -> str:
    if element is None:
        return ""
    return next((each for key, each in element.attrib.items() if key.rpartition("}")[2] == "val"), "")


def _look(properties: Element | None) -> str | None:
    """Which sign that these words are none a run or style gives itself; "" where it says that there is no such sign."""
    said = None
    for each in properties if properties is not None else ():
        if _name(each) in _STRUCK | _HIDDEN:
            if _value(each) not in _OFF:
                return _name(each)
            said = ""
    return said


def _looks_of_styles(package: zipfile.ZipFile) -> dict[str, str]:
    """The styles whose words are struck out or hidden, themselves or by the style that they are based on."""
    if _STYLES not in package.namelist():
        return {}
    styles = {}
    for style in _parsed(package, _STYLES):
        key = next((each for name, each in style.attrib.items() if name.endswith("styleId")), "")
        styles[key] = (_look(_child(style, "rPr")), _value(_child(style, "basedOn")))
    looks = {}
    for key in styles:
        step, seen = key, set[str]()
        while step in styles and step not in seen and styles[step][0] is None:
            seen.add(step)
            step = styles[step][1]
        looks[key] = styles[step][0] or "" if step in styles else ""
    return looks


def _leave_out(paragraph: Element, looks: dict[str, str], edits: Edits) -> None:
    """Take the words out of a paragraph that are struck out or hidden, and remember them in whole passages."""
    of_paragraph = looks.get(_value(_child(paragraph, "pPr", "pStyle")), "")
    passage, passage_look = "", ""
    for run in _runs(paragraph):
        look = _look(_child(run, "rPr"))
        if look is None:
            look = looks.get(_value(_child(run, "rPr", "rStyle")), "") or of_paragraph
        words = "".join(_words(run))
        if look != passage_look and words:
            edits.note(passage_look, passage)
            passage, passage_look = "", look
        if look:
            passage += words
            for part in [each for each in run if _name(each) not in _NO_WORDS]:
                run.remove(part)
    edits.note(passage_look, passage)


def _runs(element: Element) -> Iterator[Element]:
    """The runs of a paragraph whose words will be read: not those that a tracked change deletes, nor a drawing's."""
    for child in element:
        if _name(child) == "r":
            yield child
        elif _name(child) not in ("p", "del", "moveFrom"):
            yield from _runs(child)


def _words(run: Element) -> Iterator[str]:
    for part in run:
        if _name(part) == "t":
            yield part.text or ""
        elif _name(part) in ("tab", "br"):
            yield " "


def _flatten_tables(root: Element) -> bool:
    """Put in place of each table in a cell its rows, as paragraphs. Returns whether there was one."""
    found = False
    for cell in [element for element in root.iter() if _name(element) == "tc"]:
        while inner := next(_tables(cell), None):
            holder, table = inner
            place = list(holder).index(table)
            holder.remove(table)
            for number, row in enumerate(_rows(table)):
                holder.insert(place + number, row)
            found = True
    return found


def _tables(element: Element) -> Iterator[tuple[Element, Element]]:
    """The tables in a cell that hold none themselves, each with the element that it stands in."""
    for child in element:
        yield from _tables(child)
        if _name(child) == "tbl":
            yield element, child


def _rows(table: Element) -> Iterator[Element]:
    """Each row as a paragraph, with semicolons between its cells."""
    kind = table.tag.removesuffix("tbl")
    for row in [
        element
        for element in table.iter()
        if _name(element) == "tr" and _child(element, "trPr", "del") is None
    ]:
        written = ElementTree.Element(f"{kind}p")
        for cell in [element for element in row.iter() if _name(element) == "tc"]:
            if len(written):
                between = ElementTree.SubElement(ElementTree.SubElement(written, f"{kind}r"), f"{kind}t")
                between.text = "; "
            for paragraph in [element for element in cell.iter() if _name(element) == "p"]:
                written.extend(each for each in paragraph if _name(each) != "pPr")
        yield written
