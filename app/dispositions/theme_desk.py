"""What the desk of themes shows, in words: the list of themes, one theme, the list of comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.comments import words as comment_words
from app.comments.models import Channel, Comment, Stance
from app.comments.queries import StanceCounts, place_of
from app.core import dates
from app.core.row_numbers import row_number
from app.core.text import excerpt, has_control_characters, turns_direction
from app.dispositions.models import Disposition, Theme
from app.dispositions.queries.coding import (
    CHANNELS,
    NONE,
    STANCES,
    About,
    Coded,
    Filters,
    clauses_commented_on,
    commented_on,
    comments_to_code,
    examples_of,
    with_texts,
)
from app.dispositions.queries.dispositions import last_answers
from app.dispositions.queries.removing import was_removed
from app.dispositions.queries.themes import (
    Coding,
    ThemeCounts,
    coding_of,
    counts_of_theme,
    merged_into,
    summed_up_before,
    theme_of,
    themes_of,
    themes_with_counts,
)

Words = dict[str, Any]
LONGEST_WORDS = 100
# The keys of the numbers label with the first themes of the list.
NUMBER_KEYS = 9


# ---- What an address asks for ----


def _asked(asked: Mapping[str, str], name: str, longest: int) -> str:
    word = asked.get(name, "").strip()[:longest]
    return "" if has_control_characters(word) else word


def asked_name(asked: Mapping[str, str]) -> str:
    """The name of a theme that is still to be made."""
    name = " ".join(_asked(asked, "name", 80).split())
    return "" if turns_direction(name) else name


def _asked_theme(assembly: Assembly, asked: Mapping[str, str]) -> str:
    """The theme of an address. Of one that was merged away, the one that its comments went into."""
    word = _asked(asked, "theme", 40)
    key = row_number(word)
    theme = theme_of(assembly, key) if key is not None else None
    return str(merged_into(theme).id) if theme else NONE if word == NONE else ""


def gone_words(assembly: Assembly, to: str) -> str:
    """Why a theme that somebody chose is not in the list any more: it was merged or removed meanwhile. Empty for any
    other."""
    key = row_number(to)
    theme = theme_of(assembly, key) if key is not None else None
    if theme is None and key is not None and was_removed(key):
        return str(gettext("The theme that you chose was removed meanwhile. Choose another one."))
    if theme is None or theme.merged_into_id is None:
        return ""
    into = merged_into(theme)
    return str(
        gettext(
            "“%(name)s” was merged into “%(into)s” meanwhile. Choose the theme again.",
            name=theme.name,
            into=into.name,
        )
    )


def leads_on(filters: Filters, asked: Mapping[str, str]) -> bool:
    """Whether an address asks for a theme that is part of another one by now."""
    return filters.theme_id is not None and str(filters.theme_id) != _asked(asked, "theme", 40)


def read_filters(assembly: Assembly, asked: Mapping[str, str]) -> Filters:
    """The filters of an address; what makes no sense counts as not given. One query where a theme is asked for."""
    stance, channel = (_asked(asked, name, 40) for name in ("stance", "channel"))
    subject_id = row_number(asked.get("about"))
    return Filters(
        subject_id,
        _asked(asked, "clause", 80) if subject_id else "",
        stance if stance in STANCES else "",
        channel if channel in CHANNELS else "",
        _asked_theme(assembly, asked),
        _asked(asked, "q", LONGEST_WORDS),
    )


def list_url(assembly: Assembly, query: Mapping[str, str], page: str = "") -> str:
    """The address of the list of comments, or of a page below it, with what an address asks for."""
    given = {name: value for name, value in query.items() if value}
    here = f"/council/{assembly.slug}/themes/label/{page}"
    return f"{here}?{urlencode(given)}" if given else here


# ---- The list of themes, and one theme ----


@dataclass(frozen=True)
class ThemesPage:
    """The list of themes: how far the coding is, each theme with its counts, and the answers by theme."""

    coding: Coding
    rows: Sequence[ThemeCounts]
    abouts: Sequence[Words]
    answers: Mapping[int, Disposition]


@dataclass(frozen=True)
class ThemePage:
    """One theme with its counts, in all and by what its comments are about, its examples, and its answer in force.

    `before` are the themes that were merged into it, with the summaries that they had.
    """

    theme: Theme
    counts: StanceCounts
    abouts: Sequence[Words]
    examples: Sequence[Comment]
    warning: str
    before: Sequence[Theme]
    answer: Disposition | None


@dataclass(frozen=True)
class SummaryPage:
    """A theme's examples, and a page of its comments to choose from."""

    shown: ThemePage
    comments: Sequence[Comment]
    chosen: frozenset[int]
    next_url: str
    first_url: str


def themes_page(assembly: Assembly) -> ThemesPage:
    """Read and arrange the list of themes; five queries."""
    coding = coding_of(assembly)
    abouts = []
    for about in commented_on(assembly):
        total, without = coding.by_subject.get(about.subject_id, (0, 0))
        if total:
            abouts.append({"id": about.subject_id, "name": about.name, "total": total, "without": without})
    rows = themes_with_counts(assembly)
    return ThemesPage(coding, rows, abouts, last_answers(row.theme.id for row in rows))


def theme_page(assembly: Assembly, theme: Theme) -> ThemePage:
    """Read and arrange one theme; five queries."""
    counts = counts_of_theme(assembly, theme)
    names = {about.subject_id: about.name for about in commented_on(assembly)}
    examples = examples_of([theme.id]).get(theme.id, [])
    abouts = [
        {"id": key, "name": names[key], "counts": counts.by_subject[key]}
        for key in names
        if key in counts.by_subject
    ]
    warning = one_sided(examples, counts.overall)
    answer = last_answers([theme.id]).get(theme.id)
    return ThemePage(theme, counts.overall, abouts, examples, warning, summed_up_before(theme), answer)


def one_sided(examples: Sequence[Comment], counts: StanceCounts) -> str:
    """A warning where all examples take one stance and the theme does not; else empty."""
    stances = {example.stance for example in examples}
    if len(examples) < 2 or len(stances) != 1:
        return ""
    [stance] = stances
    same = counts.of(Stance(stance)) if stance else counts.without_stance + counts.replies
    if same == counts.total:
        return ""
    others = counts.total - same
    return str(
        ngettext(
            "All examples have the stance “%(stance)s”. %(num)s comment of this theme has another one, or none.",
            "All examples have the stance “%(stance)s”. %(num)s comments of this theme have another one, or none.",
            others,
            stance=str(comment_words.STANCES[Stance(stance)] if stance else comment_words.NO_STANCE).lower(),
        )
    )


def summary_page(assembly: Assembly, theme: Theme, after: str | None) -> SummaryPage:
    """Read and arrange the page on which examples are chosen; seven queries."""
    shown = theme_page(assembly, theme)
    page = comments_to_code(assembly, Filters(theme=str(theme.id)), after)
    here = f"/council/{assembly.slug}/themes/{theme.id}/summary/comments"
    return SummaryPage(
        shown,
        page.items,
        frozenset(comment.id for comment in shown.examples),
        f"{here}?after={page.after}#choose" if page.after else "",
        f"{here}#choose" if after else "",
    )


# ---- The list of comments ----


@dataclass(frozen=True)
class CodingPage:
    """A page of the list of comments, with what it can be narrowed to, and the answers in force by theme."""

    coding: Coding
    total: int
    items: Sequence[Words]
    filters: Sequence[Words]
    is_filtered: bool
    filter_theme: Theme | None
    next_url: str
    first_url: str
    action: str
    kept: str
    all_words: str
    answers: Mapping[int, Disposition]


def coding_page(
    assembly: Assembly, filters: Filters, themes: Sequence[Theme], after: str | None
) -> CodingPage:
    """Read and arrange a page of the list; eight queries at most, however long it is."""
    page = comments_to_code(assembly, filters, after)
    of_comments = themes_of([comment.id for comment in page.items])
    query = filters.as_query()
    return CodingPage(
        coding=coding_of(assembly),
        total=page.total,
        items=[_item(each, of_comments.get(each.comment.id, [])) for each in with_texts(page.items)],
        filters=_filters(filters, commented_on(assembly), themes),
        is_filtered=bool(query),
        filter_theme=next((theme for theme in themes if theme.id == filters.theme_id), None),
        next_url=list_url(assembly, query | {"after": page.after}) if page.after else "",
        first_url=list_url(assembly, query) if after else "",
        action=(action := list_url(assembly, query | {"after": after or ""})),
        kept=action.partition("/label/")[2],
        all_words=str(
            ngettext("The %(num)s comment of this list", "All %(num)s comments of this list", page.total)
        ),
        answers=last_answers(theme.id for theme in themes),
    )


def _item(coded: Coded, themes: Sequence[Theme]) -> Words:
    comment, clause = coded.comment, coded.clause
    on = None
    if clause is not None:
        quote = comment.anchor.exact if comment.anchor else None
        on = {"number": clause.key, "text": clause.text, "quote": quote}
    return {
        "id": comment.id,
        "name": comment.author_name or str(gettext("No name given")),
        "body": comment.body,
        "stance": comment.stance,
        "channel": ""
        if comment.channel == Channel.ONLINE
        else str(comment_words.CHANNELS[Channel(comment.channel)]),
        "when": dates.day(comment.published_at or comment.created_at),
        "about": comment.subject.title,
        "url": place_of(comment),
        "on": on,
        "replies_to": excerpt(coded.replies_to.body, 160) if coded.replies_to else "",
        "is_reply": comment.parent_id is not None,
        "themes": themes,
    }


def _filters(filters: Filters, abouts: Sequence[About], themes: Sequence[Theme]) -> list[Words]:
    everything = str(gettext("All"))
    clauses = clauses_commented_on(filters.subject_id) if filters.subject_id else []
    choices = [
        ("about", gettext("Recommendation"), [(str(each.subject_id), each.name) for each in abouts]),
        ("clause", gettext("Paragraph"), [(key, key) for key in clauses]),
        (
            "stance",
            gettext("Stance"),
            [(key.value, text) for key, text in comment_words.STANCES_AND_NONE.items()],
        ),
        (
            "channel",
            gettext("How it came"),
            [(key.value, text) for key, text in comment_words.CHANNELS.items()],
        ),
        (
            "theme",
            gettext("Theme"),
            [(NONE, gettext("Without a theme")), *((str(theme.id), theme.name) for theme in themes)],
        ),
    ]
    asked = filters.as_query()
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": value, "text": text, "selected": value == asked.get(name, "")}
                for value, text in [("", everything), *options]
            ],
        }
        for name, label, options in choices
        if options
    ]
