"""Where quoted words stand in a text.

What a browser quotes may differ from the text in its blanks (line ends, no-break spaces) and in the signs that turn the
direction of reading, for pages print neither as they are kept. So neither counts here; every other sign does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.text import without_turning

LONGEST_QUOTE = 2000
# How much of the text around quoted words is kept, to find them again in a later version.
CONTEXT = 32
# What stands beside quoted words comes in the address of a form at first, and no address is longer.
LONGEST_SURROUNDINGS = 7000


@dataclass(frozen=True)
class Quote:
    """Words, and what stands right before and after them: a text-quote selector of W3C's Web Annotation."""

    exact: str
    before: str = ""
    after: str = ""

    @property
    def is_endless(self) -> bool:
        """Whether it is longer than anything that a page of ours sends: looking for it would only cost time."""
        surroundings = max(len(self.before), len(self.after))
        return len(self.exact) > LONGEST_QUOTE or surroundings > LONGEST_SURROUNDINGS


def quote_at(text: str, start: int, end: int) -> Quote:
    """The words between two characters of a text, with what is kept of what stands around them."""
    return Quote(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


@dataclass
class _Plain:
    """A text with single spaces for blanks and without turning signs, and where each of its signs stood."""

    text: str = ""
    places: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, text: str) -> _Plain:
        signs: list[str] = []
        places: list[int] = []
        for place, sign in enumerate(text):
            shown = " " if sign.isspace() else sign
            if without_turning(sign) and not (shown == " " and signs[-1:] == [" "]):
                signs.append(shown)
                places.append(place)
        return cls("".join(signs), places)


def places_of(quote: Quote, text: str) -> list[tuple[int, int]]:
    """Where a text holds quoted words between the words that go with them, as (start, end), in order.

    Blanks at the edges of the quote and of what surrounds it do not count. No words stand nowhere.
    """
    plain = _Plain.of(text)
    exact, before, after = (_Plain.of(part).text.strip() for part in (quote.exact, quote.before, quote.after))
    found: list[tuple[int, int]] = []
    start = plain.text.find(exact) if exact else -1
    while start >= 0:
        end = start + len(exact)
        if plain.text[:start].rstrip().endswith(before) and plain.text[end:].lstrip().startswith(after):
            found.append((plain.places[start], plain.places[end - 1] + 1))
        start = plain.text.find(exact, start + 1)
    return found
