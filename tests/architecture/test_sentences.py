"""Every sentence that people read goes through gettext, so that the site can speak Welsh."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "aria-description", "placeholder", "title", "label", "content"}
SILENT = {"script", "style", "svg", "code", "kbd"}
# Words that are the same in every language, or that no person is shown.
NOT_TRANSLATED = re.compile(
    r"Moothall|width=device-width.*|no-?index.*|light dark|#[0-9a-fA-F]+|[a-z-]+/[a-z+]*"
)
WORD = re.compile(r"[A-Za-z]{2,}")
TWO_WORDS = re.compile(r"[A-Za-z’']{2,} [A-Za-z’']+")
# Parameters of components that carry no language.
WITHOUT_WORDS = {"class", "classes", "class_", "attributes", "autocomplete", "rel", "style", "extra"}
# Begins like the name of a tag, since it may stand for one; the rest is a letter that no template uses.
EXPRESSION = "z\ue000"


class Spoken(HTMLParser):
    """Collects the words that a page says by itself, with their lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silent = 0
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag.replace(EXPRESSION, "") in SILENT:
            self.silent += 1
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES:
                self.say(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.say(data)

    def say(self, text: str) -> None:
        for piece in text.split(EXPRESSION):
            words = NOT_TRANSLATED.sub("", " ".join(piece.split()))
            if WORD.search(words):
                self.said.append(words)


def _environment() -> Environment:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def _raw_text(source: str) -> str:
    """The template with each expression and statement replaced by a mark."""
    pieces = []
    for _line, kind, text in _environment().lex(source):
        if kind == "data":
            pieces.append(text)
        elif kind in ("variable_end", "block_end"):
            pieces.append(EXPRESSION)
    return "".join(pieces)


def _bare_strings(source: str) -> Iterator[str]:
    """String constants of two words or more that a template hands to a component, untranslated."""
    for call in _environment().parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext", "pgettext"):
            continue
        for keyword in call.kwargs:
            text = keyword.value.value if isinstance(keyword.value, nodes.Const) else None
            if keyword.key not in WITHOUT_WORDS and isinstance(text, str) and TWO_WORDS.search(text):
                yield f"line {call.lineno}: {keyword.key}={text!r}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_template_says_nothing_that_cannot_be_translated(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    spoken = Spoken()
    spoken.feed(_raw_text(source))
    spoken.close()
    assert [*spoken.said, *_bare_strings(source)] == []


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def test_forms_and_refusals_say_nothing_that_cannot_be_translated() -> None:
    wrong = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            said = [
                keyword.value
                for keyword in node.keywords
                if keyword.arg in ("message", "label", "description")
            ]
            if path.name == "forms.py" and _called(node).endswith("Field"):
                said += node.args[:1]
            wrong += [
                f"{path.relative_to(ROOT)}:{value.lineno} {value.value!r}"
                for value in said
                if isinstance(value, ast.Constant)
                and isinstance(value.value, str)
                and WORD.search(value.value)
            ]
    assert wrong == []
