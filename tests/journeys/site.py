"""A whole Moothall for the journeys: its own database with the sample data, the real server and the real worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from sqlalchemy import create_engine, text

ROOT = Path(__file__).resolve().parents[2]
MOOTHALL = str(Path(sys.executable).with_name("moothall"))
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15
PASSWORD = "moothall-demo"
ADMINISTRATOR, MODERATOR, LEAD_MODERATOR, OFFICER, SECOND_OFFICER = (
    f"{name}@demo.example" for name in ("admin", "moderator", "moderator2", "officer", "officer2")
)


class NotStarted(RuntimeError):
    """The site did not come up; the message ends with what its processes wrote."""


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """A server and a worker on a database of their own, from `start` to `stop`."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        port = free_port()
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.database_url = database_url or f"sqlite:///{folder / 'moothall.sqlite3'}"
        kept = {
            name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "PYTHONPATH") if name in os.environ
        }
        self.environment = kept | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": self.database_url,
            "DEMO": "1",
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            "PORT": str(port),
            "PUBLIC_URL": self.url,
            "RATE_LIMITS": "0",
            "WEB_WORKERS": "1",
        }
        # What each person's browser keeps after signing in, so that a password is checked once and not in each test.
        self.sign_ins: dict[str, Any] = {}
        self._processes: list[subprocess.Popen[bytes]] = []
        self._log: IO[bytes] | None = None

    @property
    def log_file(self) -> Path:
        """Where the server and the worker write."""
        return self.folder / "site.log"

    def start(self) -> None:
        """Make the database, load the sample data, start both processes. Returns when the site can serve."""
        for step in (("db", "upgrade"), ("demo", "load")):
            done = subprocess.run(
                [MOOTHALL, *step], env=self.environment, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise NotStarted(f"moothall {' '.join(step)} failed:\n{done.stdout}{done.stderr}")
        self._log = self.log_file.open("wb")
        for name in ("serve", "worker"):
            self._processes.append(
                subprocess.Popen(
                    [MOOTHALL, name],
                    env=self.environment,
                    stdout=self._log,
                    stderr=self._log,
                    start_new_session=True,
                )
            )
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until and all(process.poll() is None for process in self._processes):
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.stop()
        raise NotStarted(f"The site did not come up:\n{self.log_file.read_text()[-4000:]}")

    def stop(self) -> None:
        """Stop both processes in good order, and by force if they do not."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._processes.clear()
        if self._log:
            self._log.close()

    def rows(self, statement: str, **values: Any) -> Sequence[Any]:
        """What the database answers: only to find something to look at, never to change anything."""
        engine = create_engine(self.database_url)
        try:
            with engine.connect() as connection:
                return connection.execute(text(statement), values).all()
        finally:
            engine.dispose()

    def let_letters_leave(self) -> None:
        """Spare the journeys the minutes that a letter waits as long as what it tells of can be taken back."""
        engine = create_engine(self.database_url)
        try:
            with engine.begin() as connection:
                connection.execute(
                    text(
                        "UPDATE outbox SET due_at = written_at WHERE finished_at IS NULL AND due_at > written_at"
                    )
                )
        finally:
            engine.dispose()

    def one(self, statement: str, **values: Any) -> Any:
        """The first column of the first row."""
        found = self.rows(statement, **values)
        assert found, f"There is nothing to look at: {statement}"
        return found[0][0]


def run_wave(site: Site, act: str, slug: str) -> None:
    """Let `tests.journeys.wave` write into a site's database, in a process of its own."""
    command = [sys.executable, "-m", "tests.journeys.wave", act, slug]
    done = subprocess.run(
        command, env=site.environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
