"""A worker that is killed outright, in a process of its own, between taking letters and handing them over."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock, outbox
from app.core.outbox import Letter, OutboxRow
from app.core.transactions import unit_of_work
from tests.databases import CleanDatabase
from tests.factories.assemblies import make_assembly
from tests.factories.following import make_follow

ROOT = Path(__file__).resolve().parents[2]
TAKEN_BEFORE_IT_HANGS = 3


class HangingPostOffice:
    """A mail server that takes some letters, and then leaves its caller waiting for an answer."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.hangs = Event()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if len(self.taken) == TAKEN_BEFORE_IT_HANGS:
            self.hangs.set()
            await asyncio.sleep(3600)
        self.taken += envelope.rcpt_tos
        return "250 taken"


@pytest.fixture
def post_office() -> Iterator[tuple[HangingPostOffice, str]]:
    """The mail server and its address."""
    handler = HangingPostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    controller.stop(no_assert=True)


def _start_worker(database: CleanDatabase, smtp_url: str, data_dir: Path) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": database.url,
        "DATA_DIR": str(data_dir),
        "SMTP_URL": smtp_url,
        "SECRET_KEY": "the tests' own key, of no use anywhere else",
        "LOG_LEVEL": "ERROR",
    }
    for name in ("DEMO", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-c", "from wsgi import cli; cli()", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)


def test_a_worker_killed_with_letters_in_hand_loses_none(
    session: Session,
    committed_database: CleanDatabase,
    letters: list[Letter],
    post_office: tuple[HangingPostOffice, str],
    tmp_path: Path,
) -> None:
    handler, smtp_url = post_office
    with unit_of_work():
        assembly = make_assembly()
        for number in range(20):
            follow = make_follow(assembly, f"follower{number}@example.org", confirmed=False)
            outbox.put("follow_confirm", f"follow_confirm:{number}", follow_id=follow.id)
    session.close()
    worker = _start_worker(committed_database, smtp_url, tmp_path)
    try:
        assert handler.hangs.wait(60), "the worker never came to its fourth letter"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(30)

    # What it had taken in hand is not lost, and nobody else takes it while its lease runs.
    rows = session.scalars(select(OutboxRow)).all()
    assert sum(row.finished_at is not None for row in rows) == len(handler.taken) == TAKEN_BEFORE_IT_HANGS
    session.close()
    assert outbox.drain() == 0
    with clock.at(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert outbox.drain() == 17
    assert outbox.drain() == 0
    everybody = [f"follower{number}@example.org" for number in range(20)]
    assert sorted([*handler.taken, *(letter.to for letter in letters)]) == sorted(everybody)
