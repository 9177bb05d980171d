"""How a text came: first, fast, many at once."""

from __future__ import annotations

import pytest

from app.moderation.signals.circumstances import Circumstances, circumstances
from app.moderation.signals.kinds import Finding, SignalKind


def test_an_author_who_wrote_before_in_their_own_time_raises_nothing() -> None:
    assert list(circumstances(Circumstances(characters=400, seconds=200, earlier=1))) == []


def test_the_first_text_of_an_author_says_so() -> None:
    assert list(circumstances(Circumstances(characters=400, earlier=0))) == [Finding(SignalKind.FIRST_TIME)]


def test_of_an_author_whom_nobody_knows_nothing_is_said() -> None:
    assert list(circumstances(Circumstances(characters=400))) == []


@pytest.mark.parametrize(("seconds", "characters"), [(3, 412), (0, 16), (9, 136)])
def test_what_nobody_can_have_written_meanwhile_was_sent_fast(seconds: int, characters: int) -> None:
    came = Circumstances(characters, seconds, earlier=1)
    assert list(circumstances(came)) == [
        Finding(SignalKind.FAST, figures={"seconds": seconds, "characters": characters})
    ]


@pytest.mark.parametrize(("seconds", "characters"), [(None, 5000), (10, 5000), (3, 40), (0, 15), (9, 135)])
def test_who_pastes_a_text_or_writes_a_short_one_is_not_too_fast(
    seconds: int | None, characters: int
) -> None:
    assert list(circumstances(Circumstances(characters, seconds, earlier=1))) == []


@pytest.mark.parametrize(("others", "raised"), [(3, False), (4, True), (40, True)])
def test_many_texts_of_one_author_within_an_hour_are_counted(others: int, raised: bool) -> None:
    came = Circumstances(characters=400, seconds=2, earlier=others, within_an_hour=others)
    found = [Finding(SignalKind.FAST, figures={"texts": others})] if raised else []
    assert [each for each in circumstances(came) if "seconds" not in each.figures] == found


@pytest.mark.parametrize(("others", "raised"), [(0, False), (4, False), (5, True), (300, True)])
def test_many_texts_from_one_network_are_counted_and_a_few_are_a_library(others: int, raised: bool) -> None:
    found = list(circumstances(Circumstances(characters=400, earlier=1, from_network=others)))
    assert found == ([Finding(SignalKind.NETWORK, figures={"texts": others})] if raised else [])
