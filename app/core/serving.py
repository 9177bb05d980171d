"""The two processes: the web server and the worker that empties the outbox."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from app.core import metrics, outbox, transactions

log = structlog.get_logger()
TIDIERS_KEY = "moothall-tidiers"
PAUSE_SECONDS = 1.0
TIDY_EVERY = 3600


def serve(app: Flask) -> None:
    """Become the web server: gunicorn with threads. `--reuse-port` spreads kept-alive connections over workers."""
    sys.stderr.flush()
    figures = Path(app.config["DATA_DIR"]) / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    os.execvpe(  # noqa: S606 - our own interpreter, no shell wanted
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--worker-class=gthread",
            "--reuse-port",
            f"--workers={app.config['WEB_WORKERS']}",
            "--threads=8",
            "--graceful-timeout=10",
            "--limit-request-line=8190",
            # It would lie in the home folder, where a second server would take it over.
            "--no-control-socket",
            f"--bind={app.config['HOST']}:{app.config['PORT']}",
            "wsgi:app",
        ],
        {**os.environ, metrics.MULTIPROCESS_FOLDER: str(figures)},
    )


def drain_once() -> int:
    """Deliver all that is due. Needs an application context. Returns how many letters left."""
    return outbox.drain()


def tidy_up() -> None:
    """Let each feature of the table in `app/wiring.py` clear away what has had its time, in a transaction each.

    A folder that cannot be tidied is somebody's to look at, but no reason to stop sending letters.
    """
    for tidy in current_app.extensions[TIDIERS_KEY]:
        try:
            with transactions.unit_of_work():
                tidy()
        except OSError:
            log.exception("this could not be tidied", what=tidy.__qualname__)


def work(app: Flask) -> None:
    """Drain the outbox again and again until told to stop; a letter in hand is finished first."""
    stop = threading.Event()

    def told_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told_to_stop)
    signal.signal(signal.SIGINT, told_to_stop)
    rounds = 0
    while not stop.is_set():
        try:
            with app.app_context():
                outbox.drain()
                if rounds % TIDY_EVERY == 0:
                    tidy_up()
        except SQLAlchemyError:
            log.exception("the outbox cannot be read; trying again")
        rounds += 1
        stop.wait(PAUSE_SECONDS)
