"""A recommendation with ten thousand comments beside the same one with fifty, in one run, as ratios."""

from __future__ import annotations

import itertools
import os
import statistics
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from app import create_app
from app.comments.models import Comment
from app.core.db import db
from app.core.migrations import upgrade_database
from app.core.pagination import encode
from app.imports.demo import load_demo
from config import from_environment
from tests.benchmarks.driver import Measured, drive, get
from tests.benchmarks.loader import load_comments
from tests.benchmarks.servers import Server, ours

FEW, MANY = 50, 10_000
Lists = dict[str, str]


def _load(settings: dict[str, str], slug: str, reference: str, number: int) -> Lists:
    """The demo with so many further comments on one draft. Returns the pages to ask for, by what they are."""
    app = create_app(from_environment(settings))
    with app.app_context():
        upgrade_database()
        load_demo()
        subject_id = load_comments(slug, reference, number).recommendation.subject_id
        ids = list(
            db.session.scalars(
                select(Comment.id)
                .where(Comment.subject_id == subject_id, Comment.parent_id.is_(None))
                .order_by(Comment.id)
            )
        )
        db.session.close()
        db.engine.dispose()
    here = f"/assemblies/{slug}/recommendations/{reference}/"
    deep = encode([ids[len(ids) // 10]])
    return {
        "recommendation page": here,
        "the same, most discussed": f"{here}?sort=discussed",
        "list, newest": f"{here}comments/",
        "list, oldest": f"{here}comments/?sort=oldest",
        "list, most agreed": f"{here}comments/?sort=agreed",
        "list, most discussed": f"{here}comments/?sort=discussed",
        "list, one stance": f"{here}comments/?stance=oppose",
        "list, paragraph and stance": f"{here}comments/?clause={reference}.1&stance=oppose",
        "list, sent on paper (few or none)": f"{here}comments/?channel=paper",
        "list, nine tenths down": f"{here}comments/?after={deep}",
    }


def measure_crowd(settings: dict[str, str], folder: Path, slug: str, reference: str, rounds: int) -> None:
    """Ask both for the same pages in turn, made afresh each time, and print how much longer the crowded ones take."""
    connections = int(os.environ.get("BENCH_CONNECTIONS", "1"))
    seconds = float(os.environ.get("BENCH_SECONDS", "1"))
    servers: list[Server] = []
    pages: list[Lists] = []
    try:
        for number in (FEW, MANY):
            its_own = {**settings, "DATA_DIR": str(folder / f"with-{number}")}
            pages.append(_load(its_own, slug, reference, number))
            servers.append(ours(its_own, page_cache_mb=0))
        print(
            f"\nPages made afresh with {MANY:,} comments beside {FEW}: median of {rounds} rounds, lowest to highest"
        )
        for name in pages[0]:
            _print(
                name,
                _in_turn(
                    [_asking(*each) for each in _both(servers, pages, name, connections, seconds)], rounds
                ),
            )
    finally:
        for server in servers:
            server.stop()


def _both(
    servers: list[Server], pages: list[Lists], name: str, connections: int, seconds: float
) -> list[tuple[Server, str, int, float]]:
    pairs = zip(servers, pages, strict=True)
    return [(server, lists[name], connections, seconds) for server, lists in pairs]


def _asking(server: Server, path: str, connections: int, seconds: float) -> Callable[[], Measured]:
    request = get(server.address, path)
    return lambda: drive(server.address, itertools.repeat(request), 200, connections, seconds)


def _in_turn(contestants: list[Callable[[], Measured]], rounds: int) -> list[list[Measured]]:
    """A round that does not count, then the others; few and many directly after each other."""
    return [[measure() for measure in contestants] for _ in range(rounds + 1)][1:]


def _print(name: str, measured: list[list[Measured]]) -> None:
    ratios = sorted(many.half_within / few.half_within for few, many in measured)
    few = statistics.median(pair[0].half_within for pair in measured) * 1000
    many = statistics.median(pair[1].half_within for pair in measured) * 1000
    spread = f"({ratios[0]:.2f} to {ratios[-1]:.2f})"
    print(
        f"  {name:<36} ×{statistics.median(ratios):.2f} {spread:<16} {few:6.1f} ms → {many:6.1f} ms",
        flush=True,
    )
