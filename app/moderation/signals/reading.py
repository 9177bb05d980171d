"""All that a text by itself gives reason to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.moderation.signals.kinds import IN_THE_NAME, PERSONAL, Finding, SignalKind
from app.moderation.signals.links import links
from app.moderation.signals.personal import cards, emails, national_insurance_numbers, phones
from app.moderation.signals.places import addresses
from app.moderation.signals.shouting import shouting
from app.moderation.signals.vehicles import vehicles
from app.moderation.signals.words import WordList

# Where two say something of the same words, the one that comes first here is right: the digits of a card are no
# telephone number, and what stands behind the @ is no link.
_DETECTORS = (emails, cards, national_insurance_numbers, phones, addresses, vehicles, links)
# What can be noticed in a text alone.
KINDS_IN_A_TEXT = (*PERSONAL, SignalKind.LINK, SignalKind.SHOUTING, SignalKind.WORD)
# More of one kind are kept nowhere: a text that is full of them is found out by fewer.
_MOST_OF_A_KIND = 50


def read_text(text: str, words: WordList) -> list[Finding]:
    """Everything noticed in a text, in its order.

    Takes the text and the council's list. Returns the findings; only words of the list may overlap with others.
    """
    found = [*_apart(text), *words.find(text)]
    shouted = shouting(text)
    if shouted:
        found.append(shouted)
    kept: Counter[str] = Counter()
    few = []
    for finding in sorted(found, key=lambda each: (each.start or 0, each.end or 0, each.kind)):
        kept[finding.kind] += 1
        if kept[finding.kind] <= _MOST_OF_A_KIND:
            few.append(finding)
    return few


def read_name(name: str | None, words: WordList) -> list[Finding]:
    """What the name that is shown beside a text gives reason to look at, without places: those are for the text."""
    kinds = {finding.kind for finding in read_text(name or "", words)}
    return [Finding(kind, figures={IN_THE_NAME: 1}) for kind in sorted(kinds - {SignalKind.SHOUTING})]


def _apart(text: str) -> Iterator[Finding]:
    taken = bytearray(len(text))
    for detector in _DETECTORS:
        for finding in detector(text):
            if not any(taken[finding.start : finding.end]):
                taken[finding.start : finding.end] = b"\1" * len(taken[finding.start : finding.end])
                yield finding
