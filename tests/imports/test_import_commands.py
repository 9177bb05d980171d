"""The commands as somebody types them: exit codes, one line on stderr, and nothing written by a refusal."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from app.cli import moothall
from tests.imports.compiled import IIDP, REGISTER, Content, differences, dump, saved, small

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: Session) -> Run:
    """Run a command on the test's database."""

    def command(*words: str | Path) -> Result:
        result = CliRunner().invoke(moothall, [str(word) for word in words], obj=app)
        session.expire_all()
        return result

    return command


def changed(**values: Any) -> Content:
    return small() | values


def deep() -> bytes:
    return b'{"slug":' + b"[" * 100_000


WRONG: dict[str, tuple[Any, str]] = {
    "not JSON": (b"slug: hilltown", "$: not JSON"),
    "not UTF-8": ('{"slug": "caf\u00e9"}'.encode("latin-1"), "$: not UTF-8"),
    "a wrong type": (changed(recommendations={}), "$.recommendations: must be a list"),
    "an unknown recommendation": (
        changed(responses=[small()["responses"][1] | {"recommendation_ids": ["R7"]}]),
        "$.responses[0].recommendation_ids[0]: there is no recommendation 'R7'",
    ),
    "a doubled recommendation": (
        changed(recommendations=small()["recommendations"] * 2),
        "$.recommendations[3].id: 'R1' stands twice",
    ),
    "a day that does not exist": (
        changed(timeline=[{"phase": "report", "starts_on": "2019-11-31"}]),
        "$.timeline[0].starts_on: '2019-11-31' is a day that does not exist",
    ),
    "no slug": ({key: value for key, value in small().items() if key != "slug"}, "$.slug: is missing"),
    "a hundred thousand levels": (deep(), "$: nested deeper than 40 levels"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_file_is_refused_on_one_line_and_writes_nothing(
    run: Run, session: Session, tmp_path: Path, wrong: str
) -> None:
    content, reason = WRONG[wrong]
    path = saved(tmp_path, content) if isinstance(content, dict) else tmp_path / "record.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    before = dump(session)
    result = run("import", "assembly", path)
    assert result.exit_code == 1
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith(f"moothall: {path}: {reason}")
    assert differences(before, dump(session)) == {}


def test_a_file_of_200_megabytes_is_refused_on_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    result = run("import", "assembly", path)
    assert (result.exit_code, result.stderr) == (1, f"moothall: {path}: $: larger than 10 MB\n")


def test_a_refused_file_has_no_warnings_beside_its_refusal(run: Run, tmp_path: Path) -> None:
    path = saved(tmp_path, changed(colour="green", sources=[{}]))
    result = run("import", "assembly", path)
    assert result.exit_code == 1
    assert result.stderr == f"moothall: {path}: $.sources[0].url: is missing\n"


def test_unknown_keys_have_a_line_each_and_do_not_stop_the_import(run: Run, tmp_path: Path) -> None:
    path = saved(tmp_path, changed(colour="green", mood={"a": 1}))
    result = run("import", "assembly", path)
    assert result.exit_code == 0
    assert result.stdout == "hilltown: imported, 2 sessions, 3 recommendations, 2 responses, 2 updates\n"
    assert result.stderr.splitlines() == [
        f"moothall: {path}: $.colour: unknown key, ignored",
        f"moothall: {path}: $.mood: unknown key, ignored",
    ]


def test_the_real_records_and_the_register_import_without_a_word_of_warning(run: Run) -> None:
    first = run("import", "assembly", *IIDP)
    assert (first.exit_code, first.stderr) == (0, "")
    assert first.stdout.splitlines() == [
        "greater-cambridge: imported, 12 sessions, 48 recommendations, 12 responses, 5 updates",
        "dudley-peoples-panel: imported, 11 sessions, 12 recommendations, 2 responses, 0 updates",
        "romsey: imported, 5 sessions, 13 recommendations, 5 responses, 4 updates",
    ]
    second = run("import", "register", REGISTER)
    assert (second.exit_code, second.stderr) == (0, "")
    assert second.stdout == (
        "uk_local_assemblies.csv: 13 rows, 10 assemblies made, 3 assemblies completed or changed\n"
    )
    again = run("import", "assembly", *IIDP)
    assert {line.split(": ")[1] for line in again.stdout.splitlines()} == {"unchanged"}


def test_a_wrong_register_is_refused_on_one_line_with_line_and_column(
    run: Run, session: Session, tmp_path: Path
) -> None:
    path = tmp_path / "register.csv"
    text = REGISTER.read_text(encoding="utf-8").replace("2019-11-09,2019-12-01", "2019-11-09,2019-12-32")
    path.write_text(text, encoding="utf-8")
    before = dump(session)
    result = run("import", "register", path)
    assert result.exit_code == 1
    assert result.stderr == (
        f"moothall: {path}: line 8, column 10 (ended_on): '2019-12-32' is a day that does not exist\n"
    )
    assert differences(before, dump(session)) == {}


@pytest.mark.parametrize(
    "words", [("import", "assembly"), ("import", "register"), ("import", "nothing", "x")]
)
def test_a_command_that_is_not_complete_is_wrong_usage(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


@pytest.mark.one_database
def test_a_file_name_with_a_line_end_still_makes_one_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "two\nlines.json"
    path.write_bytes(b"x")
    result = run("import", "assembly", path)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.one_database
def test_the_command_reads_what_another_program_writes_into_a_pipe(tmp_path: Path) -> None:
    """As the shell's `<(…)` does; and in a process of its own, so that the exit code is the real one."""
    environment = {"DEMO": "1", "DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", "LOG_LEVEL": "ERROR"}
    command = str(Path(sys.executable).with_name("moothall"))
    subprocess.run([command, "db", "upgrade"], env=environment, check=True, capture_output=True)
    done = subprocess.run(
        [command, "import", "assembly", "/dev/stdin"],
        env=environment,
        input=IIDP[1].read_bytes(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    refused = subprocess.run(
        [command, "import", "assembly", "/dev/stdin"],
        env=environment,
        input=b"[" * 100_000,
        capture_output=True,
        check=False,
    )
    assert (refused.returncode, refused.stderr) == (
        1,
        b"moothall: /dev/stdin: $: nested deeper than 40 levels\n",
    )


@pytest.mark.one_database
@pytest.mark.parametrize("words", [["import", "assembly", str(IIDP[1])], ["demo", "load"]])
def test_without_tables_it_says_what_to_do_on_one_line(tmp_path: Path, words: list[str]) -> None:
    environment = {"DEMO": "1", "DATA_DIR": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = str(Path(sys.executable).with_name("moothall"))
    result = subprocess.run([command, *words], env=environment, capture_output=True, check=False, text=True)
    assert result.returncode == 1
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("moothall: the database cannot be used (no such table: ")
    assert line.endswith("Is db upgrade done?")
