"""Which recommendation of the assembly each text of a report probably is, for the officer to begin with.

A guess never takes a draft's place: whether a colleague's words go, only a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.recommendations import matching
from app.recommendations.likeness import tokens
from app.recommendations.queries import DeskRecommendation
from app.recommendations.reports import Found

NEW, LEAVE, OF, OPEN = "new", "leave", "of:", ""


class Reason(StrEnum):
    """Why a text is not simply taken."""

    NO_TEXT = "no text"
    NO_NUMBER = "no number"
    SAME_WORDS = "same words"
    HAS_DRAFT = "has draft"
    OTHER_TITLE = "other title"


@dataclass(frozen=True)
class Guess:
    """What is chosen to begin with (nothing where the officer must choose), why, and about which recommendation."""

    which: str
    reason: Reason | None = None
    reference: str = ""


def guesses(found: Sequence[Found], rows: Mapping[str, DeskRecommendation]) -> list[Guess]:
    """A guess for each text: by its title, then by words like those of its title, its number's own first.

    A number alone is no sign: whoever puts a report together numbers it anew. So the officer chooses where a number
    fits and the title does not. What is there already, word for word, is left out. So is a heading without a number
    among those that have one.
    """
    titles = {
        reference: (row.draft or row.published or row.recommendation).title for reference, row in rows.items()
    }
    numbers = {row.recommendation.number: reference for reference, row in rows.items()}
    which: dict[int, str] = {}
    for place, each in enumerate(found):
        same = [ref for ref in titles if tokens(titles[ref]) == tokens(each.title)]
        if len(same) == 1 and same[0] not in which.values():
            which[place] = same[0]
    for place, each in enumerate(found):
        by_number = _by_number(each, numbers, which)
        if place not in which and by_number and matching.alike([each.title], {by_number: titles[by_number]}):
            which[place] = by_number
    left = {reference: title for reference, title in titles.items() if reference not in which.values()}
    open_places = [place for place in range(len(found)) if place not in which]
    which |= matching.alike([each.title for each in found], left, open_places)
    are_numbered = sum(each.number is not None for each in found) > len(found) / 2
    return [
        _guess(each, rows.get(which.get(place, "")), are_numbered, _by_number(each, numbers, which))
        for place, each in enumerate(found)
    ]


def _by_number(found: Found, numbers: Mapping[int | None, str], which: Mapping[int, str]) -> str:
    """The reference of the recommendation that has this text's number and is no other text's; else nothing."""
    reference = numbers.get(found.number, "") if found.number is not None else ""
    return reference if reference not in which.values() else ""


def _guess(found: Found, row: DeskRecommendation | None, are_numbered: bool, by_number: str) -> Guess:
    if not found.paragraphs:
        return Guess(LEAVE, Reason.NO_TEXT)
    if row is None and by_number:
        return Guess(OPEN, Reason.OTHER_TITLE, by_number)
    if row is None:
        return Guess(LEAVE, Reason.NO_NUMBER) if are_numbered and found.number is None else Guess(NEW)
    reference, last = row.recommendation.reference, row.draft or row.published
    is_there = last is not None and [clause.text for clause in last.clauses] == list(found.paragraphs)
    if is_there and last is not None and last.title == found.title:
        return Guess(LEAVE, Reason.SAME_WORDS, reference)
    if row.draft is not None:
        return Guess(OPEN, Reason.HAS_DRAFT, reference)
    return Guess(OF + reference)
