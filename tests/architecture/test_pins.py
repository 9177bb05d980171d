"""What is installed is pinned, the same everywhere, and tied to no index."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("constraints.txt", "constraints-dev.txt", "constraints-node.txt")
PIN = re.compile(r"^([a-z0-9.-]+)==(\S+)", re.MULTILINE)
# Written in pieces, so that this file does not name them either.
INDEX_HOSTS = ("pypi" + ".org", "files.python" + "hosted", "registry." + "npmjs", "registry." + "yarnpkg")


def _pins(lock: str) -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for name, version in PIN.findall((ROOT / lock).read_text(encoding="utf-8")):
        pins.setdefault(name, set()).add(version)
    return pins


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower() for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_carries_its_hashes(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())
    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_everything_that_is_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    to_run = _names(project["dependencies"]) | _names(project["optional-dependencies"]["build"])
    to_develop = to_run | _names(project["optional-dependencies"]["dev"])
    assert to_run - _pins("constraints.txt").keys() == set()
    assert to_develop - _pins("constraints-dev.txt").keys() == set()


def test_what_is_tested_is_what_runs() -> None:
    tested = _pins("constraints-dev.txt")
    assert {name: pins for name, pins in _pins("constraints.txt").items() if pins != tested.get(name)} == {}


def test_no_file_names_an_index() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    named = []
    for name in listed.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file():
            content = path.read_bytes()
            named += [f"{name} names {host}" for host in INDEX_HOSTS if host.encode() in content]
    assert named == []


def test_the_commands_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in ("help", "run", "test", "check", "bench"):
        assert re.search(rf"^{command}:.*## ", makefile, re.MULTILINE), command
