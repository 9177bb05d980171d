"""Finding the campaign of one new comment on a site, beside twenty thousand that came before, on both databases.

The worker's own job, with its log rows and its durable commit. All texts come in one after the other, as they do in a
spam wave, so that the whole and the precision and recall of what stands in the tables are told too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from app.core.db import db
from app.moderation.jobs import group
from app.moderation.queries.grouping import groups_of
from tests.benchmarks.campaign_texts import Kind, Planted, planted
from tests.benchmarks.campaigns import LATER, TEXTS, agreement
from tests.benchmarks.loader import load_waiting_texts
from tests.benchmarks.searching import each_database
from tests.queries import counted

SEED = 1
# As many as one query may name on any database.
_AT_ONCE = 500


def measure_arriving(settings: dict[str, str], folder: Path, slug: str, reference: str) -> None:
    """Let planted comments arrive on both databases. Prints what it found."""
    for name, app in each_database(settings, folder, "arriving"):
        _measure(app, name, slug, reference)


def _measure(app: Flask, name: str, slug: str, reference: str) -> None:
    comments = planted(Kind.SWAPPED, TEXTS + LATER, SEED)
    ids = load_waiting_texts(slug, reference, [comment.text for comment in comments])
    waits = [_one(comment_id) for comment_id in ids]
    with counted() as queries:
        _one(ids[-1])
    half, most = statistics.median(waits[TEXTS:]), statistics.quantiles(waits[TEXTS:], n=100)[98]
    early = statistics.median(waits[:LATER])
    precision, recall = _agreement(comments, ids)
    print(
        f"\n{name}: one new comment beside {TEXTS:,} on a site: half within {1000 * half:.1f} ms, 99 of 100 within"
        f" {1000 * most:.1f} ms, ×{half / early:.2f} of the first {LATER}, {len(queries)} queries;"
        f" all one by one {sum(waits):.0f} s; precision {precision:.4f}, recall {recall:.4f}",
        flush=True,
    )


def _one(comment_id: int) -> float:
    """The seconds that the worker needs to find one comment's place."""
    begun = time.perf_counter()
    group({"comment_id": comment_id})
    taken = time.perf_counter() - begun
    db.session.close()
    return taken


def _agreement(comments: Sequence[Planted], ids: Sequence[int]) -> tuple[float, float]:
    groups: dict[int, int] = {}
    for start in range(0, len(ids), _AT_ONCE):
        groups.update(groups_of(ids[start : start + _AT_ONCE]))
    # Who is in no group is a group of one, under a number that no group has.
    found = [groups.get(comment_id, -comment_id) for comment_id in ids]
    return agreement([comment.campaign for comment in comments], found)
