"""A thousand texts and more, edited at random: how many passages are found, and how many in a wrong clause."""

from __future__ import annotations

import pytest

from tests.comments.anchoring.corpus import texts
from tests.comments.anchoring.simulator import simulate

LEAST_RIGHT = 98.0
MOST_WRONG = 0.5
# How often, and from how many edits to how many.
RUNS = ((1000, 1, 1), (1000, 1, 5), (1000, 5, 10))


@pytest.mark.parametrize(("rounds", "fewest", "most"), RUNS)
def test_passages_are_found_again_after_random_edits(
    rounds: int, fewest: int, most: int, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = simulate(texts(), rounds, fewest, most, seed=20_261_126)
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what this test is for, also where it passes
            f"\n{rounds:,} texts, {fewest} to {most} edits each: {tally.right_percent:.2f} % of passages right,"
            f" {tally.wrong_percent:.2f} % wrongly placed"
        )
    assert tally.right_percent >= LEAST_RIGHT, tally.mistakes[:20]
    assert tally.wrong_percent <= MOST_WRONG, tally.mistakes[:20]
    # Where a passage is placed, the characters named hold its words.
    assert 100 * tally.off <= MOST_WRONG * tally.passages
