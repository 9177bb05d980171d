"""Decisions enter their log in one way, through `services/chain.py`, which chains them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app"
MODEL, TABLE = "ModerationDecision", "moderation_decisions"
THE_WAY = {"append_decision", "append_decisions"}
MODELS = "moderation/models"


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(APP.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.relative_to(APP).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each call, with the name of what is called, without what that belongs to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


def test_whoever_makes_a_decision_has_it_chained() -> None:
    called = {name: {function for function, _ in _calls(tree)} for name, tree in _modules()}
    makers = {name for name, functions in called.items() if MODEL in functions}
    assert makers, "nobody decides any more: this test looks for the wrong name"
    assert [name for name in sorted(makers) if not called[name] & THE_WAY] == []


def test_nothing_writes_the_table_of_decisions_past_the_chain() -> None:
    wrong = []
    for name, tree in _modules():
        in_bulk = any(
            function in ("insert", "update", "delete") and MODEL in map(ast.unparse, node.args)
            for function, node in _calls(tree)
        )
        by_name = any(isinstance(node, ast.Constant) and node.value == TABLE for node in ast.walk(tree))
        if in_bulk or (by_name and not name.startswith(MODELS)):
            wrong.append(name)
    assert wrong == []
