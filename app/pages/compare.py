"""What changed from one published text of a recommendation to a later one, word by word, as readers see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from flask_babel import gettext, ngettext

from app.core import languages
from app.core.differences import Budget, Run, changed_words
from app.core.differences import Change as WordChange
from app.pages.versions import version_choices
from app.pages.wording import name_of
from app.recommendations.changes import Change, ClauseChange, changes_between
from app.recommendations.models import Version
from app.recommendations.queries import PublicRecommendation, versions_of
from app.recommendations.wording import version_in_sentence, version_name

Words = dict[str, Any]


@dataclass(frozen=True)
class ComparePage:
    """Two published texts, the earlier one first, and what differs."""

    chosen: PublicRecommendation
    name: str
    earlier: Version
    later: Version
    heading: str
    # What changed in short: "4 paragraphs changed", "1 paragraph is new", …
    summary: Sequence[str]
    stayed: str
    title: Sequence[Run]
    # Why, as each version in between said when it was published.
    notes: Sequence[Words]
    # Changed paragraphs one by one, those that stayed the same in groups.
    groups: Sequence[Words]
    choices: Sequence[Words]

    @property
    def changes(self) -> list[Words]:
        return [group for group in self.groups if not group["is_same"]]


def compare_page(chosen: PublicRecommendation, first: int, last: int) -> ComparePage | None:
    """Read two published versions by their numbers, and all between, and arrange what differs.

    None if one of the two is not published. The same version twice makes a page without differences.
    """
    every = versions_of(chosen.recommendation, with_origins=True)
    versions = [version for version in every if first <= version.number <= last]
    if not {first, last} <= {version.number for version in versions}:
        return None
    earlier, later = versions[0], versions[-1]
    changes = changes_between(earlier.texts, later.texts, [version.sources for version in versions[1:]])
    budget = Budget()
    has_other_title = earlier.title.split() != later.title.split()
    unchanged = sum(each.change is Change.SAME for each in changes)
    return ComparePage(
        chosen=chosen,
        name=name_of(chosen.recommendation),
        earlier=earlier,
        later=later,
        heading=_heading(earlier, later),
        summary=_summary(changes, has_other_title),
        stayed=ngettext(
            "%(num)d paragraph kept its words.", "%(num)d paragraphs kept their words.", unchanged
        )
        if unchanged
        else "",
        title=changed_words(earlier.title, later.title, budget) if has_other_title else [],
        notes=[
            {"name": version_name(version), "text": version.change_note}
            for version in versions[1:]
            if version.change_note
        ],
        groups=_groups(changes, versions[1:], budget),
        choices=version_choices(every),
    )


@dataclass(frozen=True)
class Step:
    """What one version changed against the one before it."""

    heading: str
    summary: Sequence[str]
    changes: Sequence[Words]


def step_between(earlier: Version, later: Version, budget: Budget) -> Step:
    """What a version changed, paragraph by paragraph, without those that stayed the same.

    Takes a published version and the next one, with their clauses and origins, and what may still be compared.
    """
    changes = changes_between(earlier.texts, later.texts, [later.sources])
    groups = _groups(changes, [later], budget)
    return Step(
        _heading(earlier, later),
        _summary(changes, earlier.title.split() != later.title.split()),
        [group for group in groups if not group["is_same"]],
    )


def _heading(earlier: Version, later: Version) -> str:
    if earlier is later:
        return str(gettext("The same text twice"))
    before, now = (version_in_sentence(version) for version in (earlier, later))
    if before == now:
        before, now = (gettext("version %(number)d", number=each.number) for each in (earlier, later))
    return str(gettext("What changed from %(before)s to %(now)s", before=before, now=now))


def _summary(changes: Iterable[ClauseChange], has_other_title: bool) -> list[str]:
    """How many paragraphs changed in which way, leaving out the ways in which none did."""
    changed = split = taken_in = moved = new = gone = 0
    for each in changes:
        changed += each.change is Change.CHANGED
        split += each.is_split_off
        new += each.change is Change.NEW and not each.is_split_off
        taken_in += each.is_taken_in
        gone += each.change is Change.DELETED and not each.is_taken_in
        moved += each.is_moved
    told = [
        (changed, ngettext("%(num)d paragraph changed", "%(num)d paragraphs changed", changed)),
        (new, ngettext("%(num)d paragraph is new", "%(num)d paragraphs are new", new)),
        (gone, ngettext("%(num)d paragraph was taken out", "%(num)d paragraphs were taken out", gone)),
        (moved, ngettext("%(num)d paragraph moved", "%(num)d paragraphs moved", moved)),
        (
            split,
            ngettext("%(num)d paragraph was split off", "%(num)d paragraphs were split off", split),
        ),
        (
            taken_in,
            ngettext(
                "%(num)d paragraph was merged into another",
                "%(num)d paragraphs were merged into others",
                taken_in,
            ),
        ),
    ]
    title = [gettext("The title changed")] if has_other_title else []
    return title + [words for count, words in told if count]


def _groups(changes: Sequence[ClauseChange], versions: Sequence[Version], budget: Budget) -> list[Words]:
    groups: list[Words] = []
    before = {each.key: each.before for each in changes if each.before is not None}
    for is_same, some in groupby(changes, key=lambda each: each.is_unchanged):
        if is_same:
            clauses = [{"number": each.key, "text": each.now} for each in some]
            groups.append({"is_same": True, "clauses": clauses, "heading": _same_heading(clauses)})
        else:
            groups += [_change(each, before, versions, budget) for each in some]
    changed = [group for group in groups if not group["is_same"]]
    for group, following in pairwise(changed):
        group["next"] = following
    return groups


def _same_heading(clauses: Sequence[Words]) -> str:
    numbers = languages.listed([each["number"] for each in clauses])
    return str(
        ngettext(
            "Paragraph %(numbers)s stayed the same",
            "Paragraphs %(numbers)s stayed the same",
            len(clauses),
            numbers=numbers,
        )
    )


def _change(
    each: ClauseChange, before: Mapping[str, str], versions: Sequence[Version], budget: Budget
) -> Words:
    notes = [
        {"name": version_name(version), "text": clause.change_note}
        for version in versions
        for clause in version.clauses
        if clause.key == each.key and clause.change_note
    ]
    return {
        "is_same": False,
        "number": each.key,
        "state": _state(each),
        "told": _told(each),
        "runs": _runs(each, before, budget),
        "notes": notes,
        "next": None,
    }


def _state(each: ClauseChange) -> str:
    """What became of it, in a word or two."""
    if each.is_split_off:
        return str(gettext("Split off"))
    if each.is_taken_in:
        return str(gettext("Merged"))
    if each.change is Change.SAME:
        return str(gettext("Moved") if each.is_moved else gettext("Same words"))
    if each.change is Change.CHANGED and each.is_moved:
        return str(gettext("Changed and moved"))
    words = {
        Change.CHANGED: gettext("Changed"),
        Change.NEW: gettext("New"),
        Change.DELETED: gettext("Taken out"),
    }
    return str(words[each.change])


def _told(each: ClauseChange) -> list[str]:
    """What cannot be seen from the words: where it stood before, and where its words came from or went."""
    told = []
    if each.is_moved:
        told.append(
            gettext(
                "It was paragraph %(before)d from the top. Now it is paragraph %(now)d.",
                before=each.place_before,
                now=each.place_now,
            )
        )
    sources, numbers = len(each.came_from), languages.listed(each.came_from)
    if each.is_split_off:
        told.append(
            ngettext(
                "Its words were part of paragraph %(numbers)s.",
                "Its words were part of paragraphs %(numbers)s.",
                sources,
                numbers=numbers,
            )
        )
    elif sources:
        told.append(
            ngettext(
                "It took in paragraph %(numbers)s.",
                "It took in paragraphs %(numbers)s.",
                sources,
                numbers=numbers,
            )
        )
    goals, numbers = len(each.went_to), languages.listed(each.went_to)
    if each.is_taken_in:
        told.append(
            ngettext(
                "Its words are now in paragraph %(numbers)s.",
                "Its words are now in paragraphs %(numbers)s.",
                goals,
                numbers=numbers,
            )
        )
    elif goals:
        told.append(
            ngettext(
                "Some of its words are now in paragraph %(numbers)s.",
                "Some of its words are now in paragraphs %(numbers)s.",
                goals,
                numbers=numbers,
            )
        )
    return [str(words) for words in told]


def _runs(each: ClauseChange, before: Mapping[str, str], budget: Budget) -> list[Run]:
    """Its words, marked. Words that it took over from other paragraphs count as former words, not as new ones."""
    if each.is_taken_in:
        # They stand, marked, where they went.
        return []
    if not each.came_from:
        return changed_words(each.before or "", each.now or "", budget)
    own = [each.key] if each.before is not None else []
    keys = [key for key in before if key in {*own, *each.came_from}]
    runs = changed_words(" ".join(before[key] for key in keys), each.now or "", budget)
    if each.is_split_off:
        # What stayed behind is told at the paragraph where it stayed.
        return [run for run in runs if run.change is not WordChange.REMOVED]
    return runs
