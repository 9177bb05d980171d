"""The list of all comments on a recommendation: its orders, its filters, and what they let through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask_babel import gettext, lazy_gettext, ngettext

from app.assemblies.models import Assembly
from app.comments.closed import takes_comments
from app.comments.models import Channel, NoStance, Stance
from app.comments.queries import (
    Sort,
    SubjectCounts,
    SubjectFigures,
    Wanted,
    figures_of,
    is_place,
    threads,
    threads_and_traces,
    traces_among,
)
from app.comments.words import CHANNELS, STANCES_AND_NONE
from app.core.row_numbers import row_number
from app.core.text import excerpt, has_control_characters
from app.dispositions.models import Theme
from app.dispositions.queries.behind import is_thread_behind
from app.dispositions.queries.themes import is_thread_in_theme, merged_into, theme_of, themes_about
from app.pages.recommendation import SMALLEST_FIGURE, closed_words, is_over, shown_threads
from app.pages.standing import where_it_went
from app.recommendations.models import Recommendation, Version
from app.recommendations.queries import PublicRecommendation
from app.recommendations.queries.texts import published_texts
from app.recommendations.wording import version_in_sentence

Words = dict[str, Any]
Choice = TypeVar("Choice", bound=StrEnum)

# How much of a word that means nothing here is repeated.
LONGEST_ASKED = 40
SORTS = {
    Sort.NEWEST: lazy_gettext("Newest"),
    Sort.OLDEST: lazy_gettext("Oldest"),
    Sort.AGREED: lazy_gettext("Most agreed"),
    Sort.DISCUSSED: lazy_gettext("Most discussed"),
}


@dataclass(frozen=True)
class Behind:
    """A change, as an address asks for the comments behind it."""

    version: Version
    clause: str

    @property
    def value(self) -> str:
        return f"{self.version.number}-{self.clause}"


@dataclass(frozen=True)
class Asked:
    """What an address asks for. What makes no sense counts as not asked, and the page says so."""

    sort: Sort = Sort.NEWEST
    clause: str | None = None
    stance: Stance | NoStance | None = None
    theme: Theme | None = None
    channel: Channel | None = None
    change: Behind | None = None
    after: str | None = None

    @property
    def is_filtered(self) -> bool:
        return any((self.clause, self.stance, self.theme, self.channel, self.change))

    @property
    def is_added_up(self) -> bool:
        """Whether it is known how many fit, without counting them: what paragraphs and stances have is added up."""
        return not any((self.theme, self.channel, self.change))

    @property
    def wanted(self) -> Wanted:
        """The same as the comments' own queries understand it."""
        in_theme = (is_thread_in_theme(self.theme.id),) if self.theme else ()
        behind = (is_thread_behind(self.change.version.id, self.change.clause),) if self.change else ()
        return Wanted(self.clause, self.stance, self.channel, (*in_theme, *behind))

    def address(self, path: str, **changes: Any) -> str:
        """The address of the list with this order and these filters, or with some of them changed."""
        asked = replace(self, after=None, **changes)
        given = {
            "sort": asked.sort.value if asked.sort is not Sort.NEWEST else None,
            "clause": asked.clause,
            "stance": asked.stance and asked.stance.value,
            "theme": asked.theme and asked.theme.id,
            "channel": asked.channel and asked.channel.value,
            "change": asked.change and asked.change.value,
        }
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{path}comments/" + (f"?{query}" if query else "")


@dataclass(frozen=True)
class CommentList:
    """A page of the list."""

    chosen: PublicRecommendation
    asked: Asked
    figures: SubjectFigures
    people: int | None
    comments: Sequence[Words]
    # How many comments stand in this list, without their replies and without traces.
    listed: int
    sorts: Sequence[Words]
    filters: Sequence[Words]
    shown_text: str
    first_url: str
    more_url: str
    all_url: str
    is_open: bool
    closed_text: str
    is_over: bool
    # Where the paragraph of an old link went, if the text has it no more and no comment stands there.
    went_text: str = ""
    # That only the comments behind one change are shown, in words.
    behind_text: str = ""
    # What the address asked for and is not there, and the address without it.
    not_here: Sequence[str] = ()
    not_here_url: str = ""


def _one_of(kind: type[Choice], word: str | None) -> Choice | None:
    return next((choice for choice in kind if choice.value == word), None)


def read_asked(
    chosen: PublicRecommendation, counts: SubjectCounts, themes: Sequence[Theme], query: Mapping[str, str]
) -> Asked:
    """Read an address. A clause may be of a former text, if there are comments on it. One query for a change."""
    sort = _one_of(Sort, query.get("sort")) or Sort.NEWEST
    after = query.get("after")
    clauses = {clause.key for clause in chosen.version.clauses} | counts.by_clause.keys()
    clause = query.get("clause")
    return Asked(
        sort=sort,
        clause=clause if clause in clauses else None,
        stance=_one_of(Stance, query.get("stance")) or _one_of(NoStance, query.get("stance")),
        theme=next((theme for theme in themes if str(theme.id) == query.get("theme")), None),
        channel=_one_of(Channel, query.get("channel")),
        change=_change(chosen.recommendation, query.get("change", "")),
        after=after if after and is_place(sort, after) else None,
    )


def _change(recommendation: Recommendation, word: str) -> Behind | None:
    """The change that a word such as "2-3.1" names: the number of a version and one of its paragraphs, or of those
    that it left out."""
    number, _, clause = word.partition("-")
    known = row_number(number)
    if known is None or not clause:
        return None
    for earlier, later in pairwise(published_texts([recommendation.id])[recommendation.id]):
        keys = {each.key for text in (earlier, later) for each in text.clauses}
        if later.number == known and clause in keys:
            return Behind(later, clause)
    return None


def _not_here(asked: Asked, query: Mapping[str, str]) -> list[str]:
    """A sentence for each thing that an address asks for and that is not there. It names what was asked, if short."""

    def missing(name: str, found: object) -> str:
        word = query.get(name, "").strip()
        if not word or found is not None:
            return ""
        return "…" if has_control_characters(word) else excerpt(word, LONGEST_ASKED)

    sentences = {
        "clause": lazy_gettext("There is no paragraph “%(asked)s” here."),
        "stance": lazy_gettext("There is no stance “%(asked)s”."),
        "change": lazy_gettext("There is no change “%(asked)s” here."),
        "theme": lazy_gettext("No comment here is under a theme “%(asked)s”."),
        "channel": lazy_gettext("“%(asked)s” is no way in which comments come in."),
    }
    said = {name: missing(name, getattr(asked, name)) for name in sentences}
    told = [str(sentences[name]) % {"asked": word} for name, word in said.items() if word]
    if sort := missing("sort", _one_of(Sort, query.get("sort"))):
        told.append(gettext("There is no order “%(asked)s”. The newest come first.", asked=sort))
    if query.get("after", "").strip() and asked.after is None:
        told.append(
            gettext("The place in this list that the address names is not there. You see its beginning.")
        )
    return told


def comment_list(assembly: Assembly, chosen: PublicRecommendation, query: Mapping[str, str]) -> CommentList:
    """Read and arrange a page of the list, for the address's query."""
    recommendation = chosen.recommendation
    figures, themes = figures_of(recommendation.subject_id), themes_about(recommendation.subject_id)
    asked = read_asked(chosen, figures.counts, themes, query)
    if asked.theme is None and query.get("theme"):
        asked = replace(asked, theme=_went_into(assembly, themes, query["theme"]))
    went_text = ""
    if asked.clause is None and query.get("clause"):
        went = where_it_went(chosen.version, query["clause"])
        if went is not None:
            asked, went_text = replace(asked, clause=went[0]), went[1]
    not_here = _not_here(asked, query)
    counts, known, traces = _how_many(recommendation.subject_id, asked, figures)
    page = threads(recommendation.subject_id, asked.sort, asked.wanted, asked.after, known_total=known)
    is_open = takes_comments(assembly, chosen.version)
    here = asked.address(recommendation.path)
    more = f"{here}{'&' if '?' in here else '?'}after={page.after}" if page.after else ""
    return CommentList(
        chosen=chosen,
        asked=asked,
        figures=figures,
        people=figures.people if figures.people >= SMALLEST_FIGURE else None,
        comments=shown_threads(page.items, recommendation.path, is_open, chosen.version),
        listed=page.total - traces,
        sorts=[
            {
                "text": text,
                "url": asked.address(recommendation.path, sort=sort),
                "current": sort is asked.sort,
            }
            for sort, text in SORTS.items()
        ],
        filters=_filters(chosen, asked, counts, themes),
        shown_text=_shown_words(asked, page.total - traces, traces, figures),
        first_url=here if asked.after else "",
        more_url=more,
        all_url=Asked(sort=asked.sort).address(recommendation.path) if asked.is_filtered else "",
        is_open=is_open,
        closed_text=closed_words(assembly, chosen),
        is_over=is_over(assembly, chosen),
        went_text=went_text,
        behind_text=_behind_words(asked.change) if asked.change else "",
        not_here=[*not_here, _shown_instead(asked)] if not_here else [],
        not_here_url=here if not_here else "",
    )


def _how_many(subject_id: int, asked: Asked, figures: SubjectFigures) -> tuple[SubjectCounts, int, int]:
    """What the filters count, how many entries the list has, and how many of these are traces; one query.

    The list and its filters count comments with their paragraph and stance, and no replies, which have neither. The
    heading counts replies too.
    """
    if not asked.is_added_up:
        return figures.counts, *threads_and_traces(subject_id, asked.wanted)
    # A list by stance has no traces; those of the whole list tell how many of its comments gave none.
    among = traces_among(subject_id, Wanted(clause=asked.clause))
    overall = replace(figures.counts.overall, replies=0, total=figures.threads - among)
    counts = SubjectCounts(overall, figures.counts.by_clause)
    traces = 0 if asked.stance else among
    return counts, _count(counts, asked.clause, asked.stance) + traces, traces


def _count(counts: SubjectCounts, clause: str | None, stance: Stance | NoStance | None) -> int:
    """How many comments fit a paragraph and a stance, or all where none is given."""
    of_clause = counts.clause(clause) if clause else counts.overall
    return of_clause.of(stance) if stance else of_clause.total


def _went_into(assembly: Assembly, themes: Sequence[Theme], word: str) -> Theme | None:
    """Of a theme that was merged away, as an old link names it, the one among these that its comments went into."""
    key = row_number(word)
    former = theme_of(assembly, key) if key is not None else None
    into = merged_into(former) if former is not None else None
    return into if into in themes else None


def _shown_instead(asked: Asked) -> str:
    """What is shown where something that was asked for is not there."""
    if asked.is_filtered:
        return str(gettext("Only the rest of what you chose counts."))
    return str(gettext("All comments are shown."))


def _behind_words(change: Behind) -> str:
    return str(
        gettext(
            "Only the comments behind the change of paragraph %(number)s in %(text)s.",
            number=change.clause,
            text=version_in_sentence(change.version),
        )
    )


def _shown_words(asked: Asked, listed: int, traces: int, figures: SubjectFigures) -> str:
    """How many comments are listed, how many replies stand below them, and how many traces among them.

    The figures agree with the number of comments at the top of the page, which counts replies and no traces.
    """
    total = figures.counts.overall.total
    if asked.is_filtered:
        said = [
            ngettext(
                "%(listed)s of %(num)s comment fits what you chose.",
                "%(listed)s of %(num)s comments fit what you chose.",
                total,
                listed=listed,
            )
        ]
        if listed and (asked.clause or asked.stance):
            said.append(
                gettext("Replies have neither paragraph nor stance: they stand below what they answer.")
            )
        elif listed:
            said.append(gettext("Replies stand below what they answer."))
        if asked.theme is not None:
            said.append(gettext("A comment is also listed where a reply to it has this theme."))
        if asked.change is not None:
            said.append(gettext("A comment is also listed where a reply to it is behind this change."))
    else:
        replies = total - listed
        said = [ngettext("%(num)s comment.", "%(num)s comments.", total)]
        if replies > 0:
            said.append(ngettext("%(num)s of them is a reply.", "%(num)s of them are replies.", replies))
    if traces:
        said.append(
            ngettext(
                "Also %(num)s trace of a comment that was taken down.",
                "Also %(num)s traces of comments that were taken down.",
                traces,
            )
        )
    return " ".join(map(str, said))


def _filters(
    chosen: PublicRecommendation, asked: Asked, counts: SubjectCounts, themes: Sequence[Theme]
) -> list[Words]:
    """The selects of the filter form. Paragraphs and stances say how many comments the list would have; beside a
    theme, a channel or a change, for which nothing is added up, they say nothing."""
    rows = [
        _filter(
            "clause",
            gettext("Paragraph"),
            gettext("All of the text"),
            asked.clause or "",
            _clauses(chosen, asked, counts),
        ),
        _filter(
            "stance",
            gettext("Stance"),
            gettext("All stances"),
            asked.stance or "",
            _stances(asked, counts),
        ),
    ]
    if themes:
        options = [(str(theme.id), theme.name) for theme in themes]
        theme_id = str(asked.theme.id) if asked.theme else ""
        rows.append(_filter("theme", gettext("Theme"), gettext("All themes"), theme_id, options))
    channels = [(channel.value, str(text)) for channel, text in CHANNELS.items()]
    rows.append(
        _filter("channel", gettext("How it came in"), gettext("In any way"), asked.channel or "", channels)
    )
    return rows


def _filter(
    name: str, label: str, everything: str, current: str, options: Sequence[tuple[str, str]]
) -> Words:
    choices = [("", everything), *options]
    return {
        "name": name,
        "label": label,
        "options": [{"value": v, "text": text, "selected": v == current} for v, text in choices],
    }


def _with_count(text: str, number: int, is_counted: bool) -> str:
    return f"{text} ({number:,})" if is_counted else text


def _clauses(chosen: PublicRecommendation, asked: Asked, counts: SubjectCounts) -> list[tuple[str, str]]:
    texts = {clause.key: f"{clause.key} {excerpt(clause.text, 40)}" for clause in chosen.version.clauses}
    if asked.clause and asked.clause not in texts:
        texts[asked.clause] = gettext("%(key)s, of a former text", key=asked.clause)
    return [
        (key, _with_count(text, _count(counts, key, asked.stance), asked.is_added_up))
        for key, text in texts.items()
    ]


def _stances(asked: Asked, counts: SubjectCounts) -> list[tuple[str, str]]:
    return [
        (stance.value, _with_count(str(text), _count(counts, asked.clause, stance), asked.is_added_up))
        for stance, text in STANCES_AND_NONE.items()
    ]
