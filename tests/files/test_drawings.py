"""SVG drawings: what is kept can be seen, and nothing in it runs, links or is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.files.examining import examine
from app.files.refusals import FileRefused
from tests.factories.files import SVG

BEGINNING = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">'
# What browsers run, follow or fetch. It is gone from what is kept, or the drawing is refused.
ACTIVE = {
    "a script": "<script>alert(1)</script>",
    "a script from elsewhere": '<script href="https://evil.example/x.js"/>',
    "a script of another name": '<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>',
    "a script of the web": '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
    "an event": '<rect onload="alert(1)" onclick="alert(2)"/>',
    "an event in capitals": '<rect OnLoad="alert(1)"/>',
    "a link to a script": '<a xlink:href="javascript:alert(1)"><rect/></a>',
    "a hidden link to a script": '<a href="java&#10;script:alert(1)"><rect/></a>',
    "a link": '<a href="https://evil.example/"><text>Click</text></a>',
    "a web page within": '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe/></body></foreignObject>',
    "an animation of a link": '<a><animate attributeName="href" values="javascript:alert(1)"/><text>x</text></a>',
    "a set link": '<a><set attributeName="xlink:href" to="javascript:alert(1)"/></a>',
    "a handler": '<handler type="text/javascript">alert(1)</handler>',
    "a use from elsewhere": '<use href="https://evil.example/x.svg#a"/>',
    "a use of a script": '<use href="data:image/svg+xml;base64,PHN2Zy8+#x"/>',
    "a picture from elsewhere": '<image href="//evil.example/x.png"/>',
    "a drawing within": '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
    "a web page as a picture": '<image href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;"/>',
    "a style from elsewhere": '<style>@import "https://evil.example/x.css";</style>',
    "a style from elsewhere, spelt": "<style>@\\69mport 'https://evil.example/x.css';</style>",
    "a picture in a style": '<rect style="fill:url(https://evil.example/x.png)"/>',
    "a picture in a style sheet": "<style>rect{background:url('https://evil.example/x')}</style>",
    "a font from elsewhere": "<style>@font-face{font-family:a;src:url(//evil.example/a.woff)}</style>",
    "a filter from elsewhere": '<rect filter="url(https://evil.example/x.svg#f)"/>',
    "a style sheet of XML": '<?xml-stylesheet href="https://evil.example/x.css"?>',
    "an embedding": '<embed src="x.swf"/><object data="x"/><iframe src="https://evil.example/"/>',
    "sound": '<audio src="https://evil.example/x"/><video href="https://evil.example/x"/>',
    "words that are a script": "<text><![CDATA[</text><script>alert(1)</script>]]></text>",
}  # fmt: skip


def kept(folder: Path, drawing: str | bytes) -> str:
    (folder / "sent").write_bytes(drawing if isinstance(drawing, bytes) else drawing.encode())
    return (folder / examine(folder / "sent", "plan.svg").file).read_text(encoding="utf-8")


@pytest.mark.parametrize("what", ACTIVE)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_nothing_active_is_ever_kept(tmp_path: Path, what: str, encoding: str) -> None:
    drawing = f'<?xml version="1.0" encoding="{encoding}"?>{BEGINNING}{ACTIVE[what]}</svg>'
    try:
        left = kept(tmp_path, drawing.encode(encoding)).lower()
    except FileRefused:
        return
    for active in (
        "<script",
        "onload",
        "onclick",
        "evil.example",
        "iframe",
        "foreignobject",
        "<handler",
        "@import",
    ):
        assert active not in left
    assert 'attributename="href"' not in left
    assert "href=" not in left.replace('href="#', "")


def test_a_harmless_drawing_looks_as_it_did(tmp_path: Path) -> None:
    parts = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>',
        "<style>.a{fill:url(#g)}</style>",
        '<g transform="scale(2)"><path class="a" d="M0 0L5 5"/><use href="#g"/></g>',
        '<text x="1" y="2">Café &amp; shops</text>',
    )
    left = kept(tmp_path, f"{BEGINNING}{''.join(parts)}</svg>")
    for part in ('id="g"', "url(#g)", 'd="M0 0L5 5"', "Café &amp; shops", 'href="#g"', "scale(2)"):
        assert part in left


# How the programs that officers have begin a drawing, with what they add for themselves.
BEGUN = {
    "LibreOffice": '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
    ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg version="1.2" width="21mm" height="29mm"'
    ' viewBox="0 0 120 80" preserveAspectRatio="xMidYMid" xmlns="http://www.w3.org/2000/svg"'
    ' xmlns:ooo="http://xml.openoffice.org/svg/export" xml:space="preserve"><defs class="ClipPathGroup"/>',
    "Inkscape": '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- Created with Inkscape -->\n'
    '<svg width="120" height="80" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"'
    ' xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns="http://www.w3.org/2000/svg"'
    ' inkscape:version="1.3"><sodipodi:namedview id="v" pagecolor="#fff"/><metadata id="m"/>',
    "Matplotlib": '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC'
    ' "-//W3C//DTD SVG 1.1//EN"\n  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg'
    ' xmlns:xlink="http://www.w3.org/1999/xlink" width="120pt" height="80pt" viewBox="0 0 120 80"'
    ' xmlns="http://www.w3.org/2000/svg" version="1.1"><metadata><rdf:RDF'
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata><defs><style type="text/css">'
    "*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>",
    "a web page's picture": '<svg viewBox="0 0 120 80" xmlns="http://www.w3.org/2000/svg" role="img">',
}


@pytest.mark.parametrize("program", BEGUN)
def test_drawings_of_the_usual_programs_are_taken(tmp_path: Path, program: str) -> None:
    left = kept(tmp_path, f'{BEGUN[program]}<path d="M0 0L5 5"/><text>Shops</text></svg>')
    assert 'd="M0 0L5 5"' in left
    assert "Shops" in left
    assert "doctype" not in left.lower()


def test_a_drawing_in_utf_16_is_kept_as_utf_8(tmp_path: Path) -> None:
    assert "Shops" in kept(tmp_path, f'<?xml version="1.0" encoding="utf-16"?>{SVG}'.encode("utf-16"))


def test_a_drawing_within_a_drawing_does_not_hide_anything(tmp_path: Path) -> None:
    deep = "<g>" * 300 + "<script>alert(1)</script>" + "</g>" * 300
    assert "alert" not in kept(tmp_path, f"{BEGINNING}{deep}</svg>")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [('width="120" height="80"', (120, 80)), ('width="120px" height="80.5"', (120, 80)),
     ('width="100%" height="4cm"', (None, None)), ('viewBox="0 0 60 40"', (60, 40))],
)  # fmt: skip
def test_its_size_is_told_where_the_drawing_names_one(
    tmp_path: Path, attributes: str, size: tuple[int | None, int | None]
) -> None:
    (tmp_path / "sent").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><rect/></svg>', encoding="utf-8"
    )
    found = examine(tmp_path / "sent", "plan.svg")
    assert (found.width, found.height) == size
