"""`make bench`: our pages beside two yardsticks in one run, as ratios.

For each page three servers are asked in turn, round by round: ours, a bare Flask view that gives out the same bytes,
and a minimal Flask + SQLAlchemy + Jinja page of 50 comments. A ratio compares two rounds that follow each other, so a
machine that is slow for a minute slows both. Absolute figures are printed for orientation alone.
"""

from __future__ import annotations

import itertools
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from app import create_app
from app.core import form_tokens
from app.core.migrations import upgrade_database
from app.core.transactions import unit_of_work
from config import ROOT, from_environment
from tests.benchmarks.load import Ask, Round, run
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
CONNECTIONS = 4
COMMENTS = 500
POSTS_A_ROUND = 400
STANCES = ("support", "support_with_changes", "neutral", "oppose", None)
WORDS = (
    "The bus from the estate stops running at six, so whoever works late walks home along the main road. "
    "I would give up parking for a bus that comes, but not for a promise of one. Ask the drivers as well."
)
RECOMMENDATION = "/assemblies/bench/recommendations/1/"
NO_HEADERS: dict[str, str] = {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _load_site(settings: dict[str, str]) -> tuple[int, list[tuple[str, str, str]]]:
    """Make the site's database: one open consultation with 500 comments. Returns the recommendation's id and the
    first fifty comments for the yardstick."""
    app = create_app(from_environment(settings))
    with app.app_context():
        upgrade_database()
        with unit_of_work():
            recommendation = make_recommendation(make_assembly("bench", consulting=(-7, 7)))
            for number in range(COMMENTS):
                clause = f"1.{number % 3 + 1}" if number % 3 else None
                make_comment(
                    recommendation.subject,
                    f"{number}. {WORDS}",
                    stance=STANCES[number % 5],
                    clause_key=clause,
                    author_name=f"Resident {number}",
                    agrees=number % 40,
                    email=f"resident{number}@bench.example",
                )
            return recommendation.id, [
                (f"Resident {n}", str(STANCES[n % 5]), f"{n}. {WORDS}") for n in range(50)
            ]


@dataclass
class Server:
    """A server process under measurement."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """Stop it and its workers."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def _wait_for(port: int, path: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError(f"no server at port {port}")


def _our_server(settings: dict[str, str], cache_mb: int) -> Server:
    port = _free_port()
    environment = {**os.environ, **settings, "PORT": str(port), "PAGE_CACHE_MB": str(cache_mb)}
    command = [sys.executable, "-c", "from wsgi import cli; cli()", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    _wait_for(port, "/readyz")
    return Server("ours", port, process)


def _yardstick(folder: Path) -> Server:
    """The yardsticks under the same server, with the same number of processes and threads."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--worker-class=gthread", "--reuse-port", "--workers=1"),
        *("--threads=8", "--no-control-socket", f"--bind=127.0.0.1:{port}", "tests.benchmarks.yardstick:app"),
    ]
    environment = {**os.environ, "YARDSTICK_FOLDER": str(folder)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    _wait_for(port, "/page")
    return Server("yardstick", port, process)


def _always(ask: Ask) -> Callable[[], Iterator[Ask]]:
    return lambda: itertools.repeat(ask)


def _get(path: str, tag: str = "") -> Callable[[], Iterator[Ask]]:
    return _always(("GET", path, None, {"If-None-Match": tag} if tag else NO_HEADERS))


def _shared(asks: list[Ask]) -> Callable[[], Iterator[Ask]]:
    """Asks that must be sent once each, handed out to whichever connection is free."""
    waiting, lock = iter(asks), threading.Lock()

    def mine() -> Iterator[Ask]:
        while True:
            with lock:
                ask = next(waiting, None)
            if ask is None:
                return
            yield ask

    return mine


def _posts(settings: dict[str, str], recommendation_id: int) -> list[Ask]:
    """Comments ready to send: each with a token of its own, as the form page would have given it."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    asks: list[Ask] = []
    with create_app(from_environment(settings)).app_context():
        for _ in range(POSTS_A_ROUND):
            fields = {
                "csrf_token": form_tokens.issue(f"comment:{recommendation_id}"),
                "body": WORDS,
                "stance": "support",
                "clause": "1.1",
                "email": f"{secrets.token_hex(6)}@bench.example",
            }
            asks.append(("POST", f"{RECOMMENDATION}comment", urlencode(fields).encode(), form))
    return asks


def _fetch(port: int, path: str) -> tuple[bytes, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return answer.read(), answer.headers.get("ETag", "")


def _line(name: str, ours: list[Round], others: list[Round]) -> str:
    """One line: our requests a second as a share of the yardstick's, and our waits as a multiple of its waits."""
    shares = [o.per_second / y.per_second for o, y in zip(ours, others, strict=True)]
    p50 = statistics.median(o.p50_ms / y.p50_ms for o, y in zip(ours, others, strict=True))
    p99 = statistics.median(o.p99_ms / y.p99_ms for o, y in zip(ours, others, strict=True))
    figures = f"{statistics.median(shares):6.2f}  ({min(shares):.2f} to {max(shares):.2f})"
    return f"{name:<46} {figures}   p50 ×{p50:5.2f}   p99 ×{p99:5.2f}"


def _absolute(name: str, rounds: list[Round]) -> str:
    middle = [
        statistics.median(getattr(r, key) for r in rounds) for key in ("per_second", "p50_ms", "p99_ms")
    ]
    return f"  {name:<44} {middle[0]:8.0f}/s   p50 {middle[1]:7.1f} ms   p99 {middle[2]:7.1f} ms"


def _compare(contestants: dict[str, Callable[[], Round]]) -> dict[str, list[Round]]:
    """Let the contestants run in turn, round by round, after a round that does not count."""
    results: dict[str, list[Round]] = {name: [] for name in contestants}
    for number in range(ROUNDS + 1):
        for name, measure in contestants.items():
            outcome = measure()
            if number:
                results[name].append(outcome)
    return results


def _measure_pages(fresh: Server, kept: Server, yardstick: Server) -> None:
    pages = {"home": "/", "recommendation": RECOMMENDATION, "comments": f"{RECOMMENDATION}comments/"}
    print(
        "Requests a second as a share of the yardstick's (median, lowest to highest round); waits as a multiple."
    )
    for name, path in pages.items():
        tag = _fetch(fresh.port, path)[1]

        def timed(port: int, asks: Callable[[], Iterator[Ask]], expect: int = 200) -> Callable[[], Round]:
            return lambda: run(port, asks, SECONDS, CONNECTIONS, expect)

        results = _compare(
            {
                "ours, made afresh": timed(fresh.port, _get(path)),
                "ours, from memory": timed(kept.port, _get(path)),
                "ours, not changed (304)": timed(fresh.port, _get(path, tag), 304),
                "minimal page of 50 comments": timed(yardstick.port, _get("/page")),
                "bare view, same bytes": timed(yardstick.port, _get(f"/bare/{name}")),
            }
        )
        print(f"\n{name}")
        minimal, bare = results["minimal page of 50 comments"], results["bare view, same bytes"]
        for ours in ("ours, made afresh", "ours, from memory", "ours, not changed (304)"):
            print(_line(f"{ours} / minimal page", results[ours], minimal))
            print(_line(f"{ours} / bare view", results[ours], bare))
        for label, rounds in results.items():
            print(_absolute(label, rounds))


def _measure_posts(
    fresh: Server, yardstick: Server, settings: dict[str, str], recommendation_id: int
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    plain: Ask = ("POST", "/page", urlencode({"body": WORDS}).encode(), form)

    def ours() -> Round:
        posts = _shared(_posts(settings, recommendation_id))
        return run(fresh.port, posts, 60, CONNECTIONS, 303)

    def theirs() -> Round:
        return run(yardstick.port, _shared([plain] * POSTS_A_ROUND), 60, CONNECTIONS, 303)

    results = _compare({"ours": ours, "minimal insert": theirs})
    print("\ncomment post (token, validation, log row, outbox and the durable commit)")
    print(_line("ours / minimal insert", results["ours"], results["minimal insert"]))
    for label, rounds in results.items():
        print(_absolute(label, rounds))


def main() -> None:
    """Run everything and print it."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        settings = {
            "SECRET_KEY": secrets.token_hex(16),
            "DATA_DIR": str(folder / "site"),
            "RATE_LIMITS": "0",
            "WEB_WORKERS": "1",
            "LOG_LEVEL": "ERROR",
        }
        (folder / "site").mkdir()
        recommendation_id, comments = _load_site(settings)
        servers: list[Server] = []
        try:
            fresh = _our_server(settings, 0)
            servers.append(fresh)
            kept = _our_server(settings, 32)
            servers.append(kept)
            for name, path in (
                ("home", "/"),
                ("recommendation", RECOMMENDATION),
                ("comments", f"{RECOMMENDATION}comments/"),
            ):
                (folder / f"{name}.html").write_bytes(_fetch(fresh.port, path)[0])
            os.environ["YARDSTICK_FOLDER"] = str(folder)
            subprocess.run(
                [
                    sys.executable,
                    "-c",
                    f"from tests.benchmarks.yardstick import prepare; prepare({comments!r})",
                ],
                cwd=ROOT,
                check=True,
            )
            yardstick = _yardstick(folder)
            servers.append(yardstick)
            _measure_pages(fresh, kept, yardstick)
            _measure_posts(fresh, yardstick, settings, recommendation_id)
        finally:
            for server in servers:
                server.stop()


main()
