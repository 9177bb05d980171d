"""Residents of any schooling must understand the site: a reading age of nine to eleven."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

MIGRATIONS = Path(__file__).resolve().parents[2] / "app" / "migrations"
SENTENCES = Path(__file__).resolve().parents[2] / "app" / "translations" / "messages.pot"
# American school grade 5: ages ten to eleven.
HIGHEST_GRADE = 5.0
# What the Government Digital Service asks of its writers.
MOST_WORDS = 25
# Fewer words are a label, and one long name would count as hard.
FEWEST_WORDS = 4


def _syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, less the silent e of the ending."""
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = re.search(r"([^aeiouylt]e|[^td]ed)$", word.lower())
    return max(1, groups - bool(silent))


def _words(sentence: str) -> list[str]:
    return re.findall(r"[A-Za-z’'-]+", sentence)


def _sentences() -> Iterator[str]:
    with SENTENCES.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        for text in message.id if isinstance(message.id, (tuple, list)) else (message.id,):
            yield from _split(re.sub(r"<[^>]+>", "", re.sub(r"%\(\w+\)[sd]", "it", text)))


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+|\n", text) if len(_words(part)) >= FEWEST_WORDS]


def _policy() -> list[str]:
    """The sentences of the moderation policy that comes with the program: it is rows, so no catalogue holds them."""
    seeded = runpy.run_path(str(MIGRATIONS / "0008_the_moderation_desk.py"))["POLICY"]
    return [sentence for _code, *texts in seeded for text in texts for sentence in _split(text)]


def _grade(sentences: list[str]) -> float:
    """The Flesch-Kincaid grade of a text."""
    words = [word for sentence in sentences for word in _words(sentence)]
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("we", 1),
        ("time", 1),
        ("closed", 1),
        ("table", 2),
        ("decided", 3),
        ("recommendation", 5),
        ("council", 2),
    ],
)
def test_syllables_are_counted_well_enough(word: str, syllables: int) -> None:
    assert _syllables(word) == syllables


def test_a_hard_text_gets_a_high_grade() -> None:
    hard = "Notwithstanding preliminary considerations, the authority’s determination remains provisional."
    assert _grade([hard]) > 15 > HIGHEST_GRADE > _grade(["We read each comment before it shows on the page."])


def test_the_site_reads_as_easily_as_a_book_for_children_of_ten() -> None:
    assert _grade(list(_sentences())) <= HIGHEST_GRADE


def test_no_sentence_is_longer_than_a_breath() -> None:
    assert [sentence for sentence in _sentences() if len(_words(sentence)) > MOST_WORDS] == []


def test_the_policy_that_comes_with_the_program_reads_as_easily() -> None:
    sentences = _policy()
    assert len(sentences) > 40
    assert _grade(sentences) <= HIGHEST_GRADE
    assert [sentence for sentence in sentences if len(_words(sentence)) > MOST_WORDS] == []
