"""What changed from one published text of a recommendation to a later one, word by word, as readers see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

from flask_babel import gettext, ngettext

from app.core import languages
from app.core.differences import Budget, Run, changed_words
from app.pages.versions import compare_url, version_choices
from app.pages.wording import name_of
from app.recommendations.changes import Change, ClauseChange, changes_between
from app.recommendations.marking import marked_clause
from app.recommendations.models import Version
from app.recommendations.queries import PublicRecommendation, versions_of
from app.recommendations.wording import version_in_sentence, version_name

Words = dict[str, Any]


@dataclass(frozen=True)
class ComparePage:
    """Two published texts, the one that is compared with first, and what differs. `later` may be older: turned round.

    `right_way` leads from a page that is turned round to the one that is not.
    """

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
    right_way: str
    # Whether the numbers of the paragraphs do not rise, which readers would take for a mistake.
    is_out_of_order: bool

    @property
    def changes(self) -> list[Words]:
        return [group for group in self.groups if not group["is_same"]]


def compare_page(chosen: PublicRecommendation, first: int, last: int) -> ComparePage | None:
    """Read two published versions by their numbers, and all between, and arrange what differs from first to last.

    None if one of the two is not published. The same version twice makes a page without differences. Where the first
    is the newer one, the page is turned round: what became of each paragraph is read backwards, and why is left out.
    """
    every = versions_of(chosen.recommendation, with_origins=True)
    low, high = sorted((first, last))
    versions = [version for version in every if low <= version.number <= high]
    if not {first, last} <= {version.number for version in versions}:
        return None
    is_turned = first > last
    earlier, later = (versions[-1], versions[0]) if is_turned else (versions[0], versions[-1])
    steps = [version.sources for version in versions[1:]]
    changes = changes_between(earlier.texts, later.texts, _backwards(steps) if is_turned else steps)
    said = [] if is_turned else versions[1:]
    budget = Budget()
    has_other_title = earlier.title.split() != later.title.split()
    unchanged = sum(each.change is Change.SAME for each in changes)
    return ComparePage(
        chosen=chosen,
        name=name_of(chosen.recommendation),
        earlier=earlier,
        later=later,
        heading=_heading(earlier, later, is_turned),
        summary=_summary(changes, has_other_title),
        stayed=ngettext(
            "%(num)d paragraph kept its words.", "%(num)d paragraphs kept their words.", unchanged
        )
        if unchanged
        else "",
        title=changed_words(earlier.title, later.title, budget) if has_other_title else [],
        notes=[
            {"name": version_name(version), "text": version.change_note}
            for version in said
            if version.change_note
        ],
        groups=_groups(changes, said, budget),
        choices=version_choices(every),
        right_way=compare_url(chosen.recommendation, low, high) if is_turned else "",
        is_out_of_order=_is_out_of_order([each.key for each in changes]),
    )


def _backwards(steps: Sequence[Sequence[tuple[str, str]]]) -> list[list[tuple[str, str]]]:
    """Where words came from, read from the last text to the first: where they went."""
    return [[(source, key) for key, source in step] for step in reversed(steps)]


def _is_out_of_order(keys: Sequence[str]) -> bool:
    """Whether some number stands below a higher one. What follows the last full stop counts; others are no numbers."""
    ends = [int(end) for end in (key.rpartition(".")[2] for key in keys) if end.isascii() and end.isdigit()]
    return ends != sorted(ends)


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


def _heading(earlier: Version, later: Version, is_turned: bool = False) -> str:
    if earlier is later:
        return str(gettext("The same text twice"))
    before, now = (version_in_sentence(version) for version in (earlier, later))
    if before == now:
        before, now = (gettext("version %(number)d", number=each.number) for each in (earlier, later))
    if is_turned:
        return str(gettext("Turned round: from %(now)s back to %(before)s", now=before, before=now))
    return str(gettext("What changed from %(before)s to %(now)s", before=before, now=now))


def _summary(changes: Iterable[ClauseChange], has_other_title: bool) -> list[str]:
    """How many paragraphs changed in which way, leaving out the ways in which none did."""
    changed = split = merged = moved = new = gone = 0
    for each in changes:
        changed += each.change is Change.CHANGED
        split += each.is_split_off
        new += each.change is Change.NEW and not each.is_split_off
        merged += each.is_merged
        gone += each.change is Change.DELETED and not each.is_merged
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
            merged,
            ngettext(
                "%(num)d paragraph was merged into another",
                "%(num)d paragraphs were merged into others",
                merged,
            ),
        ),
    ]
    title = [gettext("The title changed")] if has_other_title else []
    return title + [words for count, words in told if count]


def _groups(changes: Sequence[ClauseChange], versions: Sequence[Version], budget: Budget) -> list[Words]:
    groups: list[Words] = []
    before = {each.key: each.before for each in changes if each.before is not None}
    now = {each.key: each.now for each in changes if each.now is not None}
    for is_same, some in groupby(changes, key=lambda each: each.is_unchanged):
        if is_same:
            clauses = [{"number": each.key, "text": each.now} for each in some]
            groups.append({"is_same": True, "clauses": clauses, "heading": _same_heading(clauses)})
        else:
            groups += [
                _change(each, versions) | {"runs": marked_clause(each, before, now, budget)} for each in some
            ]
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


def _change(each: ClauseChange, versions: Sequence[Version]) -> Words:
    notes = [
        {"name": version_name(version), "text": version.notes[each.key]}
        for version in versions
        if each.key in version.notes
    ]
    return {
        "is_same": False,
        "number": each.key,
        "state": _state(each),
        "told": _told(each),
        "notes": notes,
        "next": None,
    }


def _state(each: ClauseChange) -> str:
    """What became of it, in a word or two."""
    if each.is_split_off:
        return str(gettext("Split off"))
    if each.is_merged:
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
    return [str(words) for words in told] + _told_without_words(each)


def _told_without_words(each: ClauseChange) -> list[str]:
    """That paragraphs were merged, though nothing of what one said stands in the other."""
    told = []
    if each.merged_in:
        told.append(
            ngettext(
                "Paragraph %(numbers)s was merged into it. None of that wording stands here.",
                "Paragraphs %(numbers)s were merged into it. None of that wording stands here.",
                len(each.merged_in),
                numbers=languages.listed(each.merged_in),
            )
        )
    if each.is_merged and each.merged_into:
        told.append(
            ngettext(
                "It was merged into paragraph %(numbers)s. None of its wording stands there.",
                "It was merged into paragraphs %(numbers)s. None of its wording stands there.",
                len(each.merged_into),
                numbers=languages.listed(each.merged_into),
            )
        )
    return [str(words) for words in told]
