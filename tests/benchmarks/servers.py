"""Starting and stopping the servers that are measured: all under gunicorn, with the settings of `moothall serve`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from config import ROOT
from tests.benchmarks.driver import Address, ask, get
from tests.benchmarks.yardsticks import FOLDER

HOST = "127.0.0.1"


@dataclass
class Server:
    """A server under measurement."""

    address: Address
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Stop it and its workers."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _start(command: list[str], environment: dict[str, str], port: int) -> Server:
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "GUNICORN_CMD_ARGS": "--log-level=error", **environment}
    )
    server = Server((HOST, port), process)
    for _ in range(300):
        try:
            ask(server.address, get(server.address, "/"))
        except OSError:
            time.sleep(0.1)
        else:
            return server
        if process.poll() is not None:
            break
    server.stop()
    raise RuntimeError(f"{' '.join(command)} does not serve")


def ours(settings: dict[str, str], page_cache_mb: int) -> Server:
    """`moothall serve`, as anybody starts it."""
    port = _free_port()
    environment = {**settings, "PORT": str(port), "PAGE_CACHE_MB": str(page_cache_mb)}
    return _start([sys.executable, "-c", "from wsgi import cli; cli()", "serve"], environment, port)


def yardstick(name: str, folder: Path) -> Server:
    """One of the yardsticks, with as many processes and threads as ours."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--worker-class=gthread", "--reuse-port", "--workers=1"),
        *("--threads=8", "--graceful-timeout=10", "--no-control-socket"),
        *(f"--bind={HOST}:{port}", f"tests.benchmarks.yardsticks:{name}()"),
    ]
    return _start(command, {FOLDER: str(folder)}, port)
