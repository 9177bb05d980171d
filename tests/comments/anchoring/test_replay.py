"""The command `anchors replay` as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import moothall

OLD = "# Trees\r\n\r\nThe council plants forty trees by 2027. 🌳 It waters them.\r\n\r\nBuses run until eleven.\r\n"
NEW = "# Trees\n\nIt waters them.\n\nThe council plants fifty trees by 2027.\n\nBuses run until eleven.\n"


def replayed(folder: Path, *lines: object, old: str = OLD, new: str = NEW) -> Result:
    (folder / "old.md").write_text(old, encoding="utf-8", newline="")
    (folder / "new.md").write_text(new, encoding="utf-8")
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "anchors.jsonl").write_text(text, encoding="utf-8")
    names = [str(folder / name) for name in ("old.md", "new.md", "anchors.jsonl")]
    return CliRunner().invoke(moothall, ["anchors", "replay", *names])


def test_each_anchor_gets_a_line(tmp_path: Path) -> None:
    done = replayed(
        tmp_path,
        {"id": "words", "clause": 2, "exact": "forty", "prefix": "plants ", "suffix": " trees"},
        {"id": 2, "clause": 2, "exact": "waters", "prefix": None, "suffix": None},
        "",
        {"id": 3, "clause": 3},
        {"id": 4, "clause": 2, "exact": "🌳"},
        {"id": 5, "clause": 1, "exact": None},
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": "words", "outcome": "moved", "clause": 3, "start": 19, "end": 24},
        {"id": 2, "outcome": "moved", "clause": 2, "start": 3, "end": 9},
        {"id": 3, "outcome": "exact", "clause": 4, "start": None, "end": None},
        {"id": 4, "outcome": "deleted", "clause": None, "start": None, "end": None},
        {"id": 5, "outcome": "exact", "clause": 1, "start": None, "end": None},
    ]


def test_no_anchors_and_an_empty_text_are_no_mistake(tmp_path: Path) -> None:
    assert replayed(tmp_path).exit_code == 0
    done = replayed(tmp_path, {"id": 1, "clause": 2, "exact": "forty"}, new="")
    assert json.loads(done.stdout)["outcome"] == "deleted"


GOOD = {"id": 1, "clause": 2}


@pytest.mark.parametrize(
    "bad",
    [
        "{", "[]", "7", "[" * 100_000, '{"id": 1, "clause": 2, "exact": "\\ud800"}', {"clause": 2}, {"id": []},
        {"id": 1}, GOOD | {"clause": 0}, GOOD | {"clause": 4}, GOOD | {"clause": "2"}, GOOD | {"clause": True},
        GOOD | {"exact": 7}, GOOD | {"exact": " "}, GOOD | {"exact": "words that are not there"},
        GOOD | {"exact": "forty", "prefix": []},
    ],
    ids=lambda bad: str(bad)[:40],
)  # fmt: skip
def test_a_bad_line_is_named_on_one_line(tmp_path: Path, bad: object) -> None:
    refused = replayed(tmp_path, GOOD, bad)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("moothall: Line 2 of the anchors: ")
    assert refused.stderr.count("\n") == 1


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.md").write_bytes(b"caf\xe9")
    for name in ("missing.md", "latin.md", ""):
        refused = CliRunner().invoke(moothall, ["anchors", "replay", *[str(tmp_path / name)] * 3])
        assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
        assert str(tmp_path / name) in refused.stderr


@pytest.mark.parametrize(
    "words", [["replay"], ["replay", "a", "b"], ["replay", "a", "b", "c", "d"], ["play"]]
)
def test_wrong_usage_is_two(words: list[str]) -> None:
    assert CliRunner().invoke(moothall, ["anchors", *words]).exit_code == 2
