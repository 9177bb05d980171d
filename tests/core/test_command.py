"""The `moothall` command: 0 done, 1 refused with one line on stderr, 2 wrong usage."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = {"SECRET_KEY": "the tests' own key, of no use anywhere else"}


def _moothall(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from wsgi import cli; cli()", *arguments],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_help_needs_no_settings(tmp_path: Path) -> None:
    done = _moothall(tmp_path, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("serve", "worker", "db", "demo", "import", "account", "outbox"):
        assert command in done.stdout


def test_texts_of_ones_own_are_grouped_without_any_settings(tmp_path: Path) -> None:
    file = tmp_path / "texts.csv"
    same = "Please keep the buses running past the library after six in the evening"
    file.write_text(f"id,text\na,{same}\nb,Something else\nc,{same}!\n", encoding="utf-8")
    done = _moothall(tmp_path, "moderation", "group", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["id,group", "a,a", "b,b", "c,a"]
    refused = _moothall(tmp_path, "moderation", "group", str(tmp_path / "none.csv"))
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    "environment", [{}, {**KEY, "PORT": "eighty"}, {**KEY, "DATABASE_URL": "mysql://x"}], ids=str
)
def test_a_wrong_setting_is_one_line_on_stderr(tmp_path: Path, environment: dict[str, str]) -> None:
    refused = _moothall(tmp_path, "db", "upgrade", **environment)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("moothall: ")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [("nonsense",), ("db", "downgrade"), ("serve", "--fast"), ("import",)])
def test_wrong_usage_is_two(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert _moothall(tmp_path, *arguments, **KEY).returncode == 2


def test_the_database_is_brought_up_to_date_once(tmp_path: Path) -> None:
    first = _moothall(tmp_path, "db", "upgrade", **KEY)
    second = _moothall(tmp_path, "db", "upgrade", **KEY)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "migrations run" in first.stdout
    assert second.stdout == "The database is up to date.\n"


def test_the_demo_is_not_for_real_sites(tmp_path: Path) -> None:
    _moothall(tmp_path, "db", "upgrade", **KEY)
    refused = _moothall(tmp_path, "demo", "load", **KEY)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
