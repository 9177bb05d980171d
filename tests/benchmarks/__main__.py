"""`make bench`: our pages and posts beside two yardsticks in one run, as ratios.

Round by round the servers are asked in turn: ours, a bare Flask view that gives out the same bytes from memory, and a
minimal Flask + SQLAlchemy + Jinja page of the same fifty comments (for posts: its insert of one row). A ratio compares
measurements of the same round, so a machine that is slow for a minute slows both. Absolute figures are printed for
orientation alone. `make bench ARGS="comments post"` measures some alone; BENCH_ROUNDS, BENCH_SECONDS and
BENCH_CONNECTIONS change the run. Seven stand apart: `search` (twenty thousand texts on each database, in this process),
`desk` (fifty thousand comments that wait, likewise), `arriving` (the campaign of a new one, likewise), `anchors`,
`campaigns` and `signals` (which need no site at all) and `crowd` (a recommendation with ten thousand comments beside
one with fifty).
"""

from __future__ import annotations

import html
import itertools
import os
import re
import secrets
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import create_app
from app.comments.models import Comment
from app.core.db import db
from app.core.migrations import upgrade_database
from app.imports.demo import load_demo
from config import from_environment
from tests.benchmarks import yardsticks
from tests.benchmarks.anchors import measure_anchors
from tests.benchmarks.arriving import measure_arriving
from tests.benchmarks.campaigns import measure_campaigns
from tests.benchmarks.crowd import measure_crowd
from tests.benchmarks.desk import measure_desk
from tests.benchmarks.driver import Answer, Measured, ask, drive, get, post
from tests.benchmarks.loader import load_comments
from tests.benchmarks.searching import measure_search
from tests.benchmarks.servers import Server, ours, yardstick
from tests.benchmarks.signals import measure_signals

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
CONNECTIONS = int(os.environ.get("BENCH_CONNECTIONS", "4"))
COMMENTS = 500
POSTS_A_ROUND = 300
SLUG, REFERENCE = "fenbury-high-street", "8"
RECOMMENDATION = f"/assemblies/{SLUG}/recommendations/{REFERENCE}/"
PAGES = {"home": "/", "recommendation": RECOMMENDATION, "comments": f"{RECOMMENDATION}comments/"}
POST = "post"
SEARCH = "search"
ANCHORS = "anchors"
CROWD = "crowd"
CAMPAIGNS = "campaigns"
DESK = "desk"
ARRIVING = "arriving"
SIGNALS = "signals"
APART = [SEARCH, ANCHORS, CROWD, CAMPAIGNS, SIGNALS, DESK, ARRIVING]
ALL = [*PAGES, POST, *APART]
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
WORDS = (
    "The bus from the estate stops running at six, so whoever works late walks home along the main road. "
    "I would give up parking for a bus that comes, but not for a promise of one. Ask the drivers as well."
)
Measure = Callable[[], Measured]
Results = dict[str, list[Measured]]


def _load_site(settings: dict[str, str], folder: Path) -> None:
    """The demo with 500 further comments on one draft, and the yardstick's copy of the comments on its first page."""
    app = create_app(from_environment(settings))
    with app.app_context():
        upgrade_database()
        load_demo()
        subject_id = load_comments(SLUG, REFERENCE, COMMENTS).recommendation.subject_id
        newest = select(Comment).where(Comment.subject_id == subject_id).order_by(Comment.id.desc())
        comments = db.session.scalars(newest.limit(COMMENTS)).all()
        engine = yardsticks.database(folder)
        yardsticks.Table.metadata.create_all(engine)
        names = ("author_name", "body", "stance", "clause_key", "agrees", "created_at")
        with Session(engine) as session:
            rows = [{name: getattr(comment, name) for name in names} for comment in reversed(comments)]
            session.add_all(yardsticks.Remark(**row) for row in rows)
            session.commit()
        engine.dispose()
        db.engine.dispose()


def _reading(server: Server, path: str, *headers: str, status: int = 200) -> Measure:
    request = get(server.address, path, *headers)
    return lambda: drive(server.address, itertools.repeat(request), status, CONNECTIONS, SECONDS)


def _sending(server: Server, requests: Callable[[], Iterator[bytes]]) -> Measure:
    return lambda: drive(server.address, requests(), 303, CONNECTIONS, 120)


def _in_turn(contestants: dict[str, Measure]) -> Results:
    """Let the contestants run in turn, round by round, after a round that does not count."""
    results: Results = {name: [] for name in contestants}
    for number in range(ROUNDS + 1):
        for name, measure in contestants.items():
            outcome = measure()
            if number:
                results[name].append(outcome)
    return results


def _ratio(name: str, mine: list[Measured], others: list[Measured]) -> str:
    """Requests a second as a share of the yardstick's; waits as a multiple of its waits."""
    pairs = list(zip(mine, others, strict=True))
    shares = [one.rate / other.rate for one, other in pairs]
    half = statistics.median(one.half_within / other.half_within for one, other in pairs)
    most = statistics.median(one.most_within / other.most_within for one, other in pairs)
    share = f"{statistics.median(shares):5.2f} ({min(shares):.2f} to {max(shares):.2f})"
    return f"  {name:<46} {share:<24} p50 ×{half:<6.2f} p99 ×{most:.2f}"


def _absolute(name: str, rounds: list[Measured]) -> str:
    rate = statistics.median(one.rate for one in rounds)
    half = statistics.median(one.half_within for one in rounds) * 1000
    most = statistics.median(one.most_within for one in rounds) * 1000
    return f"  {name:<46} {rate:7.0f}/s   p50 {half:6.1f} ms   p99 {most:6.1f} ms"


def _print(title: str, results: Results, yards: list[str]) -> None:
    print(f"\n{title}", flush=True)
    for yard in yards:
        for name in results:
            if name not in yards:
                print(_ratio(f"{name} / {yard}", results[name], results[yard]))
    for name, rounds in results.items():
        print(_absolute(name, rounds))


def _measure_pages(names: list[str], fresh: Server, kept: Server, minimal: Server, held: Server) -> None:
    for name in names:
        path = PAGES[name]
        tag = re.search(rb"(?i)\r\netag: (.*?)\r\n", ask(fresh.address, get(fresh.address, path)).head)
        assert tag is not None
        results = _in_turn(
            {
                "made afresh": _reading(fresh, path),
                "from memory": _reading(kept, path),
                "not changed (304)": _reading(fresh, path, f"If-None-Match: {tag[1].decode()}", status=304),
                "minimal page": _reading(minimal, "/comments/"),
                "bare view": _reading(held, f"/{name}"),
            }
        )
        _print(f"{name}: {path}", results, ["minimal page", "bare view"])


def _comments(server: Server) -> Iterator[bytes]:
    """Comments ready to send, each with a token of its own out of the form page and an address of its own."""
    form = f"{RECOMMENDATION}comment"
    tokens: list[str] = []

    def read(answer: Answer) -> None:
        found = TOKEN.search(answer.body)
        assert found is not None
        tokens.append(html.unescape(found[1].decode()))

    pages = itertools.repeat(get(server.address, form), POSTS_A_ROUND)
    drive(server.address, pages, 200, CONNECTIONS, 600, read)
    for token in tokens:
        yield post(server.address, form, _fields(token, f"{secrets.token_hex(6)}@bench.example"))


def _fields(token: str, email: str) -> str:
    return urlencode(
        {
            "csrf_token": token,
            "body": WORDS,
            "stance": "support",
            "clause": f"{REFERENCE}.1",
            "name": "Ada",
            "email": email,
        }
    )


def _measure_posts(fresh: Server, minimal: Server) -> None:
    row = post(minimal.address, "/comments/", _fields("none", "ada@bench.example"))
    batches: list[list[bytes]] = []

    def ready() -> Iterator[bytes]:
        return iter(batches.pop())

    batches += [list(_comments(fresh)) for _ in range(ROUNDS + 1)]
    results = _in_turn(
        {
            "comment post": _sending(fresh, ready),
            "minimal insert": _sending(minimal, lambda: itertools.repeat(row, POSTS_A_ROUND)),
        }
    )
    _print("comment post: token, validation, log row, outbox, durable commit", results, ["minimal insert"])


def _measure_served(wanted: list[str], settings: dict[str, str], folder: Path) -> None:
    """Start our servers and the yardsticks, and measure what is asked of them."""
    servers: list[Server] = []
    try:
        _load_site(settings, folder)
        fresh, kept = ours(settings, page_cache_mb=0), ours(settings, page_cache_mb=32)
        servers += [fresh, kept]
        (folder / "held").mkdir()
        for name, path in PAGES.items():
            page = ask(fresh.address, get(fresh.address, path)).body
            (folder / "held" / name).write_bytes(page)
            print(f"{path}: {len(page):,} bytes, {page.count(b'<article'):,} comments", file=sys.stderr)
        minimal, held = yardstick("minimal", folder), yardstick("held", folder)
        servers += [minimal, held]
        print(
            f"Requests a second as a share of the yardstick’s, waits as a multiple of its waits: median of {ROUNDS}"
            f" rounds of {SECONDS:g} s (lowest to highest), {CONNECTIONS} kept-alive connections."
        )
        _measure_pages([name for name in wanted if name in PAGES], fresh, kept, minimal, held)
        if POST in wanted:
            _measure_posts(fresh, minimal)
    finally:
        for server in servers:
            server.stop()


def main() -> None:
    """Run everything, or what the command line names, and print it."""
    wanted = sys.argv[1:] or ALL
    if set(wanted) - {*ALL}:
        sys.exit(f"There are {', '.join(ALL)} to measure.")
    folder = Path(tempfile.mkdtemp(prefix="moothall-bench-"))
    settings = {
        "DEMO": "1",
        "SECRET_KEY": secrets.token_hex(16),
        "DATA_DIR": str(folder / "site"),
        "RATE_LIMITS": "0",
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "ERROR",
    }
    try:
        if set(wanted) - {*APART}:
            _measure_served(wanted, settings, folder)
        if SEARCH in wanted:
            measure_search(settings, folder)
        if ANCHORS in wanted:
            measure_anchors()
        if CROWD in wanted:
            measure_crowd(settings, folder, SLUG, REFERENCE, ROUNDS)
        if CAMPAIGNS in wanted:
            measure_campaigns()
        if SIGNALS in wanted:
            measure_signals()
        if DESK in wanted:
            measure_desk(settings, folder, SLUG, REFERENCE)
        if ARRIVING in wanted:
            measure_arriving(settings, folder, SLUG, REFERENCE)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
