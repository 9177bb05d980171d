"""Finding campaigns among twenty thousand comments: how much is found, how much of that is right, how long it takes."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from rapidfuzz import fuzz, process

from app.moderation.likeness.grouping import Grouping
from tests.benchmarks.campaign_texts import Kind, Planted, planted

TEXTS, SEEDS = 20_000, (1, 2)
# Comments that come in after all others, and texts compared with each other text by the yardstick.
LATER, COMPARED = 500, 10


def grouped(comments: Sequence[Planted]) -> tuple[float, float]:
    """Group comments. Returns precision and recall: of the pairs put together those that belong together, and of
    those that belong together those that were put there."""
    grouping: Grouping[int] = Grouping()
    for place, comment in enumerate(comments):
        grouping.add(place, comment.text)
    return agreement([comment.campaign for comment in comments], list(grouping.groups().values()))


def agreement(truth: Sequence[Hashable], found: Sequence[Hashable]) -> tuple[float, float]:
    """Precision and recall of the pairs of one grouping against another."""
    right = _pairs(zip(truth, found, strict=True))
    return right / max(_pairs(found), 1), right / max(_pairs(truth), 1)


def _pairs(groups: Iterable[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def measure_campaigns() -> None:
    """Group each kind of planted set for each seed and print the four figures, with the yardstick of the same run:
    comparing a text with each of the others (rapidfuzz, one processor), for one text, and for each two of the set."""
    print(f"\ncampaigns: {TEXTS:,} comments, two fifths of them copies of 5 to 500, varied")
    for kind in Kind:
        for seed in SEEDS:
            _measure(kind, seed)


def _measure(kind: Kind, seed: int) -> None:
    comments = planted(kind, TEXTS + LATER, seed)
    grouping: Grouping[int] = Grouping()
    begun, at_work = time.perf_counter(), time.process_time()
    for place, comment in enumerate(comments[:TEXTS]):
        grouping.add(place, comment.text)
    found = list(grouping.groups().values())
    whole, at_work = time.perf_counter() - begun, time.process_time() - at_work
    precision, recall = agreement([comment.campaign for comment in comments[:TEXTS]], found)
    waits = []
    for place, comment in enumerate(comments[TEXTS:], TEXTS):
        begun = time.perf_counter()
        grouping.add(place, comment.text)
        waits.append(time.perf_counter() - begun)
    half, most = statistics.median(waits), statistics.quantiles(waits, n=100)[98]
    against_all = _yardstick(comments)
    print(
        f"  {kind.value:<10} seed {seed}: precision {precision:.4f}, recall {recall:.4f}; whole set {whole:.1f} s"
        f" ({at_work:.1f} at work, {whole / (against_all * TEXTS / 2):.4f} of the yardstick);"
        f" one new comment {1000 * half:.2f} ms, 99 of 100 within"
        f" {1000 * most:.1f} ms ({half / against_all:.4f} of the yardstick)",
        flush=True,
    )


def _yardstick(comments: Sequence[Planted]) -> float:
    """The seconds that comparing one text with each of the others takes."""
    texts = [comment.text for comment in comments[:TEXTS]]
    begun = time.perf_counter()
    process.cdist(texts[:COMPARED], texts, scorer=fuzz.token_sort_ratio)
    return (time.perf_counter() - begun) / COMPARED
