"""Where somebody lives: a postcode with the number of a house beside it.

A bare postcode is no personal data here: some fifteen homes share one, and people say by it which end of the town they
mean. With the number of a house it names one home.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.moderation.signals.kinds import Finding, SignalKind

_POSTCODE = re.compile(r"(?<![^\W_])[A-Z]{1,2}\d[A-Z\d]?[ \u00a0]{0,2}\d[A-Z]{2}(?![^\W_])", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_HOUSE = re.compile(r"\d{1,4}[A-Za-z]?(?:-\d{1,4}[A-Za-z]?)?")
# Between the words of an address stand spaces, commas and line ends; a stop only where one is short: "St. Mary's Rd.".
_WITHIN_AN_ADDRESS = re.compile(r"[\s,]{1,4}|\s?[-–/]\s?")
_AFTER_A_SHORT_ONE = re.compile(r"\.[\s,]{1,3}")
_LONGEST_SHORT_ONE = 4
# How far from the postcode the number of the house may stand.
_CHARACTERS, _WORDS = 90, 9
_STREETS = {
    "approach", "avenue", "ave", "bank", "bridge", "broadway", "chase", "circle", "circus", "close", "cottages",
    "court", "crescent", "cres", "croft", "drive", "dr", "drove", "end", "estate", "fields", "fold", "gardens",
    "gdns", "gate", "green", "grove", "heath", "hill", "house", "lane", "ln", "lodge", "lea", "mead", "meadow",
    "meadows", "mews", "mill", "mount", "parade", "park", "passage", "path", "place", "pl", "quay", "rise",
    "road", "rd", "row", "side", "square", "sq", "st", "street", "terrace", "vale", "view", "villas", "walk",
    "way", "wharf", "wood", "yard",
}  # fmt: skip
_HOMES = {"apartment", "apt", "flat", "house", "no", "number", "room", "unit"}
# In small letters these show that the number counts something, and is none of a house.
_COUNTING = {
    "accidents", "and", "are", "at", "bikes", "buses", "by", "cars", "children", "crashes", "days", "drivers",
    "families", "feet", "for", "from", "had", "has", "have", "homes", "hours", "households", "houses", "in",
    "is", "live", "lorries", "metres", "miles", "minutes", "months", "near", "on", "over", "parents", "people",
    "per", "pounds", "residents", "shops", "since", "times", "to", "trees", "vehicles", "was", "were", "weeks",
    "with", "yards", "years",
}  # fmt: skip


def addresses(text: str) -> Iterator[Finding]:
    """Postcodes with the number of a house before or after: "14 Chapel Walk, FB1 2CD", "FB1 2CD, number 14"."""
    reached = 0
    for postcode in _POSTCODE.finditer(text):
        if postcode.start() < reached:
            continue
        start = _house_before(text, max(reached, postcode.start() - _CHARACTERS), postcode.start())
        end = _house_after(text, postcode) if start is None else postcode.end()
        if end:
            reached = end
            yield Finding(SignalKind.ADDRESS, postcode.start() if start is None else start, end)


def _words(text: str, start: int, end: int) -> list[re.Match[str]]:
    return list(_WORD.finditer(text, start, end))


def _house_before(text: str, start: int, end: int) -> int | None:
    """Where an address begins that ends in the postcode that stands at `end`, or None."""
    following = end
    between: list[str] = []
    for word in reversed(_words(text, start, end)[-_WORDS:]):
        if not _belong_together(text, word.start(), word.end(), following):
            return None
        if _HOUSE.fullmatch(word[0]):
            return _with_flat(text, start, word) if _is_a_street(between) else None
        between.insert(0, word[0])
        following = word.start()
    return None


def _belong_together(text: str, start: int, end: int, following: int) -> bool:
    """Whether a word and what follows it may stand in one address."""
    if _AFTER_A_SHORT_ONE.fullmatch(text, end, following):
        return end - start <= _LONGEST_SHORT_ONE and text[start:end].lower() in _STREETS | _HOMES
    return _WITHIN_AN_ADDRESS.fullmatch(text, end, following) is not None


def _is_a_street(words: list[str]) -> bool:
    """Whether these words, between a number and a postcode, name a street and perhaps a town."""
    if any(word in _COUNTING for word in words):
        return False
    named = all(word[:1].isupper() for word in words)
    return named or any(word.lower().strip(".") in _STREETS for word in words[:5])


def _with_flat(text: str, start: int, house: re.Match[str]) -> int:
    """Where an address begins whose house number this is: "Flat 2, 14 Chapel Walk" begins before the flat."""
    begins = house.start()
    before = _words(text, start, begins)[-3:]
    for word in reversed(before):
        if not _belong_together(text, word.start(), word.end(), begins):
            break
        if word[0].lower().strip(".") in _HOMES:
            return word.start()
        if not _HOUSE.fullmatch(word[0]):
            break
        begins = word.start()
    return house.start()


def _house_after(text: str, postcode: re.Match[str]) -> int:
    """Where an address ends that begins with this postcode, or 0."""
    words = _words(text, postcode.end(), postcode.end() + _CHARACTERS)[:5]
    if not words or not _belong_together(text, postcode.start(), postcode.end(), words[0].start()):
        return 0
    names_a_home = words[0][0].lower().strip(".") in _HOMES
    number = words[1] if names_a_home and len(words) > 1 else words[0]
    if not _HOUSE.fullmatch(number[0]):
        return 0
    if names_a_home:
        return number.end()
    street = next((word for word in words[1:] if word[0].lower() in _STREETS), None)
    if street is None or not _is_a_street([word[0] for word in words[1:] if word.end() <= street.end()]):
        return 0
    return street.end()
