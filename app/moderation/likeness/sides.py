"""Whether texts say the opposite. "I do not support the bus lane" is no copy of "I support the bus lane", near as the
words are: each is to be read, and a moderator who decides on one has not decided on the other.

Two things are compared, each in its place, so that a word swapped elsewhere says nothing: what a text is for and
against, by the two words that follow; and what one text asks for and the other, with a "not" in its place, does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Place = tuple[str, ...]


def _forms(english: str, welsh: str) -> frozenset[str]:
    """Words as they are compared: without case, accents and apostrophes, so that "cefnogi’r" is "cefnogir"."""
    return frozenset((*english.split(), *welsh.split(), *(f"{word}r" for word in welsh.split())))


# The list is small on purpose: what takes a side whatever it is about.
_FOR = _forms(
    "support supports supported supporting favour favours favor agree agrees back backs approve approves"
    " welcome welcomes endorse endorses yes",
    "cefnogi cefnogaf cefnogwn gefnogi chefnogi cytuno cytunaf cytunwn gytuno chytuno croesawu croesawaf blaid",
)
_AGAINST = _forms(
    "oppose opposes opposed opposing object objects reject rejects disagree disagrees against no",
    "gwrthwynebu gwrthwynebaf gwrthwynebwn wrthwynebu anghytuno anghytunaf erbyn",
)
_TURNING = _forms("not never neither nor dont doesnt didnt", "ddim nid nad peidio peidiwch")
# One word with the verb that they turn round.
_TURNED_VERBS = {
    "cannot": "can",
    "cant": "can",
    "couldnt": "could",
    "isnt": "is",
    "arent": "are",
    "mustnt": "must",
    "shouldnt": "should",
    "wont": "will",
    "wouldnt": "would",
}
# What is asked for, as it is compared below. Elsewhere a "not" that got lost is a slip of the pen.
_DEMANDS = _forms(
    "should must need needs want wants ought like deserve deserves", "eisiau angen dylai dylid rhaid"
)
# They come and go with "not".
_AUXILIARIES = frozenset(("do", "does", "did"))
# A word turns round what follows within so many words: "do not at all support".
_REACH = 3
# So many words behind say what a side is taken on.
_BEHIND = 2


@dataclass(frozen=True)
class Sides:
    """What a text says, place by place, and what it says no to. Each is about some words in a row, True or False: that
    it is for what follows or against it, or that no word between them turns the sentence round."""

    said: frozenset[tuple[Place, bool]]
    denied: frozenset[tuple[Place, bool]]

    def oppose(self, other: Sides) -> bool:
        """Whether two texts say the opposite of the same thing."""
        return not (self.denied.isdisjoint(other.said) and other.denied.isdisjoint(self.said))


def sides_of(words: Sequence[str]) -> Sides:
    """The sides that words take, given as they are compared (`wording`)."""
    plain, turned = _unturned(words)
    demands = _demands(plain)
    joined = {row for place, row in demands.items() if place not in turned}
    parted = {row for place, row in demands.items() if place in turned}
    taken = _taken(words)
    # Where a text has both, it says nothing.
    return Sides(
        frozenset({*taken, *((row, True) for row in joined - parted)}),
        frozenset({*((place, not side) for place, side in taken), *((row, True) for row in parted - joined)}),
    )


def _unturned(words: Sequence[str]) -> tuple[list[str], set[int]]:
    """The words as they would be without what turns them round, and before which of them it stood."""
    plain: list[str] = []
    turned: set[int] = set()
    for word in words:
        if word in _TURNED_VERBS:
            plain.append(_TURNED_VERBS[word])
        elif word not in _TURNING and word not in _AUXILIARIES:
            plain.append(word)
        if word in _TURNED_VERBS or word in _TURNING:
            turned.add(len(plain))
    return plain, turned


def _demands(words: Sequence[str]) -> dict[int, Place]:
    """Where something is asked for, and the place after it: the word before each and the two from it on."""
    asked = [place for place, word in enumerate(words) if word in _DEMANDS]
    places = {near for place in asked for near in (place, place + 1)}
    padded = ["", *words]
    # "The town needs" and "the town does not need".
    return {place: tuple(word.removesuffix("s") for word in padded[place : place + 3]) for place in places}


def _taken(words: Sequence[str]) -> list[tuple[Place, bool]]:
    """What is taken for or against, by the words that follow, as far as a text is of one mind about it."""
    taken: dict[Place, set[bool]] = {}
    turned_at = -_REACH - 1
    for place, word in enumerate(words):
        if word in _TURNING or word in _TURNED_VERBS:
            turned_at = place
        elif word in _FOR or word in _AGAINST:
            side = (word in _FOR) != (place - turned_at <= _REACH)
            taken.setdefault(tuple(words[place + 1 : place + 1 + _BEHIND]), set()).add(side)
    return [(place, side) for place, sides in taken.items() for side in sides if len(sides) == 1 and place]
