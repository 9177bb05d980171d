"""What a strict policy and screen readers ask of every template, read from its source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
# Folders whose templates are parts of a page, not pages.
PARTS = {"components", "layouts"}
PAGES = [path for path in TEMPLATES if path.parent.name not in PARTS and not path.name.startswith("_")]
# A tag with all its attributes; expressions have been replaced by a letter that no template uses.
EXPRESSION = "\ue000"
TAG = re.compile(r"<([a-z][a-z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"([a-z][a-z0-9:_-]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?", re.IGNORECASE
)
FOREIGN = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)
FETCHED = {"src", "srcset", "href", "action", "formaction", "data", "poster", "xlink:href"}


def _environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


@cache
def _tree(path: Path) -> nodes.Template:
    return _environment().parse(path.read_text(encoding="utf-8"))


def _tags(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Every tag that the template writes itself, with its attributes in lower case."""
    pieces = []
    for _line, kind, text in _environment().lex(path.read_text(encoding="utf-8")):
        if kind == "data":
            pieces.append(text)
        elif kind in ("variable_end", "block_end"):
            pieces.append(EXPRESSION)
    for tag, attributes in TAG.findall("".join(pieces)):
        found = ATTRIBUTE.findall(attributes)
        yield tag.lower(), {name.lower(): "".join(values) for name, *values in found}


def _parent(path: Path) -> Path | None:
    extends = _tree(path).find(nodes.Extends)
    if extends is None or not isinstance(extends.template, nodes.Const):
        return None
    return FOLDER / str(extends.template.value)


def _title(path: Path) -> nodes.Block | None:
    """The title block that a page fills, itself or through a page that it extends; a layout's own does not count."""
    for block in _tree(path).find_all(nodes.Block):
        if block.name == "title" and block.body:
            return block
    parent = _parent(path)
    return _title(parent) if parent is not None and parent.parent.name not in PARTS else None


def _name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def _layout(page: Path) -> Path | None:
    """The layout that a page stands in."""
    while page.parent.name != "layouts":
        above = _parent(page)
        if above is None:
            return None
        page = above
    return page


def _used_by(page: Path) -> set[Path]:
    """The page and every template that it extends, imports from or includes, all the way down."""
    found: set[Path] = set()
    waiting = [page]
    while waiting:
        template = waiting.pop()
        if template in found or not template.exists():
            continue
        found.add(template)
        for node in _tree(template).find_all((nodes.Extends, nodes.FromImport, nodes.Include, nodes.Import)):
            named = getattr(node, "template", None)
            if isinstance(named, nodes.Const) and isinstance(named.value, str):
                waiting.append(FOLDER / named.value)
    return found


def test_every_page_has_a_title_of_its_own() -> None:
    assert len(PAGES) >= 10
    assert [_name(page) for page in PAGES if _title(page) is None] == []


def test_the_title_of_every_page_that_can_refuse_begins_with_the_error() -> None:
    """A voice reads the title first; without script it is the first sign that something went wrong."""
    refuses = re.compile(r"error_summary\(form=|\{% if refusal %\}")
    says_so = re.compile(r'\{% block title %\}\{(?:%[^%]*%\}\{)?\{ _\("Error')
    texts = {_name(page): page.read_text(encoding="utf-8") for page in PAGES}
    refusing = {name: text for name, text in texts.items() if refuses.search(text)}
    assert len(refusing) >= 20
    assert [name for name, text in refusing.items() if not says_so.search(text)] == []


def test_every_page_stands_in_a_layout() -> None:
    assert [_name(page) for page in PAGES if _layout(page) is None] == []


def test_no_template_styles_anything_inline() -> None:
    wrong = [
        f"{_name(path)}: <{tag}> {attributes.get('style', '')}"
        for path in TEMPLATES
        for tag, attributes in _tags(path)
        if tag == "style" or "style" in attributes
    ]
    assert wrong == []


def test_no_template_runs_anything_inline() -> None:
    wrong = [
        f"{_name(path)}: <{tag} {name}={value!r}>"
        for path in TEMPLATES
        for tag, attributes in _tags(path)
        for name, value in ({"src": ""} | attributes if tag == "script" else attributes).items()
        if name.startswith("on")
        or value.lower().startswith(("javascript:", "data:"))
        or (tag == "script" and name == "src" and not value)
    ]
    assert wrong == []


def test_no_template_fetches_anything_from_elsewhere() -> None:
    """A link that a reader may follow is no fetching, but tells the other site nothing: rel=noopener."""
    wrong = [
        f"{_name(path)}: <{tag} {name}={value!r}>"
        for path in TEMPLATES
        for tag, attributes in _tags(path)
        for name, value in attributes.items()
        if name in FETCHED
        and FOREIGN.match(value)
        and not (tag == "a" and name == "href" and "noopener" in attributes.get("rel", "").split())
    ]
    assert wrong == []


def test_no_template_asks_the_database() -> None:
    """What a page shows was read before."""
    wrong = []
    for path in TEMPLATES:
        names = {node.name for node in _tree(path).find_all(nodes.Name)} & {"db", "session", "g", "config"}
        called = {node.attr for node in _tree(path).find_all(nodes.Getattr)} & {"query", "execute", "scalars"}
        wrong += [f"{_name(path)}: {name}" for name in names | called]
    assert wrong == []


def test_only_the_desks_ask_who_is_signed_in() -> None:
    """A public page is the same for everybody; asking would read the session."""
    wrong = []
    for page in PAGES:
        layout = _layout(page)
        if layout is not None and "desk" in layout.name:
            continue
        for template in _used_by(page):
            asked = {node.name for node in _tree(template).find_all(nodes.Name)} & {"current_user", "can"}
            wrong += [f"{_name(page)} by way of {_name(template)}: {name}" for name in asked]
    assert wrong == []


def test_every_component_is_a_macro() -> None:
    components = sorted((FOLDER / "components").glob("*.html"))
    assert [path.name for path in components if _tree(path).find(nodes.Macro) is None] == []


def test_style_sheets_fetch_nothing_from_elsewhere() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in sorted((ROOT / "static").rglob("*.scss"))
        for found in re.findall(
            r"(?:url\(\s*['\"]?|@import\s+['\"])(?:[a-z]+:)?//[^)'\"]*", path.read_text(encoding="utf-8")
        )
    ]
    assert wrong == []


def test_scripts_fetch_nothing_from_elsewhere() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in sorted((ROOT / "static" / "js").rglob("*.js"))
        for found in re.findall(r"['\"`](?:https?:)?//[a-z0-9.-]+", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


# Values of our own making: nobody typed them, so there is nothing to give back.
OURS = {
    "assembly",
    "choice.value",
    "form.csrf_token._value()",
    "one.slug",
    "reason.value",
    "tab.value",
    "value",
}
VALUE = re.compile(r'value="\{\{ ([^}]*) \}\}"|"value": (?:"[^"]*"|([^,}]*))')


def test_a_field_gives_back_what_was_typed_without_the_isolation_of_what_is_shown() -> None:
    wrong = []
    for path in TEMPLATES:
        for printed, handed in VALUE.findall(path.read_text(encoding="utf-8")):
            expression = printed or handed
            # The field macro makes its own text typed before it hands it on.
            if expression and "|typed" not in expression and expression not in OURS | {"text"}:
                wrong.append(f"{path.relative_to(FOLDER)}: {expression}")
    assert wrong == []


def test_every_file_that_a_template_asks_of_the_build_is_in_it() -> None:
    built = json.loads((ROOT / "static" / "build" / "manifest.json").read_text(encoding="utf-8"))
    asked: dict[str, list[str]] = {}
    for path in TEMPLATES:
        for call in _tree(path).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "asset":
                [name] = call.args
                # A name that is only put together on the page could not be looked for here.
                assert isinstance(name, nodes.Const), (
                    f"{path.name}: asset() with a name that is no plain word"
                )
                asked.setdefault(name.value, []).append(str(path.relative_to(FOLDER)))
    assert len(asked) > 5
    assert {name: where for name, where in asked.items() if name not in built} == {}
    missing = [name for name in asked if not (ROOT / "static" / "build" / built[name]).is_file()]
    assert missing == []
