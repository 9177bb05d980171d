"""Where quoted words stand in a clause: literally, else word by word, told apart by what stands around them."""

from __future__ import annotations

from collections.abc import Sequence

from app.comments.anchoring.tokens import Token, tokenise

# Of a text that repeats the quote again and again, no more places are looked at.
MOST_PLACES = 200


def spans_of(text: str, exact: str, prefix: str = "", suffix: str = "") -> list[tuple[int, int]]:
    """The places of the quote in a clause whose surroundings fit best, as first and last character.

    More than one where nothing tells them apart; none where the words do not stand there. Line ends and white space
    may be set otherwise than in the quote, and so may upper and lower case where nothing fits better.
    """
    places = _literally(text, exact) or _by_words(text, exact)
    if len(places) <= 1:
        return places
    fit = {place: _fit(text, place, prefix, suffix) for place in places}
    best = max(fit.values())
    return [place for place in places if fit[place] == best]


def _literally(text: str, exact: str) -> list[tuple[int, int]]:
    """Every place at which the characters stand. Characters of white space alone are no words."""
    places: list[tuple[int, int]] = []
    at = text.find(exact) if exact.strip() else -1
    while at >= 0 and len(places) < MOST_PLACES:
        places.append((at, at + len(exact)))
        at = text.find(exact, at + 1)
    return places


def _by_words(text: str, exact: str) -> list[tuple[int, int]]:
    """The same by words and marks; failing that by words alone, as a page without Markdown's marks shows them."""
    row, wanted = tokenise([text]).tokens, tokenise([exact]).tokens
    for with_marks in (True, False):
        here = [token for token in row if with_marks or not token.is_mark]
        sought = [token for token in wanted if with_marks or not token.is_mark]
        places = _runs(here, [token.word for token in sought])
        if places:
            return places
    return []


def _runs(row: Sequence[Token], sought: Sequence[str]) -> list[tuple[int, int]]:
    """Every place at which the words follow each other, found without going back (Knuth, Morris and Pratt)."""
    if not sought:
        return []
    back = [0]
    for word in sought[1:]:
        length = back[-1]
        while length and word != sought[length]:
            length = back[length - 1]
        back.append(length + (word == sought[length]))
    places: list[tuple[int, int]] = []
    length = 0
    for place, token in enumerate(row):
        while length and (length == len(sought) or token.word != sought[length]):
            length = back[length - 1]
        length += token.word == sought[length]
        if length == len(sought):
            places.append((row[place - length + 1].start, token.end))
            if len(places) == MOST_PLACES:
                break
    return places


def _fit(text: str, place: tuple[int, int], prefix: str, suffix: str) -> int:
    """How many characters around a place are those that stood around the quote, white space apart."""
    before, after = (
        _bare(text[: place[0]][-4 * len(prefix) - 1 :]),
        _bare(text[place[1] :][: 4 * len(suffix) + 1]),
    )
    wanted_before, wanted_after = _bare(prefix), _bare(suffix)
    return _in_common(before[::-1], wanted_before[::-1]) + _in_common(after, wanted_after)


def _bare(text: str) -> str:
    return "".join(text.split())


def _in_common(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    shared = 0
    for this, that in zip(one, other, strict=False):
        if this != that:
            break
        shared += 1
    return shared
