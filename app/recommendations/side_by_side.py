"""A draft beside the text that it is to replace, paragraph by paragraph, as officers see it before it is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.core.differences import Budget, Run
from app.recommendations.changes import Change, changes_between
from app.recommendations.marking import marked_clause
from app.recommendations.models import Version


@dataclass(frozen=True)
class Beside:
    """One clause of the draft (`now`), of the former text (`before`), or of both.

    `place` counts the draft's paragraphs from 1; none for a clause that goes. `came_from` are other former clauses
    whose words it is said to hold, `went_to` other clauses of the draft that are said to hold words of it, with their
    places.
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
    # Those of `went_to` that hold no word of it, and those of `came_from` of which it holds none, whatever was said.
    wordless: tuple[str, ...] = ()
    wordless_from: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_same(self) -> bool:
        """Whether readers have nothing to be told about it."""
        return self.change is Change.SAME and not (
            self.is_moved or self.came_from or self.went_to or self.note
        )


def side_by_side(draft: Version, former: Version) -> list[Beside]:
    """Every clause of both texts in the order of the draft, those that go at the end.

    Takes both versions with their clauses, and what was said of the draft's.
    """
    before, now, notes = former.texts, draft.texts, draft.notes
    places = {key: place for place, key in enumerate(now, 1)}
    budget = Budget()
    rows = [
        Beside(
            each.key,
            places.get(each.key),
            each.change,
            each.before,
            each.now,
            marked_clause(each, before, now, budget)
            if each.change is Change.CHANGED or each.came_from
            else (),
            each.is_moved,
            each.said_from,
            {key: places[key] for key in each.said_to},
            tuple(key for key in each.said_to if key not in each.went_to),
            tuple(key for key in each.said_from if key not in each.came_from),
            notes.get(each.key, ""),
        )
        for each in changes_between(before, now, [draft.sources])
    ]
    return sorted(rows, key=lambda row: (row.place is None, row.place or 0))


def says_nothing_new(draft: Version, former: Version | None) -> bool:
    """Whether a draft differs from the published text in nothing that readers could be shown.

    The same words as the members' final text are something new: they close the drafts.
    """
    return former is not None and (
        (draft.stage, draft.title) == (former.stage, former.title)
        and list(draft.texts.items()) == list(former.texts.items())
        and not draft.notes
    )
