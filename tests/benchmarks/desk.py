"""The moderation desk with fifty thousand comments that wait beside fifty, on SQLite and on PostgreSQL.

In this process, without a server between: how long a page takes from the request to its last byte, and how many
queries it asks. A machine with other work to do slows both alike, so the ratio is what counts.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from app.accounts.queries import account_by_email
from app.core import transactions
from app.core.db import db
from app.moderation.models import QueueEntry
from tests.benchmarks.loader import load_waiting
from tests.benchmarks.searching import each_database, milliseconds
from tests.queries import counted

FEW, MANY = 50, 50_000
TIMES = 7
LEAD = "moderator2@demo.example"
PAGES = {
    "queue, oldest first": "/moderation/",
    "new ones of one assembly": "/moderation/?state=new&assembly={slug}",
    "reported": "/moderation/?state=reported",
    "escalated": "/moderation/?state=escalated",
    "most signals first": "/moderation/?order=signals",
    "one signal": "/moderation/?signal=phone",
    "search for a word": "/moderation/?q=market",
}
Found = Mapping[str, tuple[float, int]]


def measure_desk(settings: dict[str, str], folder: Path, slug: str, reference: str) -> None:
    """Load and measure both databases. Prints what it found."""
    for name, app in each_database(settings, folder, "desk"):
        _measure(app, name, slug, reference)


def _measure(app: Flask, name: str, slug: str, reference: str) -> None:
    found: list[Found] = []
    client = app.test_client()
    lead = account_by_email(LEAD)
    assert lead is not None
    with client.session_transaction() as session:
        session["_user_id"] = lead.session_key
        session["_fresh"] = True
    for number in (FEW, MANY):
        waiting = db.session.scalar(select(func.count(QueueEntry.comment_id))) or 0
        load_waiting(slug, reference, number - waiting)
        with transactions.unit_of_work() as own:
            own.execute(text("ANALYZE"))
        found.append({page: _one(client, path.format(slug=slug)) for page, path in PAGES.items()})
        db.session.rollback()
    print(f"\n{name}: pages of the desk with {MANY:,} comments that wait beside {FEW}, median of {TIMES}")
    for page, (few, queries) in found[0].items():
        many, more = found[1][page]
        print(
            f"  {page:<26} ×{many / few:5.2f}   {few:6.1f} ms → {many:6.1f} ms   {queries} → {more} queries",
            flush=True,
        )


def _one(client: FlaskClient, path: str) -> tuple[float, int]:
    """How long one page takes, and how many queries it asks. The first time warms up."""
    with counted() as queries:
        client.get(path).get_data()
    taken = []
    for _ in range(TIMES):
        db.session.rollback()
        taken.append(milliseconds(lambda: client.get(path).get_data()))
    return statistics.median(taken), len(queries)
