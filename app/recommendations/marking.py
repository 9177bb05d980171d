"""The words of a clause in two texts, with what was removed and added marked, as readers and officers see them."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.differences import Budget, Run, changed_words, collected_words
from app.core.differences import Change as WordChange
from app.recommendations.changes import Change, ClauseChange


def marked_clause(
    each: ClauseChange, before: Mapping[str, str], now: Mapping[str, str], budget: Budget
) -> list[Run]:
    """Its words, marked. Words that it took over from other clauses count as former words, not as new ones.

    Takes what became of it, both texts by key, and what may still be compared. Nothing of a clause that was taken in:
    its words stand where they went.
    """
    if each.is_taken_in:
        return []
    if not each.came_from:
        return changed_words(each.before or "", each.now or "", budget)
    gone = [key for key in before if key == each.key or (key in each.came_from and key not in now)]
    others = [before[key] for key in each.came_from if key in now]
    runs = collected_words([before[key] for key in gone], others, each.now or "", budget)
    if each.change is Change.NEW:
        # What of it is nowhere any more is told where the rest of the clause from which it was split is.
        return [run for run in runs if run.change is not WordChange.REMOVED]
    return runs
