"""Vehicle registrations of the United Kingdom, told from roads, bus routes, sizes of paper and shouted words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.moderation.signals.kinds import Finding, SignalKind

# Since 2001: "AB12 CDE". The years run from 02, in the second half of each year 50 more.
_CURRENT = (
    r"(?P<current>[A-HK-PRSV-Y][A-HJ-PR-Y](?:0[2-9]|[1-4]\d|5[1-9]|[6-9]\d)(?P<gap>[ \u00a0]?)[A-HJ-PR-Z]{3})"
)
# 1983 to 2001: "A123 BCD". 1963 to 1983: "ABC 123D". Northern Ireland: "AIA 1234", "ABZ 123".
_PREFIX = r"(?P<prefix>[A-HJ-NPR-TV-Y](?P<prefix_figures>\d{1,3})(?P<prefix_gap>[ \u00a0]?)[A-HJ-PR-Y]{3})"
_SUFFIX = r"(?P<suffix>[A-HJ-PR-Y]{3}(?P<suffix_gap>[ \u00a0]?)(?P<suffix_figures>\d{1,3})[A-HJ-NPR-TV-Y])"
_NORTHERN_IRISH = r"(?P<northern>(?:[A-Z]I[A-Z]|[A-Z]{2}Z)[ \u00a0]?\d{1,4})"
_REGISTRATION = re.compile(
    rf"(?<![^\W_])(?:{_CURRENT}|{_PREFIX}|{_SUFFIX}|{_NORTHERN_IRISH})(?![^\W_])", re.IGNORECASE
)
# Words that say that a vehicle is spoken of, and how far from it they may stand.
_VEHICLE = re.compile(
    r"\b(?:cars?|vans?|lorry|taxi|cab|motorbike|motorcycle|moped|scooter|vehicle|driver|registration|reg|plates?|parked"
    r"|ford|vauxhall|bmw|audi|volkswagen|vw|toyota|nissan|peugeot|mercedes|honda|fiat|skoda|kia|hyundai|volvo|tesla)\b",
    re.IGNORECASE,
)
_NEAR = 45
# Beside a road, a district or a bus these look like the rest of one: "FB12 AND", "A14 BUS", "bus 12a".
_WORDS = {
    "ALL", "AND", "ANY", "ARE", "ASK", "BAD", "BIG", "BUS", "BUT", "BUY", "CAN", "CAR", "DAY", "DID", "END",
    "ETC", "FAR", "FEW", "FOR", "GET", "GOT", "HAD", "HAS", "HER", "HIM", "HIS", "HOW", "ITS", "LET", "MAN",
    "MAY", "MEN", "NEW", "NOR", "NOT", "NOW", "OFF", "OLD", "ONE", "OUR", "OUT", "OWN", "PAY", "PUT", "RAN",
    "RUN", "SAW", "SAY", "SEE", "SET", "SHE", "SIX", "TEN", "THE", "TOO", "TOP", "TWO", "USE", "VAN", "VIA",
    "WAR", "WAS", "WAY", "WHO", "WHY", "YES", "YET", "YOU",
}  # fmt: skip
_LETTERS = re.compile(r"[A-Z]+", re.IGNORECASE)
# Shouted, these and a number look like the beginning of one: "THE NO12 BUS", "UP24 HRS".
_SHORT_WORDS = {
    "AM", "AN", "AS", "AT", "BE", "BY", "DO", "GO", "HE", "IF", "IN", "IS", "IT", "ME", "MY", "NO", "OF", "ON",
    "OR", "PM", "SO", "TO", "UP", "US", "WE",
}  # fmt: skip


def vehicles(text: str) -> Iterator[Finding]:
    """Vehicle registrations. Where one could be something else, as "A14 BUS", a word beside must speak of a vehicle."""
    for match in _REGISTRATION.finditer(text):
        if _is_of_words(match[0]):
            continue
        if _cannot_be_else(match) or _a_vehicle_is_near(text, match):
            yield Finding(SignalKind.VEHICLE, match.start(), match.end())


def _is_of_words(whole: str) -> bool:
    """Whether one could only be read out of words and numbers: "NO12 and", "FB12 AND", "Bus 12A"."""
    groups = {group.upper() for group in _LETTERS.findall(whole)}
    return not (whole.isupper() or whole.islower()) or bool(groups & (_WORDS | _SHORT_WORDS))


def _cannot_be_else(match: re.Match[str]) -> bool:
    whole = match[0]
    if match["current"]:
        return whole.isupper() or not match["gap"]
    # Nobody writes the road and what is on it as one word.
    if match["prefix"]:
        return not match["prefix_gap"] and len(match["prefix_figures"]) > 1
    return bool(match["suffix"]) and not match["suffix_gap"] and len(match["suffix_figures"]) == 3


def _a_vehicle_is_near(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _NEAR) : match.start()]
    behind = text[match.end() : match.end() + _NEAR]
    return _VEHICLE.search(before) is not None or _VEHICLE.search(behind) is not None
