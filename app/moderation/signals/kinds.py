"""The kinds of signals, how much each weighs in the order of the queue, and what a finding is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class SignalKind(StrEnum):
    """What was noticed."""

    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    NATIONAL_INSURANCE = "national_insurance"
    CARD = "card"
    VEHICLE = "vehicle"
    LINK = "link"
    SHOUTING = "shouting"
    WORD = "word"
    FIRST_TIME = "first_time"
    FAST = "fast"
    NETWORK = "network"
    CAMPAIGN = "campaign"


# What can hurt somebody, once published, weighs most. That somebody writes for the first time weighs next to nothing:
# all residents do, once.
WEIGHTS: Mapping[SignalKind, int] = {
    SignalKind.CARD: 100,
    SignalKind.NATIONAL_INSURANCE: 100,
    SignalKind.ADDRESS: 90,
    SignalKind.PHONE: 80,
    SignalKind.EMAIL: 80,
    SignalKind.WORD: 80,
    SignalKind.VEHICLE: 60,
    SignalKind.CAMPAIGN: 40,
    SignalKind.LINK: 30,
    SignalKind.NETWORK: 30,
    SignalKind.FAST: 20,
    SignalKind.SHOUTING: 20,
    SignalKind.FIRST_TIME: 1,
}
# What says who somebody is, or how to find or rob them. The desk offers to take it out.
PERSONAL = (
    SignalKind.EMAIL,
    SignalKind.PHONE,
    SignalKind.ADDRESS,
    SignalKind.NATIONAL_INSURANCE,
    SignalKind.CARD,
    SignalKind.VEHICLE,
)
# The figure by which a finding says that it is about the name beside the text.
IN_THE_NAME = "in the name"


@dataclass(frozen=True)
class Finding:
    """One thing noticed in a text: where (characters of the text; None for the whole), and figures for its sentence.

    It never holds the words themselves: whoever shows it reads them from the text.
    """

    kind: SignalKind
    start: int | None = None
    end: int | None = None
    figures: Mapping[str, int] = field(default_factory=dict)


def weigh(kinds: Iterable[SignalKind]) -> int:
    """How much signals of these kinds weigh together. Ten links weigh as much as one."""
    return sum(WEIGHTS[kind] for kind in set(kinds))
