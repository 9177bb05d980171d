"""Rules of the floor plan that import-linter cannot say. What it can say stands in pyproject.toml."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "app"
FEATURES = sorted(
    folder.name
    for folder in APP.iterdir()
    if (folder / "__init__.py").exists() and folder.name not in ("core", "migrations")
)
# What a feature shows to the others, beside modules of plain rules, which know neither the web nor the database.
# Its forms, views and letters are its own.
SHOWN = {"services", "queries", "policies", "events", "models"}
OWN = {"forms", "views", "emails", "jobs"}
# Files serve the views and forms of others, as the core does: with a field, a decorator and an answer. Every view of
# the council's desk begins with an assembly, loaded and authorised in one way.
SHOWN_BESIDE = {"assemblies": {"desk"}, "files": {"uploads", "receiving", "giving", "word"}}
WEB_AND_DATABASE = {"flask", "flask_login", "flask_wtf", "sqlalchemy", "wtforms"}
# The only places that know every feature, and the factory.
ABOVE_ALL = {"__init__", "wiring", "cli"}


def _modules(folder: Path = APP) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(APP).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Each module of the application that is imported, as `feature.module`, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "app":
                continue
            names = [alias.name for alias in node.names] if node.module.count(".") == 1 else [""]
            for name in names:
                yield f"{node.module}.{name}".rstrip("."), node.lineno
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno


def _holds_plain_rules(feature: str, module: str) -> bool:
    """Whether a module, or every module of a package, asks neither the web nor the database."""
    paths = [*(APP / feature).glob(f"{module}.py"), *(APP / feature / module).glob("*.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return (
        module not in OWN and bool(paths) and not {name.split(".")[0] for name in imported} & WEB_AND_DATABASE
    )


def test_a_feature_uses_only_what_another_shows() -> None:
    wrong = []
    for name, tree in _modules():
        own = name.split("/")[0].removesuffix(".py")
        for module, line in _imported(tree):
            parts = module.split(".")
            if parts[0] != "app" or len(parts) < 3 or own in ABOVE_ALL:
                continue
            feature, shown = parts[1], parts[2]
            if feature not in FEATURES or feature == own or shown in SHOWN | SHOWN_BESIDE.get(feature, set()):
                continue
            if not _holds_plain_rules(feature, shown):
                wrong.append(f"app/{name}:{line} imports app.{feature}.{shown}")
    assert wrong == []


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_says_in_a_few_sentences_what_it_owns(feature: str) -> None:
    said = ast.get_docstring(ast.parse((APP / feature / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert said.count(".") >= 2, f"app/{feature}/__init__.py must say what the feature owns"


def test_only_the_boundary_commits() -> None:
    wrong = [
        f"app/{name}:{node.lineno}"
        for name, tree in _modules()
        if name != "core/transactions.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert wrong == []


def test_services_and_policies_know_no_request() -> None:
    of_a_request = {"request", "session", "g", "redirect", "render_template", "abort", "flash", "url_for"}
    wrong = [
        f"app/{name}:{node.lineno} {alias.name}"
        for name, tree in _modules()
        if Path(name).stem in ("services", "policies", "queries", "models", "events")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "flask"
        for alias in node.names
        if alias.name in of_a_request
    ]
    assert wrong == []


def test_no_module_grows_into_a_second_house() -> None:
    lengths = {name: (APP / name).read_text(encoding="utf-8").count("\n") for name, _ in _modules()}
    assert {name: lines for name, lines in lengths.items() if lines > 450} == {}


def test_views_stay_short() -> None:
    long_views = {
        f"app/{name}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name, tree in _modules()
        if "views" in Path(name).stem or "views" in Path(name).parts
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    assert {view: lines for view, lines in long_views.items() if lines > 25} == {}
