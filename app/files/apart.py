"""Looking into a file in a process of its own, with bounds on its time and memory.

What people send may be made to hurt whoever opens it. The process that opens it knows no secret, has no database, and
ends at its bounds; the web server only reads what it says at the end. The child imports this package's plain modules
alone, not the whole application, and so starts in a twentieth of a second.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from app.files.refusals import FileRefused, Reason

log = structlog.get_logger()


@dataclass(frozen=True)
class Bounds:
    """How long a process may take, on the clock and of the processor, and how much memory."""

    seconds: float = 120
    cpu_seconds: int = 60
    memory: int = 1536 * 1024 * 1024


BOUNDS = Bounds()
# Large pictures need memory; more than two at a time would need too much of it.
_TURNS = threading.BoundedSemaphore(2)
_PACKAGE = str(Path(__file__).resolve().parents[1])
# An empty stand-in for the package `app`, whose own module would load every feature.
_START = """
import sys, types
app = types.ModuleType("app")
app.__path__ = [sys.argv[1]]
sys.modules["app"] = app
from app.files.bench import main
main(sys.argv[2:])
"""


def look_into(task: str, *arguments: str, bounds: Bounds = BOUNDS) -> dict[str, Any]:
    """Do a task of `bench.TASKS` apart.

    Takes the task's name and its arguments. Returns what the task found. Raises FileRefused where the task did, where
    it stumbled over the file, or where it would not end.
    """
    known = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    command = [sys.executable, "-I", "-X", "utf8", "-c", _START, _PACKAGE]
    command += [str(bounds.cpu_seconds), str(bounds.memory), task, *arguments]
    with _TURNS:
        try:
            # Our own interpreter and code.
            done = subprocess.run(  # noqa: S603
                command, env=known, capture_output=True, timeout=bounds.seconds, check=False
            )
        except subprocess.TimeoutExpired:
            raise FileRefused(Reason.TOO_HEAVY) from None
    if done.returncode < 0:
        log.warning("looking into a file was ended", task=task, signal=-done.returncode)
        raise FileRefused(Reason.TOO_HEAVY)
    if done.returncode:
        raise RuntimeError(f"looking into a file failed: {done.stderr.decode(errors='replace')[-2000:]}")
    said: dict[str, Any] = json.loads(done.stdout)
    if "reason" in said:
        if said.get("stumbled"):
            log.info("a file could not be read", task=task, stumbled=said["stumbled"])
        raise FileRefused(Reason(said["reason"]), **said["values"])
    return said
