""" "What the public said": the figures of a pack with the words that are on show, as one document to read or print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.comments.models import Channel
from app.comments.words import CHANNELS
from app.core import clock, dates
from app.dispositions.models import DispositionOutcome, Pack, Theme
from app.dispositions.queries.packs import figures_now, kept_packs_of, mark_of, packs_of, themes_by_id
from app.dispositions.queries.quoted import comments_by_id
from app.pages.quoted import quotations
from app.pages.wording import name_of
from app.recommendations.models import Version
from app.recommendations.queries.texts import texts_by_id
from app.recommendations.wording import version_name

Words = dict[str, Any]
# A page of paper holds a few quotations, not a whole letter. The site has every comment whole.
LONGEST_QUOTATION = 700
# How much of a paragraph a table needs, for its reader to know which it is.
LONGEST_PARAGRAPH = 160


@dataclass(frozen=True)
class PackPage:
    """Everything that the document shows.

    Figures, and the names and summaries of themes, are the pack's; of comments it shows what is on show today.

    Of a pack that was given before names and summaries were kept, these are today's, too (`has_words` is false).
    """

    counted_at: datetime
    given_on: str
    meeting: str
    comments: int
    stances: Mapping[str, int]
    people: int | None
    residents: str
    ways: Sequence[Words]
    has_gaps: bool
    answered: Sequence[Words]
    answered_words: str
    themes: Sequence[Words]
    has_words: bool
    without_theme: int
    recommendations: Sequence[Words]


@dataclass(frozen=True)
class PackAtDesk:
    """The pack as it would be given now, those that are kept, and those that were given."""

    page: PackPage
    mark: str
    kept: Sequence[Words]
    given: Sequence[Words]


def pack_at_desk(assembly: Assembly) -> PackAtDesk:
    """Count everything as it stands now, for the officer to look at, keep and give."""
    figures = figures_now(assembly)
    page = _page(figures, clock.now())
    return PackAtDesk(page, mark_of(figures), _kept_packs(assembly), given_packs(assembly))


def pack_page(pack: Pack) -> PackPage:
    """A pack as it was kept or given, with its words as far as they are still on show."""
    return _page(pack.figures, pack.made_at, dates.partial(pack.given_on), pack.meeting or "")


def given_packs(assembly: Assembly) -> list[Words]:
    """The packs that the members were given, in a line each; one query."""
    return [
        {
            "id": pack.id,
            "url": f"{assembly.path}what-the-public-said/{pack.id}/",
            "given_on": dates.partial(pack.given_on),
            "meeting": pack.meeting or "",
            "comments": pack.figures["comments"],
        }
        for pack in packs_of(assembly)
    ]


def _kept_packs(assembly: Assembly) -> list[Words]:
    """The packs that officers kept to print and the members were not given yet; one query."""
    return [
        {
            "id": pack.id,
            "url": f"/council/{assembly.slug}/pack/{pack.id}/",
            "kept_at": pack.made_at,
            "comments": pack.figures["comments"],
        }
        for pack in kept_packs_of(assembly)
    ]


def _page(
    figures: Mapping[str, Any], counted_at: datetime, given_on: str = "", meeting: str = ""
) -> PackPage:
    ways = figures["ways"]
    return PackPage(
        counted_at=counted_at,
        given_on=given_on,
        meeting=meeting,
        comments=figures["comments"],
        stances=figures["stances"],
        people=figures["people"],
        residents=f"{figures['residents']:,}" if figures["residents"] else "",
        ways=[_way(way) for way in ways],
        has_gaps=figures["people"] is None or any(way["people"] is None for way in ways),
        answered=_answered(figures["answers"]),
        answered_words=answered_words(figures["answers"]["answered"], figures["answers"]["published"]),
        themes=_themes(figures["themes"]),
        has_words=all("name" in row for row in figures["themes"]),
        without_theme=figures["without_theme"],
        recommendations=_recommendations(figures["recommendations"]),
    )


def answered_words(answered: int, published: int) -> str:
    """How far the assembly is with its answers: "412 of 530 comments have an answer"."""
    return str(
        ngettext(
            "%(answered)s of %(all)s comment has an answer",
            "%(answered)s of %(all)s comments have an answer",
            published,
            answered=f"{answered:,}",
            all=f"{published:,}",
        )
    )


def outcome_names() -> dict[str, str]:
    """What can become of a comment, in the order in which it is told."""
    return {
        DispositionOutcome.CHANGED.value: gettext("The text was changed"),
        DispositionOutcome.NO_CHANGE.value: gettext("Considered, no change"),
        DispositionOutcome.OUT_OF_SCOPE.value: gettext("Out of scope, passed on"),
        DispositionOutcome.NOTED.value: gettext("Noted"),
    }


def _answered(answers: Mapping[str, Any]) -> list[Words]:
    rows = [
        {"term": name, "text": f"{answers['outcomes'].get(outcome, 0):,}"}
        for outcome, name in outcome_names().items()
    ]
    waiting = answers["published"] - answers["answered"]
    return [*rows, {"term": gettext("No answer yet"), "text": f"{waiting:,}"}]


def _way(way: Mapping[str, Any]) -> Words:
    return {
        "name": str(CHANNELS[Channel(way["channel"])]),
        "comments": way["comments"],
        "people": way["people"],
    }


def _themes(rows: Sequence[Mapping[str, Any]]) -> list[Words]:
    """Themes with their summaries and examples; one query for the themes, two for all examples."""
    themes = themes_by_id(row["theme"] for row in rows)
    examples = [example["comment"] for row in rows for example in row["examples"]]
    comments = comments_by_id(examples)
    quoted = {
        quote["id"]: quote
        for quote in quotations(
            [comments[key] for key in examples if key in comments], LONGEST_QUOTATION, named=False
        )
    }
    return [_theme(row, themes[row["theme"]], quoted) for row in rows if row["theme"] in themes]


def _theme(row: Mapping[str, Any], theme: Theme, quoted: Mapping[int, Words]) -> Words:
    return {
        "id": theme.id,
        "name": (name := row.get("name", theme.name)),
        "summary": (summary := row.get("summary", theme.summary or "")),
        "called_today": theme.name if theme.name != name else "",
        "is_rewritten": summary != (theme.summary or ""),
        "is_merged": theme.merged_into_id is not None,
        "comments": row["comments"],
        "stances": row["stances"],
        "quotations": [
            quoted[example["comment"]] | {"agrees": example["agrees"]}
            for example in row["examples"]
            if example["comment"] in quoted
        ],
        "gone": sum(example["comment"] not in quoted for example in row["examples"]),
    }


def _recommendations(rows: Sequence[Mapping[str, Any]]) -> list[Words]:
    """The texts with the counts of their paragraphs; two queries."""
    versions = texts_by_id(row["version"] for row in rows)
    return [_recommendation(row, versions[row["version"]]) for row in rows if row["version"] in versions]


def _recommendation(row: Mapping[str, Any], version: Version) -> Words:
    counts, known = row["clauses"], {clause.key for clause in version.clauses}
    clauses = [
        {
            "number": clause.key,
            "text": clause.text,
            **counts.get(clause.key, {"comments": 0, "stances": {}}),
        }
        for clause in version.clauses
    ]
    return {
        "name": name_of(version.recommendation),
        "title": version.title,
        "text": version_name(version),
        "url": version.recommendation.path,
        "version_url": f"{version.recommendation.path}versions/{version.number}/",
        "comments": row["comments"],
        "stances": row["stances"],
        "clauses": clauses,
        "on_the_whole": row["comments"] - sum(each["comments"] for each in counts.values()),
        "on_former": sum(each["comments"] for key, each in counts.items() if key not in known),
    }
