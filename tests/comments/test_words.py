"""The words for stances and ways to come in stand in one place, and none is missing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.comments import words
from app.comments.models import Channel, NoStance, Stance


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (words.STANCES, set(Stance)),
        (words.STANCES_AND_NONE, {*Stance, *NoStance}),
        (words.OWN_STANCES, set(Stance)),
        (words.CHANNELS, set(Channel)),
        (words.CHANNELS_IN_LINE, set(Channel)),
        (words.CAME_IN, set(Channel) - {Channel.ONLINE}),
    ],
)
def test_each_code_has_words(said: Mapping[Any, Any], codes: set[Any]) -> None:
    assert set(said) == codes


def test_no_other_module_says_them_again() -> None:
    sentences = ('"Support with changes"', '"By phone"', '"by phone"', '"told by phone"', '"I am against it"')
    app = Path(words.__file__).parents[1]
    again = [
        (path.name, sentence)
        for path in app.rglob("*.py")
        if path != Path(words.__file__)
        for sentence in sentences
        if sentence in path.read_text()
    ]
    assert again == []
