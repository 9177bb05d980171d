"""What changed no text, for the pages "What changed and why": by outcome and theme, with reasons, voices and links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from app.dispositions.models import DispositionOutcome, Theme
from app.dispositions.queries.behind import Answered, WhatBecame
from app.dispositions.queries.unchanged import NO_TEXT_CHANGED, Alike, Unchanged
from app.pages.quoted import quotations
from app.pages.wording import name_of
from app.recommendations.models import Recommendation

Words = dict[str, Any]
LONGEST_QUOTATION = 400


@dataclass(frozen=True)
class Place:
    """Whose page it is: that of one recommendation, or that of the assembly, which names all of them."""

    one: Recommendation | None
    by_subject: Mapping[int, Recommendation]

    @classmethod
    def of(cls, recommendations: Iterable[Recommendation], one: Recommendation | None = None) -> Place:
        return cls(one, {each.subject_id: each for each in recommendations})


def nobody_words(stayed: Unchanged, published_at: datetime | None) -> str:
    """What is said of a change that no comment is named for: whether one could be, and whether one may be yet."""
    first_at = stayed.first_comment_at
    if first_at is None or (published_at is not None and first_at > published_at):
        return str(gettext("There were no comments before this change."))
    if not stayed.is_finished:
        return str(gettext("No comment is named as the reason so far."))
    return str(gettext("No comment is named as the reason."))


def outcome_words(
    became: WhatBecame, stayed: Unchanged, themes: Mapping[int, Theme], place: Place
) -> list[Words]:
    """What changed no text, by outcome and theme, those with the most comments first."""
    headings = {
        DispositionOutcome.NO_CHANGE: gettext("Considered, and not changed"),
        DispositionOutcome.OUT_OF_SCOPE: gettext("Not for this assembly, and passed on"),
        DispositionOutcome.NOTED: gettext("Noted"),
    }
    groups = {outcome: became.outcome(outcome) for outcome in NO_TEXT_CHANGED}
    return [
        {
            "id": outcome.value.replace("_", "-"),
            "heading": headings[outcome],
            "comments": sum(group.counts.total for group in by_theme.values()),
            "rows": _rows(outcome, by_theme, stayed, themes, place),
        }
        for outcome, by_theme in groups.items()
        if any(group.counts.total for group in by_theme.values())
    ]


def _rows(
    outcome: DispositionOutcome,
    by_theme: Mapping[int | None, Answered],
    stayed: Unchanged,
    themes: Mapping[int, Theme],
    place: Place,
) -> list[Words]:
    shown = [(key, group) for key, group in by_theme.items() if group.counts.total]
    # What has no theme comes last, however much of it there is.
    shown.sort(key=lambda item: (item[0] is None, -item[1].counts.total))
    rows = []
    for key, group in shown:
        alike = stayed.groups.get((outcome.value, key), Alike())
        theme = themes.get(key) if key is not None else None
        rows.append(
            {
                "name": theme.name if theme else gettext("Without a theme"),
                "comments": group.counts.total,
                "stances": group.counts.as_dict(),
                "reasons": [
                    {"text": reason.text, "passed_to": reason.passed_to, "comments": reason.comments}
                    for reason in group.reasons
                ],
                "quotations": quotations([alike.example] if alike.example else [], LONGEST_QUOTATION),
                "lists": _lists(alike, theme, place),
            }
        )
    return rows


def _lists(alike: Alike, theme: Theme | None, place: Place) -> Sequence[Words]:
    """Where these comments are read: the list of each recommendation, kept to the theme where they have one."""
    asked = f"?theme={theme.id}" if theme else ""
    if place.one is not None:
        everything = gettext("All comments on %(name)s", name=name_of(place.one))
        words = gettext("Read these comments") if theme else everything
        return [{"text": words, "url": f"{place.one.path}comments/{asked}", "comments": 0}]
    lists = []
    for subject, comments in alike.subjects:
        recommendation = place.by_subject.get(subject.id)
        # What is no recommendation has its comments on its own page.
        url = f"{subject.path}comments/{asked}" if recommendation else subject.path
        name = name_of(recommendation) if recommendation else subject.title
        lists.append({"text": name, "url": url, "comments": comments})
    return lists
