"""Searching twenty thousand texts: how long a search and a whole request take, on SQLite and on PostgreSQL.

Each query is measured in turn with a yardstick: counting the words of all texts in the database itself, which nothing
that searches without an index could beat. On a machine that has other work to do both grow alike. "At work" counts the
time on the processor alone, here and in the server: what a search would take where nothing else runs.
"""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import func, make_url, select, text

from app import create_app
from app.core.db import db
from app.core.migrations import upgrade_database
from app.imports.demo import load_demo
from app.search.models import SearchDocument
from app.search.queries import search
from config import from_environment
from tests.benchmarks.texts import QUERIES, load_texts
from tests.equipment import find_postgresql

TEXTS = 20_000
ROUNDS = 5


def milliseconds(do: Callable[[], object]) -> float:
    """How long something takes."""
    begun = time.perf_counter()
    do()
    return (time.perf_counter() - begun) * 1000


def _time_on_processor() -> Callable[[], float] | None:
    """A clock of the milliseconds that this process and its server process have been at work, not waiting.

    None where the server's are not told: on another machine, or on another system than Linux.
    """
    if db.engine.dialect.name == "sqlite":
        return lambda: time.process_time() * 1000
    server = Path(f"/proc/{db.session.scalar(text('SELECT pg_backend_pid()'))}/schedstat")
    try:
        server.read_text()
    except OSError:
        return None
    return lambda: time.process_time() * 1000 + int(server.read_text().split()[0]) / 1_000_000


def _at(share: float, waits: list[float]) -> float:
    return sorted(waits)[min(len(waits) - 1, int(len(waits) * share))]


@contextmanager
def site(settings: dict[str, str], database_url: str | None) -> Iterator[Flask]:
    """The application with the demo in a database of its own, in the folder of its settings if no address is given."""
    more = {"DATABASE_URL": database_url} if database_url else {}
    app = create_app(from_environment({**settings, **more, "PAGE_CACHE_MB": "0"}))
    with app.app_context():
        upgrade_database()
        load_demo()
        yield app
        db.session.close()
        db.engine.dispose()


def _measure(app: Flask, name: str) -> None:
    there = db.session.scalar(select(func.count()).select_from(SearchDocument)) or 0
    done, seconds = load_texts(TEXTS - there)
    print(f"\n{name}: {done.words} Written in {seconds:.1f} s.", flush=True)
    reading_all = select(func.sum(func.length(func.replace(SearchDocument.text, " ", ""))))
    client = app.test_client()
    yardstick: list[float] = []
    service: list[float] = []
    request: list[float] = []
    busy: list[float] = []
    by_query: dict[str, list[float]] = {query: [] for query in QUERIES}
    worked = None
    for number in range(ROUNDS + 1):
        worked = _time_on_processor()
        for query in QUERIES:
            yard = milliseconds(lambda: db.session.scalar(reading_all))
            begun = worked() if worked else 0
            one = milliseconds(lambda asked=query: search(asked))  # type: ignore[misc]
            at_work = (worked() if worked else 0) - begun
            whole = milliseconds(lambda asked=query: client.get("/search", query_string={"q": asked}))  # type: ignore[misc]
            # The first round warms up.
            if number:
                yardstick.append(yard)
                service.append(one)
                busy.append(at_work)
                request.append(whole)
                by_query[query].append(one)
        db.session.rollback()
    yard = statistics.median(yardstick)
    print(f"  the yardstick reads every text once: p50 {yard:.1f} ms, p95 {_at(0.95, yardstick):.1f} ms")
    measured = {"search": service, "whole request": request, **({"search at work": busy} if worked else {})}
    for what, waits in measured.items():
        half, most = _at(0.5, waits), _at(0.95, waits)
        print(
            f"  {what:<15} p50 {half:6.1f} ms (×{half / yard:.2f})   p95 {most:6.1f} ms (×{most / yard:.2f})"
        )
    quickest = [min(waits) for waits in by_query.values()]
    print(f"  each query at its quickest, when nothing else ran: p95 {_at(0.95, quickest):.1f} ms")
    worst = sorted(QUERIES, key=lambda query: -statistics.median(by_query[query]))[:5]
    print(
        "  slowest: " + ", ".join(f"{query} {statistics.median(by_query[query]):.0f} ms" for query in worst)
    )


@contextmanager
def fresh_postgresql(server: str) -> Iterator[str]:
    """A database of its own on a server where others work too."""
    name = f"moothall_bench_{secrets.token_hex(6)}"
    address = make_url(server).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def each_database(settings: dict[str, str], folder: Path, name: str) -> Iterator[tuple[str, Flask]]:
    """The demo on SQLite and then on PostgreSQL, where one can be reached; each in a folder of its own of that name.

    Says so where there is no PostgreSQL, so that nobody takes half of the figures for all.
    """
    with site({**settings, "DATA_DIR": str(folder / name)}, None) as app:
        yield "SQLite", app
    server = find_postgresql()
    if server is None:
        print(f"\nPostgreSQL: none can be reached, so {name} is not measured on it.")
        return
    elsewhere = {**settings, "DATA_DIR": str(folder / f"{name}-postgresql")}
    with fresh_postgresql(server) as address, site(elsewhere, address) as app:
        yield "PostgreSQL", app


def measure_search(settings: dict[str, str], folder: Path) -> None:
    """Load and measure both databases. Prints what it found."""
    for name, app in each_database(settings, folder, "search"):
        _measure(app, name)
