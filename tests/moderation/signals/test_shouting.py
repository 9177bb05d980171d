"""Shouting is counted in letters; acronyms are none of it."""

from __future__ import annotations

import pytest

from app.moderation.signals.kinds import Finding, SignalKind
from app.moderation.signals.shouting import shouting


def test_a_shouted_text_says_how_many_of_its_letters_are_capitals() -> None:
    text = "THIS IS A DISGRACE AND THE COUNCIL MUST STOP IT now please"
    assert shouting(text) == Finding(SignalKind.SHOUTING, figures={"capitals": 38, "letters": 47})


@pytest.mark.parametrize(
    "text",
    [
        "WHY DOES NOBODY ASK US BEFORE THEY CLOSE THE ROAD?",
        "MAE’R CYNGOR WEDI CAU’R FFORDD HEB OFYN I NEB",
        "THE NHS AND THE BBC SAY THAT THE A14 IS CLOSED AGAIN",
    ],
)
def test_capitals_from_end_to_end_are_shouted(text: str) -> None:
    assert shouting(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "The NHS, the BBC, the DVLA and HMRC were not asked by the WMCA.",
        "NO!",
        "STOP THIS NOW",
        "We need ONE thing above all: a SAFE way to school for OUR children, every day.",
        "Members of UNISON, the GMB and UNITE; of the RSPB, RSPCA and NSPCC.",
        "我们需要更安全的道路。我们需要更安全的道路。我们需要更安全的道路。",
        "Nous voulons une rue plus sûre pour les enfants de l’école.",
        "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z",
        "",
    ],
)
def test_acronyms_stressed_words_and_short_cries_are_not_shouted(text: str) -> None:
    assert shouting(text) is None
