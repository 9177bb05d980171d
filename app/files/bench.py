"""What runs in the process of its own: sets its bounds, does one task, says the outcome as JSON."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from app.files.examining import examine
from app.files.refusals import FileRefused, Reason

MOST_WRITTEN = 512 * 1024 * 1024


def _examine(path: str, name: str) -> dict[str, Any]:
    return asdict(examine(Path(path), name))


def _read_docx(path: str) -> dict[str, Any]:
    # Its libraries take a while to load, and most files are no Word documents.
    return asdict(resolve_name("app.files.word:read_docx")(Path(path)))


TASKS: Mapping[str, Callable[..., dict[str, Any]]] = {"examine": _examine, "read docx": _read_docx}


def _set_bounds(cpu_seconds: int, memory: int) -> None:
    """Whatever the file holds: so much time, so much memory, and files of such a size, then the process is ended."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_WRITTEN, MOST_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refusal(refusal: FileRefused, stumbled: str = "") -> dict[str, Any]:
    return {"reason": refusal.reason.value, "values": refusal.values, "stumbled": stumbled}


def outcome(task: str, *arguments: str) -> dict[str, Any]:
    """What the task found, or why it refuses. What a parser stumbles over is a broken file."""
    do = TASKS[task]
    try:
        return do(*arguments)
    except FileRefused as refusal:
        return _refusal(refusal)
    except ImportError:
        # A parser that is not there is no fault of the file.
        raise
    except MemoryError:
        return _refusal(FileRefused(Reason.TOO_HEAVY))
    except Exception as error:  # noqa: BLE001 - parsers raise anything; the file is what is wrong
        return _refusal(FileRefused(Reason.BROKEN), f"{type(error).__name__}: {error}"[:300])


def main(arguments: list[str]) -> None:
    """Say the outcome on standard output. The first two arguments are the bounds."""
    cpu_seconds, memory, *task = arguments
    _set_bounds(int(cpu_seconds), int(memory))
    # Libraries may print what they think of the file.
    say, sys.stdout = sys.stdout, sys.stderr
    say.write(json.dumps(outcome(*task)))
    say.flush()
