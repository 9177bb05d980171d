"""What templates may rely on, and what they may not get away with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

from app.core import templating
from app.core.build import build_id

pytestmark = pytest.mark.one_database


def _shown(app: Flask, source: str, **words: object) -> str:
    with app.test_request_context("/"):
        return render_template_string(source, **words)


def test_what_is_put_into_a_page_is_escaped(app: Flask) -> None:
    assert _shown(app, "{{ name }}", name="<b>") == "&lt;b&gt;"


@pytest.mark.parametrize("source", ["{{ nobody }}", "{{ thing.nothing }}", "{% if nobody %}{% endif %}"])
def test_a_misspelt_name_is_an_error_and_no_empty_string(app: Flask, source: str) -> None:
    with pytest.raises(UndefinedError):
        _shown(app, source, thing=object())


def test_an_asset_s_address_holds_its_digest(app: Flask) -> None:
    address = _shown(app, "{{ asset('main.css') }}")
    built = Path(app.static_folder or "")
    names = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert address == f"/static/{names['main.css']}"
    assert names["main.css"] != "main.css"
    assert (built / names["main.css"]).exists()


def test_without_built_assets_the_message_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="make assets"):
        templating._manifest(str(tmp_path))  # noqa: SLF001 - what a page would run into


def _program(folder: Path) -> Path:
    for name, words in {"app/x.py": "1", "templates/x.html": "2", "static/build/manifest.json": "3"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(words)
    return folder


def test_the_same_program_is_the_same_build_wherever_it_lies(tmp_path: Path) -> None:
    assert build_id(_program(tmp_path / "here")) == build_id(_program(tmp_path / "there"))


@pytest.mark.parametrize("name", ["app/x.py", "templates/x.html", "static/build/manifest.json"])
def test_any_change_of_program_templates_or_assets_is_another_build(tmp_path: Path, name: str) -> None:
    program = _program(tmp_path)
    before = build_id(program)
    (program / name).write_text("changed")
    assert build_id(program) != before


def test_a_file_that_was_only_moved_is_another_build_too(tmp_path: Path) -> None:
    program = _program(tmp_path)
    before = build_id(program)
    (program / "templates/x.html").rename(program / "templates/y.html")
    assert build_id(program) != before
