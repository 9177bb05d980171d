"""A draft beside the text that it is to replace, paragraph by paragraph, as officers see it before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.differences import Budget, Run, changed_words
from app.recommendations.changes import Change, ClauseChange, changes_between
from app.recommendations.models import Version


@dataclass(frozen=True)
class Beside:
    """One clause of the draft (`now`), of the former text (`before`), or of both.

    `place` counts the draft's paragraphs from 1; none for a clause that goes. `came_from` are other former clauses
    whose words it holds, `went_to` the clauses that hold words of one that goes, with their places.
    """

    key: str
    place: int | None
    change: Change
    before: str | None
    now: str | None
    runs: Sequence[Run] = ()
    is_moved: bool = False
    came_from: tuple[str, ...] = ()
    went_to: Mapping[str, int] = field(default_factory=dict)
    note: str = ""

    @property
    def is_same(self) -> bool:
        """Whether readers have nothing to be told about it."""
        return self.change is Change.SAME and not (self.is_moved or self.came_from or self.note)


def side_by_side(draft: Version, former: Version) -> list[Beside]:
    """Every clause of both texts in the order of the draft, those that go where they stood.

    Takes both versions with their clauses and the draft's origins.
    """
    places = {key: place for place, key in enumerate(draft.texts, 1)}
    notes = {clause.key: clause.change_note or "" for clause in draft.clauses}
    budget = Budget()
    rows = [
        Beside(
            each.key,
            places.get(each.key),
            each.change,
            each.before,
            each.now,
            _runs(each, budget),
            each.is_moved,
            each.came_from,
            {key: places[key] for key in each.went_to},
            notes.get(each.key, ""),
        )
        for each in changes_between(former.texts, draft.texts, [draft.sources])
    ]
    return sorted(rows, key=lambda row: (row.place is None, row.place or 0))


def _runs(each: ClauseChange, budget: Budget) -> list[Run]:
    if each.change is not Change.CHANGED or each.before is None or each.now is None:
        return []
    return changed_words(each.before, each.now, budget)
