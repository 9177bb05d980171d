"""Words, folded and stemmed: what people may type differently and mean alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.search.words import IndexedWords, fold, indexed, stem


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Siân’s", "sians"), ("council's", "councils"), ("CAFÉ", "cafe"), ("dŵr", "dwr"), ("Straße", "strasse")],
)
def test_case_accents_and_apostrophes_make_no_difference(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    "forms",
    [("bus", "buses"), ("delivery", "deliveries"), ("council", "councils"), ("cycle", "cycling"), ("A47",)],
)
def test_the_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(fold(form)) for form in forms}) == 1


def test_a_text_is_taken_apart_into_words_in_their_order() -> None:
    words = indexed("The council’s Answer", "Siân said: “£2.50 on the A47!”", "en")
    assert words.title_words == "the councils answer"
    assert words.text_words == "sian said 2 50 on the a47"


def test_compounds_and_figures_are_found_together_and_apart() -> None:
    stems = set(indexed("", "A car-free day, 20mph, 30 mph, 1,500 e-mails", "en").text_stems.split())
    assert {"carfre", "car", "free", "20mph", "20", "mph", "30mph", "1500", "email"} <= stems


def test_welsh_has_no_stems() -> None:
    assert indexed("Dŵr", "Y dŵr glân", "cy") == IndexedWords("dwr", "", "y dwr glan", "")


def test_a_very_long_text_is_looked_into_only_so_far() -> None:
    words = indexed("", "word " * 20_000 + "end", "en").text_words.split()
    assert len(words) == 16_000
    assert len(indexed("", "x" * 3000, "en").text_words) == 40


def test_threads_that_stem_at_once_do_not_disturb_each_other() -> None:
    words = [
        f"{start}{middle}ing" for start in ("walk", "talk", "plant") for middle in "abcdefghijklmnop"
    ] * 20
    alone = [stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(stem.__wrapped__, words)) == alone
