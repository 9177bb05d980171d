"""What `make run` does once everything is installed: the database, the sample data, then server and worker.

Both run until Ctrl-C, or until one of them ends. Whatever happens, neither outlives this process: the two are
started in process groups of their own, told to stop in good order, and ended by force only if they do not.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from flask import Flask

from app import create_app
from app.cli import moothall
from config import SettingRefused, from_environment

MOOTHALL = str(Path(sys.executable).with_name("moothall"))
SECONDS_TO_STOP = 15.0
SECONDS_BETWEEN_LOOKS = 0.1
Processes = dict[str, subprocess.Popen[bytes]]

stop_asked = threading.Event()


def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
    """Take Ctrl-C and the system's own ways of saying stop. Asked a second time, be done with it at once."""
    if stop_asked.is_set():
        raise KeyboardInterrupt
    stop_asked.set()


def prepare(application: Flask) -> int:
    """Bring the database up to date and load the sample data. Returns the exit code of what failed, or 0.

    In this process, not by two calls of the command: each would spend a second on starting.
    """
    for step in (("db", "upgrade"), ("demo", "load")):
        try:
            moothall(step, obj=application, prog_name="moothall")
        except SystemExit as end:
            if end.code:
                return end.code if isinstance(end.code, int) else 1
    return 0


def is_taken(host: str, port: int) -> bool:
    """Whether somebody listens there. Our server would share the port with another one of its kind."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def keep_running(processes: Processes, host: str, port: int) -> int:
    """Say where the site is once it listens, then wait until there is a reason to stop.

    Returns 0 if somebody asks to stop or make itself has gone, else the exit code of the process that ended.
    """
    parent = os.getppid()
    announced = False
    while not stop_asked.wait(SECONDS_BETWEEN_LOOKS):
        if os.getppid() != parent:
            return 0
        if not announced and is_taken(host, port):
            announced = True
            shown = f"[{host}]" if ":" in host else host
            print(f"\nMoothall is at http://{shown}:{port} (Ctrl-C stops it).\n", flush=True)
        for name, process in processes.items():
            code = process.poll()
            if code is not None:
                print(f"moothall {name} has ended by itself (exit code {code}).", file=sys.stderr)
                return abs(code) or 1
    return 0


def stop(processes: Processes) -> None:
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


def run(host: str, port: int) -> int:
    """Run server and worker until they are to stop. Returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    processes: Processes = {}
    try:
        for name in ("serve", "worker"):
            processes[name] = subprocess.Popen([MOOTHALL, name], start_new_session=True)
        code = keep_running(processes, host, port)
    finally:
        stop(processes)
    print("Moothall has stopped.", flush=True)
    return code


def main() -> int:
    """Returns the exit code: 0 if all went well until somebody asked to stop."""
    try:
        application = create_app(from_environment(os.environ))
    except SettingRefused as refusal:
        print(f"moothall: {refusal}", file=sys.stderr)
        return 1
    host, port = str(application.config["HOST"]), int(application.config["PORT"])
    if is_taken(host, port):
        print(f"moothall: port {port} is taken. Choose another: PORT={port + 1} make run", file=sys.stderr)
        return 1
    return prepare(application) or run(host, port)


if __name__ == "__main__":
    sys.exit(main())
