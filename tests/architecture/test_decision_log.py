"""Decisions enter their log in one way, by `append_decision`, which chains them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
MODEL, TABLE, THE_WAY = "ModerationDecision", "moderation_decisions", "append_decision"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(APP.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(APP).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _called(node: ast.Call) -> str:
    """The name of what is called, without what it belongs to."""
    return ast.unparse(node.func).rpartition(".")[2]


def _made_unchained(tree: ast.Module) -> Iterator[int]:
    """The line of each decision that a function makes and does not hand to `append_decision` itself."""
    for function in ast.walk(tree):
        if not isinstance(function, Function):
            continue
        made = [node for node in _calls(function) if _called(node) == MODEL]
        names = {
            ast.unparse(target): node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            for target in node.targets
        }
        handed = [
            names.get(ast.unparse(argument), argument)
            for node in _calls(function)
            if _called(node) == THE_WAY
            for argument in node.args
        ]
        yield from (node.lineno for node in made if node not in handed)


def test_every_decision_that_is_made_is_chained() -> None:
    wrong = [f"{name}:{line}" for name, tree in _modules() for line in _made_unchained(tree)]
    assert wrong == [], "hand it to append_decision in the function that makes it"
    makers = [name for name, tree in _modules() if any(_called(node) == MODEL for node in _calls(tree))]
    assert makers, "nobody decides any more: this test looks for the wrong name"


def test_nothing_writes_the_table_of_decisions_past_the_chain() -> None:
    wrong = []
    for name, tree in _modules():
        in_bulk = any(
            _called(node) in ("insert", "update", "delete") and MODEL in map(ast.unparse, node.args)
            for node in _calls(tree)
        )
        by_name = any(isinstance(node, ast.Constant) and node.value == TABLE for node in ast.walk(tree))
        if in_bulk or (by_name and not name.startswith("moderation/models")):
            wrong.append(name)
    assert wrong == []
