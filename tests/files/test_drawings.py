"""SVG drawings: what can be seen is kept; nothing in it runs, links or is fetched, and the officer is told."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.files.examining import examine
from app.files.findings import Findings
from app.files.refusals import FileRefused, Reason
from tests.factories.files import SVG
from tests.files.hostile_drawings import BEGINNING, HOSTILE_DRAWINGS, SAFE

ELEMENT = "{http://www.w3.org/2000/svg}"
MAY_STAND = {"svg", "path", "text", "rect", "a", "g", "use", "image", "animate", "filter", "feImage", "style"}


def examined(folder: Path, drawing: str | bytes) -> tuple[Findings, str]:
    (folder / "sent").write_bytes(drawing if isinstance(drawing, bytes) else drawing.encode())
    found = examine(folder / "sent", "plan.svg")
    return found, (folder / found.file).read_text(encoding="utf-8")


def kept(folder: Path, drawing: str | bytes) -> str:
    return examined(folder, drawing)[1]


def reaches_out(name: str, value: str) -> bool:
    """Written without the code that it tests: whether an attribute runs something or points elsewhere."""
    local, plain = name.rpartition("}")[2].lower(), re.sub(r"\s", "", value).lower()
    points = local in ("href", "src") and not plain.startswith(("#", "data:image/png"))
    return (
        local.startswith("on")
        or points
        or "script:" in plain
        or "//" in plain
        or "url(" in plain.replace("url(#", "")
    )


@pytest.mark.parametrize("what", HOSTILE_DRAWINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_what_acts_is_taken_out_and_the_rest_of_the_drawing_stays(
    tmp_path: Path, what: str, encoding: str
) -> None:
    drawing, taken_out = HOSTILE_DRAWINGS[what]
    found, left = examined(tmp_path, f'<?xml version="1.0" encoding="{encoding}"?>{drawing}'.encode(encoding))
    assert set(found.taken_out) == {each.value for each in taken_out}
    root = ElementTree.fromstring(left)
    names = [element.tag.removeprefix(ELEMENT) for element in root.iter()]
    assert set(names) <= MAY_STAND | {"linearGradient"}
    assert "path" in names
    assert any(element.text == "Shops" for element in root.iter(f"{ELEMENT}text"))
    attributes = [pair for element in root.iter() for pair in element.attrib.items()]
    assert not [pair for pair in attributes if reaches_out(*pair)]
    assert not any(element.get("attributeName") == "href" for element in root.iter())
    for word in ("evil.example", "@import", "image-set", "expression", "-moz-binding", "<?xml-", "<!"):
        assert word not in left.lower()


def test_a_harmless_drawing_looks_as_it_did(tmp_path: Path) -> None:
    parts = (
        '<defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>',
        "<style>.a{fill:url(#g)}</style>",
        '<g transform="scale(2)"><path class="a" d="M0 0L5 5"/><use href="#g"/></g>',
        '<text x="1" y="2" xml:space="preserve">Café <tspan>&amp;</tspan><tspan>shops</tspan></text>',
        '<image href="data:image/png;base64,iVBORw0KGgo=" width="2" height="2"/>',
        '<rect style="fill:rgb(1,2,3);clip-path:url(#c)" aria-label="Shop (empty)"/>',
        '<circle r="2"><animate attributeName="r" values="2;4;2" dur="2s" repeatCount="indefinite"/></circle>',
        "<style>@media (min-width: 3em) and print{.a:not(.b){fill:red}}"
        "@font-face{font-family:x;src:url(data:font/woff2;base64,d09G) format('woff2')}</style>",
    )
    found, left = examined(tmp_path, f"{BEGINNING}{''.join(parts)}</svg>")
    without_ends = re.sub(r"></(?:stop|path|use|image|rect|animate)>", "/>", left)
    assert without_ends.strip() == f"{BEGINNING}{''.join(parts)}</svg>"
    assert not found.taken_out


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
    "Illustrator": '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"'
    ' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [\n<!ENTITY ns_svg "http://www.w3.org/2000/svg">\n'
    '<!ENTITY ns_ai "http://ns.adobe.com/AdobeIllustrator/10.0/">]>\n<svg xmlns="&ns_svg;" xmlns:i="&ns_ai;"'
    ' width="120" height="80" i:viewOrigin="0 80"><i:pgf>eJzs</i:pgf>',
    "draw.io": '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80" style="background-color:'
    ' light-dark(#fff, rgb(1, 2, 3));"><g transform="translate(0.5 0.5)" pointer-events="all"/>',
    "a web page's picture": '<svg viewBox="0 0 120 80" xmlns="http://www.w3.org/2000/svg" role="img">',
}


@pytest.mark.parametrize("program", BEGUN)
def test_drawings_of_the_usual_programs_are_taken(tmp_path: Path, program: str) -> None:
    found, left = examined(tmp_path, f"{BEGUN[program]}{SAFE}</svg>")
    assert 'd="M0 0L5 5"' in left
    assert "Shops" in left
    assert "doctype" not in left.lower()
    assert not found.taken_out


def test_a_drawing_in_utf_16_is_kept_as_utf_8(tmp_path: Path) -> None:
    assert "Shops" in kept(tmp_path, f'<?xml version="1.0" encoding="utf-16"?>{SVG}'.encode("utf-16"))


def test_only_what_reaches_out_is_taken_from_a_style(tmp_path: Path) -> None:
    sheet = (
        "@import 'https://x.example/a';.a{fill:red;stroke:url(//x.example/b);stroke-width:2}.b{fill:url(#g)}"
    )
    left = kept(
        tmp_path, f"{BEGINNING}<style>{sheet}</style><rect style='x:1;fill:url(//x.example/c);y:2'/></svg>"
    )
    for part in (".a{fill:red;stroke-width:2}", ".b{fill:url(#g)}", 'style="x:1;y:2"'):
        assert part in left
    assert "x.example" not in left


def test_a_long_word_in_a_style_is_read_in_one_go(tmp_path: Path) -> None:
    picture = "A" * 4_000_000
    sheet = f".a{{fill:url(data:image/png;base64,{picture})}}"
    assert picture in kept(tmp_path, f"{BEGINNING}<style>{sheet}</style></svg>")


def test_a_large_map_is_no_bomb(tmp_path: Path) -> None:
    pins = '<use href="#pin" fill="url(#g)"/>' * 50_000
    gradient = '<linearGradient id="g"><stop offset="0"/><stop offset="1"/></linearGradient>'
    left = kept(tmp_path, f'{BEGINNING}<defs><path id="pin" d="M0 0"/>{gradient}</defs>{pins}</svg>')
    assert left.count("<use") == 50_000


def test_a_part_that_draws_itself_is_no_bomb(tmp_path: Path) -> None:
    assert "<use" in kept(tmp_path, f'{BEGINNING}<g id="a"><use href="#a"/></g></svg>')


def test_half_a_name_is_a_broken_drawing(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        kept(tmp_path, f"{BEGINNING}<x:rect/></svg>")
    assert refused.value.reason is Reason.BROKEN


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
