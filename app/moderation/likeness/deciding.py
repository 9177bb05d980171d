"""Which group a text joins: a decision from the texts that may be near it, and from nothing else."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from app.moderation.likeness import alike
from app.moderation.likeness.wording import Wording

Key = TypeVar("Key", bound=Hashable)

# So many texts stand for a group at most. More would not say better what its common wording is.
MOST_REPRESENTATIVES = 8
# So many say what is common well enough to tell whether the group is one, and so many who does not belong.
_FEWEST_TO_COHERE, _FEWEST_TO_JUDGE = 4, 6
# The share of its texts that a group must have in common, as a rule, to go on growing: a quoted clause, or a form of
# words with blanks to fill in, leaves much of each text to its author.
_COHERENT = 0.74
# One takes the place of another only where it is nearer to the common wording by so much, so that this ends.
_NEARER = 0.03


@dataclass(frozen=True)
class Known(Generic[Key]):
    """A text that came before, under the key that the caller knows it by."""

    key: Key
    wording: Wording


@dataclass(frozen=True)
class Gathered(Generic[Key]):
    """A group under the caller's number, and the texts that stand for it."""

    number: int
    representatives: Sequence[Known[Key]]


@dataclass(frozen=True)
class Decision(Generic[Key]):
    """What becomes of a text. Without a group and without company it stands alone.

    `group` is the one it joins, None where it begins one with its company. `company` are texts that stood alone and
    come along. `bridged` are groups that turn out to be parts of `group`. `misfits` are texts that stood for the
    group, do not have what turned out to be its common wording, and stand alone again. `represents` says whether the
    text itself is to be compared with later ones: it stands alone or for its group, then `in_place_of` which other.
    """

    group: int | None = None
    company: tuple[Key, ...] = ()
    bridged: tuple[int, ...] = ()
    misfits: tuple[Key, ...] = ()
    represents: bool = True
    in_place_of: Key | None = None

    @property
    def is_alone(self) -> bool:
        """Whether nothing is near it."""
        return self.group is None and not self.company


def decide(text: Wording, alone: Sequence[Known[Key]], groups: Sequence[Gathered[Key]]) -> Decision[Key]:
    """Which group a text joins.

    Takes texts that stand alone and groups, the nearest first, that may be near it. Pure: the same texts give the
    same decision. A text joins by the common wording of several, not by a likeness to one of them, so that groups do
    not grow into each other link by link.
    """
    if len(text) < alike.FEWEST_WORDS:
        return Decision(represents=False)
    near = _near(text, alone)
    fits = ((_fit(text, group, near), -place) for place, group in enumerate(groups))
    fitting = (groups[-place] for fit, place in sorted(fits, reverse=True) if fit >= 0)
    joined = next((group for group in fitting if not alike.is_contrary(text, wordings(group))), None)
    if joined is None or not alike.is_confirmed(text, wordings(joined)):
        return Decision(company=_begun_with(text, near))
    return _joining(
        text, joined, [one for one, _ in near], [other for other in groups if other is not joined]
    )


def wordings(group: Gathered[Key]) -> tuple[Wording, ...]:
    """The texts that stand for a group."""
    return tuple(one.wording for one in group.representatives)


_Near = list[tuple[Known[Key], float]]


def _near(text: Wording, alone: Sequence[Known[Key]]) -> _Near[Key]:
    known = alike.neighbours_of(text)
    measured = ((one, alike.likeness_of_two(text, known, one.wording)) for one in alone)
    near = sorted((each for each in measured if each[1] >= alike.NEAR), key=lambda each: -each[1])
    said = [each for each in near if alike.is_confirmed(text, [each[0].wording])]
    # A text that takes no side may be near two that say the opposite of each other: it stands with the nearest.
    sided = [text, *(one.wording for one, _ in said[:1])]
    return [each for each in said if not any(each[0].wording.sides.oppose(other.sides) for other in sided)]


def _fit(text: Wording, group: Gathered[Key], near: _Near[Key]) -> float:
    """By how much a text is nearer to a group than is asked; below 0 it is not near enough.

    Texts near it that stand alone have a say in what the common wording is: where many share a phrase and nothing
    else, the phrase is from stock, and a group that two of them made by chance does not grow.
    """
    members = wordings(group)
    common = alike.common_to(members)
    if len(members) >= _FEWEST_TO_COHERE and common.coherence < _COHERENT:
        return -1.0
    fit = common.fit(text)
    if fit < 0 or not near:
        return fit
    return alike.common_to((*members, *(one.wording for one, _ in near))).fit(text)


def _begun_with(text: Wording, near: _Near[Key]) -> tuple[Key, ...]:
    """The texts that stood alone with which a text begins a group."""
    if not near:
        return ()
    if len(near) < 3:
        other, likeness = max(near, key=lambda each: each[1])
        return (other.key,) if alike.makes_two(text, other.wording, likeness) else ()
    texts = tuple(one.wording for one, _ in near)
    if alike.common_to(texts).fit(text) < 0:
        return ()
    common = alike.common_to((text, *texts))
    return tuple(one.key for one, _ in near if common.fit(one.wording) >= 0)


def _joining(
    text: Wording, joined: Gathered[Key], near: Sequence[Known[Key]], others: Sequence[Gathered[Key]]
) -> Decision[Key]:
    members = wordings(joined)
    near = [one for one in near if not alike.is_contrary(one.wording, members)]
    common = alike.common_to((*members, text) if len(members) < 3 else members)
    standing = list(zip(joined.representatives, _standing(members), strict=True))
    farthest, (_, share) = min(standing, key=lambda each: each[1][1])
    if len(members) == MOST_REPRESENTATIVES and common.share_of(text) < share + _NEARER:
        company = tuple(one.key for one in near if common.fit(one.wording) >= 0)
        return Decision(joined.number, company, represents=False)
    # The common wording is known better with each that stands for it, so those who failed it before are asked again.
    company = tuple(one.key for one in near if common.fit(one.wording) >= 0)
    bridged = tuple(other.number for other in others if _is_part_of(other, common, members))
    misfits = tuple(one.key for one, (fit, _) in standing if fit < 0 and len(members) >= _FEWEST_TO_JUDGE)
    in_place_of = None if misfits or len(members) < MOST_REPRESENTATIVES else farthest.key
    return Decision(joined.number, company, bridged, misfits, in_place_of=in_place_of)


@lru_cache(maxsize=2_000)
def _standing(members: tuple[Wording, ...]) -> tuple[tuple[float, float], ...]:
    """For each of the texts that stand for a group, how well it fits and which share of it is common."""
    common = alike.common_to(members)
    return tuple((common.fit(one), common.share_of(one)) for one in members)


def _is_part_of(other: Gathered[Key], common: alike.Common, members: Sequence[Wording]) -> bool:
    """Whether most texts of one group have the common wording of another, and do not say the opposite."""
    fitting = sum(common.fit(one) >= 0 and not alike.is_contrary(one, members) for one in wordings(other))
    return 2 * fitting > len(other.representatives)
