"""What people say, by theme, as everybody may read it: counts, summaries and example comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.comments.queries import StanceCounts, place_of
from app.core import dates
from app.dispositions.models import Theme
from app.dispositions.queries.coding import commented_on, examples_of
from app.dispositions.queries.themes import (
    ThemeCounts,
    coding_of,
    counts_of_theme,
    public_themes,
)

Words = dict[str, Any]


@dataclass(frozen=True)
class ThemesPage:
    """All themes of an assembly that hold a published comment, and how many comments have none."""

    rows: Sequence[Words]
    total: int
    without: int


@dataclass(frozen=True)
class ThemePage:
    """One theme: how its comments stand, in all and by recommendation, what they say, and examples."""

    theme: Theme
    counts: StanceCounts
    examples: Sequence[Words]
    abouts: Sequence[Words]


def themes_page(assembly: Assembly) -> ThemesPage:
    """Read and arrange the list; four queries beside those of the assembly."""
    coding = coding_of(assembly)
    themes = public_themes(assembly) if coding.coded else []
    examples = examples_of([each.theme.id for each in themes]) if themes else {}
    return ThemesPage(
        [_row(assembly, each, examples.get(each.theme.id, [])) for each in themes],
        coding.total,
        coding.without,
    )


def _row(assembly: Assembly, each: ThemeCounts, examples: Sequence[Comment]) -> Words:
    return {
        "name": each.theme.name,
        "summary": each.theme.summary,
        "counts": each.overall,
        "url": path_of(assembly, each.theme),
        # One voice is enough in a list; all of them stand on the theme's own page.
        "examples": [example_words(one, each.overall.total) for one in examples[:1]],
    }


def theme_page(assembly: Assembly, theme: Theme) -> ThemePage | None:
    """Read and arrange one theme; three queries. None where it holds no published comment."""
    counts = counts_of_theme(assembly, theme)
    if not counts.overall.total:
        return None
    abouts = [
        {
            "name": about.name,
            "url": f"{about.path}comments/?theme={theme.id}" if about.recommendation else about.path,
            "counts": counts.by_subject[about.subject_id],
        }
        for about in commented_on(assembly)
        if about.subject_id in counts.by_subject
    ]
    examples = examples_of([theme.id]).get(theme.id, [])
    return ThemePage(
        theme, counts.overall, [example_words(each, counts.overall.total) for each in examples], abouts
    )


def path_of(assembly: Assembly, theme: Theme) -> str:
    """The public address of a theme."""
    return f"{assembly.path}themes/{theme.id}/"


def example_words(comment: Comment, total: int) -> Words:
    """One example with how many there are like it: "one of 31 comments under this theme"."""
    return {
        "name": comment.author_name or str(gettext("No name given")),
        "body": comment.body,
        "stance": comment.stance,
        "url": place_of(comment),
        "when": dates.day(comment.published_at or comment.created_at),
        "about": comment.subject.title,
        "counted": str(
            ngettext("The only comment under this theme", "One of %(num)s comments under this theme", total)
        ),
    }
