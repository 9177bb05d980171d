"""SVG drawings. Browsers run what stands in them, so only a cleaned copy is kept, and the copy is looked through."""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

import py_svg_hush

from app.files.findings import Findings
from app.files.kinds import FileKind
from app.files.refusals import FileRefused, Reason

LARGEST = 10 * 1024 * 1024
_DRAWING = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!doctype\s+svg[^>\[]*(?:\[.*?\])?\s*>\s*)*<(?:\w+:)?svg(?:[\s>/]|$)",
    re.IGNORECASE | re.DOTALL,
)
# Drawing programs name the standard in front of the drawing. That is dropped; nobody reads what it points at.
_USUAL = re.compile(
    rb"""<!doctype\s+svg(?:\s+(?:public|system)(?:\s+(?:"[^"<>\[\]]{0,200}"|'[^'<>\[\]]{0,200}')){1,2})?\s*>""",
    re.IGNORECASE,
)
_PICTURES_INSIDE = {"image": ["png", "jpeg", "gif", "webp"]}
# What a drawing needs in order to be seen, and nothing that runs, links or embeds.
_ELEMENTS = {
    "svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "metadata", "style", "path", "rect", "circle",
    "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image", "a", "marker", "pattern",
    "mask", "clipPath", "linearGradient", "radialGradient", "stop", "filter", "feBlend", "feColorMatrix",
    "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap",
    "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur",
    "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting",
    "feSpotLight", "feTile", "feTurbulence", "animate", "animateMotion", "animateTransform", "mpath", "set", "view",
}  # fmt: skip
_INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
_ADDRESS = re.compile(r"url\(\s*[\"']?\s*([^)\"']*)", re.IGNORECASE)
_NUMBER = re.compile(r"\s*(\d{1,6})(?:\.\d+)?\s*(?:px)?\s*")


def begins_a_drawing(text: str) -> bool:
    """Whether the root of what begins so is an SVG element."""
    return _DRAWING.match(text) is not None


def examine_svg(path: Path) -> Findings:
    """A cleaned copy of a drawing, and its size where it names one."""
    if path.stat().st_size > LARGEST:
        raise FileRefused(Reason.TOO_LARGE, most=str(LARGEST // (1024 * 1024)))
    sent = path.read_bytes()
    if re.search(rb"<!\s*(?:doctype|entity)", _USUAL.sub(b"", _as_ascii(sent), count=1), re.IGNORECASE):
        raise FileRefused(Reason.DEFINITIONS)
    try:
        clean = py_svg_hush.filter_svg(sent, _PICTURES_INSIDE)
    except ValueError as error:
        raise FileRefused(Reason.BROKEN) from error
    width, height = _look_through(clean)
    made = path.with_name("clean.svg")
    made.write_bytes(clean)
    return Findings(FileKind.SVG.value, file=made.name, width=width, height=height)


def _as_ascii(content: bytes) -> bytes:
    """Without the zero bytes of UTF-16, so that nothing is spelt past us."""
    return content.replace(b"\x00", b"")


def _look_through(drawing: bytes) -> tuple[int | None, int | None]:
    """The pixels that the root names. Raises FileRefused where anything that runs or is fetched is left."""
    seen: list[tuple[int | None, int | None]] = []
    within: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(":")[2]
        within.append(element)
        if element not in _ELEMENTS:
            raise FileRefused(Reason.ACTIVE_DRAWING)
        for attribute, value in attributes.items():
            _refuse_attribute(attribute.rpartition(":")[2].lower(), value)
        if not seen:
            seen.append(_size(attributes))

    def end(_name: str) -> None:
        within.pop()

    def text(words: str) -> None:
        if within and within[-1] == "style":
            _refuse_style(words)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = LARGEST
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(drawing, True)
    except expat.ExpatError as error:
        raise FileRefused(Reason.BROKEN) from error
    return seen[0]


def _refuse_attribute(name: str, value: str) -> None:
    plain = re.sub(r"[\s\x00-\x1f]", "", value).lower()
    foreign = name in ("href", "src") and value.strip() and not _INSIDE.match(value)
    steers = name == "attributename" and plain.rpartition(":")[2] in ("href", "src", "style")
    if (
        name.startswith("on")
        or foreign
        or steers
        or plain.startswith(("javascript:", "vbscript:", "data:text"))
    ):
        raise FileRefused(Reason.ACTIVE_DRAWING)
    _refuse_style(value)


def _refuse_style(words: str) -> None:
    """A style may point inside the drawing; it loads nothing. A backslash could spell anything."""
    fetched = any(address.strip() and not _INSIDE.match(address) for address in _ADDRESS.findall(words))
    if fetched or re.search(r"@import|expression\(|-moz-binding|url\\|\\u?[0-9a-f]{2}", words, re.IGNORECASE):
        raise FileRefused(Reason.ACTIVE_DRAWING)


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
