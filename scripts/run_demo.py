"""What `make run` does once everything is installed: the database, the sample data, then server and worker.

Both run until Ctrl-C, or until one of them ends. Whatever happens, neither outlives this process: the two are
started in process groups of their own, told to stop in good order, and ended by force only if they do not.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

MOOTHALL = str(Path(sys.executable).with_name("moothall"))
SECONDS_TO_STOP = 10.0
SECONDS_BETWEEN_LOOKS = 0.2

stop_asked = threading.Event()


def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    """Take Ctrl-C and the system's own ways of saying stop. Asked a second time, be done with it at once."""
    if stop_asked.is_set():
        raise KeyboardInterrupt
    stop_asked.set()


def prepare() -> int:
    """Bring the database up to date and load the sample data. Returns the exit code of what failed, or 0."""
    for step in (["db", "upgrade"], ["demo", "load"]):
        code = subprocess.run([MOOTHALL, *step], check=False).returncode
        if code or stop_asked.is_set():
            return abs(code)
    return 0


def keep_running(processes: dict[str, subprocess.Popen[bytes]]) -> int:
    """Wait until somebody asks to stop, make itself has gone, or one of the processes ends.

    Returns 0 in the first two cases, else the exit code of the process that ended, and says so.
    """
    parent = os.getppid()
    while not stop_asked.wait(SECONDS_BETWEEN_LOOKS):
        if os.getppid() != parent:
            return 0
        for name, process in processes.items():
            code = process.poll()
            if code is not None:
                print(f"moothall {name} has ended by itself (exit code {code}).", file=sys.stderr)
                return abs(code) or 1
    return 0


def stop(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Tell the processes to finish, wait for them, and leave none of their children behind."""
    try:
        for process in processes.values():
            if process.poll() is None:
                process.terminate()
        for process in processes.values():
            process.wait(timeout=SECONDS_TO_STOP)
    except (KeyboardInterrupt, subprocess.TimeoutExpired):
        print("Stopping by force.", file=sys.stderr)
    finally:
        for process in processes.values():
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()


def main() -> int:
    """Returns the exit code: 0 if all went well until somebody asked to stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    code = prepare()
    if code or stop_asked.is_set():
        return code
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in ("serve", "worker"):
            processes[name] = subprocess.Popen([MOOTHALL, name], start_new_session=True)
        code = keep_running(processes)
    finally:
        stop(processes)
    print("\nMoothall has stopped.", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
