"""Finding passages again in edited texts: how many are right, how many are wrong, and the time that a text takes."""

from __future__ import annotations

from tests.comments.anchoring.corpus import texts
from tests.comments.anchoring.simulator import simulate

TEXTS = 1000
EDITS = ((1, 1), (1, 5), (5, 10))


def measure_anchors() -> None:
    """Edit a thousand texts at random for each number of edits, place ten passages of each, and print the tally."""
    print(f"\nanchors: {TEXTS} texts each, ten passages a text")
    for fewest, most in EDITS:
        tally = simulate(texts(), TEXTS, fewest, most, seed=1)
        edits = str(fewest) if fewest == most else f"{fewest} to {most}"
        print(
            f"  {edits:>7} edits: right {tally.right_percent:6.2f} %, wrongly placed {tally.wrong_percent:.2f} %,"
            f" lost {100 * tally.lost / tally.passages:.2f} %; {1000 * tally.seconds / tally.texts:.1f} ms a text"
        )
