"""Carrying the anchors of comments from the versions they were made on to a later one. Pure: texts in, places out.

Words are looked for from the last version in which the comment had a place, since less changes from draft to draft
than from the first to the last; whether they are exact is told by the words and the clause of the comment itself. A
whole clause is followed by its key, as the officers have said, and through splits and merges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.comments.anchoring.placing import Comparison, OldPassage, Place
from app.comments.anchoring.tokens import same_words
from app.comments.models import PlaceOutcome
from app.comments.quotes import quote_at


@dataclass(frozen=True)
class VersionText:
    """One version: its clauses by key in their order, and which former clauses went into which of its own."""

    id: int
    clauses: Mapping[str, str]
    # (the clause of this version, the clause of the former one)
    origins: Sequence[tuple[str, str]] = ()

    @property
    def keys(self) -> list[str]:
        return list(self.clauses)


@dataclass(frozen=True)
class Spot:
    """Words, or none for a whole clause, in a clause of a version."""

    version_id: int
    key: str
    exact: str | None = None
    prefix: str | None = None
    suffix: str | None = None


@dataclass(frozen=True)
class Carried:
    """What became of an anchor; see `AnchorPlace`, which this will be a row of."""

    outcome: PlaceOutcome
    key: str
    starts: int | None = None
    ends: int | None = None


def spot_at(version: VersionText, key: str, starts: int, ends: int) -> Spot:
    """The words between two characters of a clause, as a quote with what stands around them."""
    quote = quote_at(version.clauses[key], starts, ends)
    return Spot(version.id, key, quote.exact, quote.before, quote.after)


@dataclass
class Carrier:
    """Carries anchors to the last of some versions, which are given in their order; compares each text with it once."""

    versions: Sequence[VersionText]
    _comparisons: dict[int, Comparison] = field(default_factory=dict)

    @property
    def target(self) -> VersionText:
        return self.versions[-1]

    def carry(self, made: Spot, last: Spot | None = None) -> Carried:
        """What became of an anchor in the last version.

        Takes the anchor as it was made and, where it had a place with words in a version between, those words.
        """
        if made.exact is None:
            return self._whole(made)
        base = last or made
        place = self._place(base)
        if place is None or place.clause is None:
            return Carried(PlaceOutcome.DELETED, base.key)
        key = self.target.keys[place.clause]
        if place.start is None or place.end is None:
            return Carried(PlaceOutcome.MOVED, key)
        words = self.target.clauses[key][place.start : place.end]
        is_same = key == made.key and same_words(words, made.exact)
        return Carried(PlaceOutcome.EXACT if is_same else PlaceOutcome.MOVED, key, place.start, place.end)

    def _place(self, base: Spot) -> Place | None:
        version = self._version(base.version_id)
        if version is None or base.key not in version.clauses:
            return None
        passage = OldPassage(version.keys.index(base.key), base.exact, base.prefix, base.suffix)
        return self._comparison(version).place(passage)

    def _version(self, version_id: int) -> VersionText | None:
        return next((version for version in self.versions if version.id == version_id), None)

    def _comparison(self, version: VersionText) -> Comparison:
        if version.id not in self._comparisons:
            same = {
                place: self.target.keys.index(key)
                for place, key in enumerate(version.clauses)
                if key in self.target.clauses
            }
            before, now = list(version.clauses.values()), list(self.target.clauses.values())
            self._comparisons[version.id] = Comparison(before, now, same)
        return self._comparisons[version.id]

    def _whole(self, made: Spot) -> Carried:
        """Follow a whole clause from version to version: by its key, else into what took it in."""
        first = self._version(made.version_id)
        key, is_there = made.key, first is not None and made.key in first.clauses
        if first is None or not is_there:
            return Carried(PlaceOutcome.DELETED, made.key)
        for version in self.versions[self.versions.index(first) + 1 :]:
            takers = [
                taker for taker, source in version.origins if source == key and taker in version.clauses
            ]
            is_there = key in version.clauses or bool(takers)
            if key not in version.clauses and takers:
                key = self._taker(made, version, takers)
        if not is_there:
            return Carried(PlaceOutcome.DELETED, key)
        is_same = key == made.key and same_words(self.target.clauses[key], first.clauses[made.key])
        return Carried(PlaceOutcome.EXACT if is_same else PlaceOutcome.MOVED, key)

    def _taker(self, made: Spot, version: VersionText, takers: Sequence[str]) -> str:
        """Of several clauses that a clause was split into, the one that has most of its words, else the first."""
        first = self._version(made.version_id)
        if len(takers) == 1 or version is not self.target or first is None:
            return takers[0]
        kin = self._comparison(first).kin.get(first.keys.index(made.key))
        best = self.target.keys[kin] if kin is not None else takers[0]
        return best if best in takers else takers[0]
