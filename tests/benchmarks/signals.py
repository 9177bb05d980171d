"""Reading comments for signals: what is found of what was planted, what is found besides, and how long it takes."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence

from app.moderation.signals.kinds import PERSONAL, SignalKind
from app.moderation.signals.reading import read_text
from app.moderation.signals.words import WordList
from tests.benchmarks.campaign_texts import Kind, planted

TEXTS, LISTED, LONGEST = 5_000, 500, 5_000
# In every second text stands what looks like personal data and is none.
INNOCENT = (
    "In 2019-2020 it cost £2,500,000.", "Bus 12A stops at 14 Chapel Walk.", "The A14 2024 works cost 1,250,000 pounds.",
    "See reference 24/01234/FUL of 03/02/2025.", "I live in FB1 2CD.", "ISBN 978-0-14-044913-6, pages 10-15.",
    "Open from 0900 to 1730, Monday to Friday.", "The NO12 and X5 run every 10 to 15 minutes.", "UPRN 100023336956.",
)  # fmt: skip
# What makes each of the detectors work hardest, over and over.
HARD = (
    "01632 960001 ",
    "4111 ",
    "14 Chapel Walk FB1 2CD ",
    "a.b@",
    "i d ",
    "f*k 1d ",
    "AB12 CDE ",
    "www.a.",
    "ﷺ",
)


def _digits(chance: random.Random, number: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(number))


def _phone(chance: random.Random) -> str:
    number = _digits(chance, 6)
    return chance.choice(
        [
            f"01632 {number}",
            f"07700 {number}",
            f"+44 7700 {number}",
            f"(01632) {number[:3]} {number[3:]}",
            f"07700{number}",
        ]
    )


def _card(chance: random.Random) -> str:
    body = f"4{_digits(chance, 14)}"
    total = sum(
        value - 9 * (value > 9)
        for value in (int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(body)))
    )
    whole = f"{body}{-total % 10}"
    return chance.choice([whole, " ".join(whole[at : at + 4] for at in range(0, 16, 4))])


def _letters(chance: random.Random, number: int) -> str:
    return "".join(chance.choice("ABCEGHJKLMNPRSTWXY") for _ in range(number))


PLANTED: dict[SignalKind, Callable[[random.Random], str]] = {
    SignalKind.EMAIL: lambda chance: f"{_letters(chance, 6).lower()}@{_letters(chance, 7).lower()}.co.uk",
    SignalKind.PHONE: _phone,
    SignalKind.ADDRESS: lambda chance: (
        f"{chance.randint(1, 199)} Chapel Walk, Fenbury, FB{chance.randint(1, 9)} 2CD"
    ),
    SignalKind.NATIONAL_INSURANCE: lambda chance: f"AB{_digits(chance, 6)}C",
    SignalKind.CARD: _card,
    SignalKind.VEHICLE: lambda chance: f"FB{chance.randint(51, 75)} {_letters(chance, 3)}",
}


def measure_signals() -> None:
    """Read a set of comments, a third of them with something planted, and print what was found and how long it took."""
    chance = random.Random(7)
    words = WordList({number: _letters(chance, 7) for number in range(LISTED)})
    texts, truth = [], []
    for comment in planted(next(iter(Kind)), TEXTS, 1):
        text = comment.text
        if chance.random() < 0.5:
            text = f"{text} {chance.choice(INNOCENT)}"
        kind = chance.choice(PERSONAL) if chance.random() < 1 / 3 else None
        texts.append(f"{text} It is {PLANTED[kind](chance)}." if kind else text)
        truth.append(kind)
    found, waits = [], []
    for text in texts:
        begun = time.process_time()
        findings = read_text(text, words)
        waits.append((time.process_time() - begun) * 1000)
        found.append([finding.kind for finding in findings if finding.kind in PERSONAL])
    print(
        f"\nsignals: {TEXTS:,} comments of {statistics.mean(map(len, texts)):.0f} characters, {LISTED} listed words"
    )
    _print_found(truth, found)
    middle, most = statistics.median(waits), statistics.quantiles(waits, n=100)[98]
    print(
        f"  one comment, on the processor: p50 {middle:.2f} ms, p99 {most:.2f} ms, longest {max(waits):.1f} ms"
    )
    hardest = max(_longest(pattern, words) for pattern in HARD)
    print(f"  {LONGEST:,} characters made to be hard: {hardest:.0f} ms at most")


def _print_found(truth: Sequence[SignalKind | None], found: Sequence[Sequence[SignalKind]]) -> None:
    there = sum(kind is not None for kind in truth)
    right = sum(kind in kinds for kind, kinds in zip(truth, found, strict=True) if kind)
    besides = sum(len(kinds) - (kind in kinds) for kind, kinds in zip(truth, found, strict=True))
    print(f"  personal data: {right:,} of {there:,} planted found, {besides:,} found besides")


def _longest(pattern: str, words: WordList) -> float:
    text = (pattern * LONGEST)[:LONGEST]
    begun = time.process_time()
    read_text(text, words)
    return (time.process_time() - begun) * 1000
