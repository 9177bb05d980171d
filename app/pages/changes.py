"""What changed and why: each change with the comments and themes behind it, and what became of all the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.core import dates
from app.core.differences import Budget
from app.core.pagination import decode, encode
from app.dispositions.models import Theme
from app.dispositions.queries.behind import Answered, WhatBecame, what_became
from app.dispositions.queries.packs import themes_by_id
from app.dispositions.queries.unchanged import Unchanged, what_stayed
from app.pages.became import behind_url, change_id, change_url
from app.pages.compare import step_between
from app.pages.quoted import quotations
from app.pages.unchanged import LONGEST_QUOTATION, Place, nobody_words, outcome_words
from app.pages.versions import compare_url
from app.pages.wording import name_of
from app.recommendations.models import Recommendation, Version
from app.recommendations.queries import (
    ListedRecommendation,
    PublicRecommendation,
    listed_recommendations,
)
from app.recommendations.queries.texts import published_texts, texts_by_id
from app.recommendations.wording import for_words, on_its_text, version_in_sentence
from app.responses.models import Response
from app.responses.queries.answers import current_answers
from app.responses.wording.answers import ribbon

Words = dict[str, Any]
# How many comments are quoted behind each change, on the page of one recommendation and on that of all.
QUOTED, QUOTED_AMONG_ALL = 3, 1
# How many recommendations with changes the page of all tells at once.
AT_ONCE = 10


@dataclass(frozen=True)
class RecommendationChanges:
    """What changed in one recommendation, the last version first, and how its votes and its answer stand."""

    name: str
    title: str
    url: str
    page_url: str
    steps: Sequence[Words]
    vote: str
    voted_on: str
    ribbon: str


@dataclass(frozen=True)
class ChangesPage:
    """Everything that either page shows."""

    told: Sequence[RecommendationChanges]
    # How many recommendations have changes, of how many; and where the next ones are told.
    with_changes: int
    total: int
    after: str | None
    is_first: bool
    outcomes: Sequence[Words]
    elsewhere: Sequence[Words]
    answered: int
    published: int

    @property
    def waiting(self) -> int:
        return self.published - self.answered


def recommendation_changes_page(assembly: Assembly, chosen: PublicRecommendation) -> ChangesPage:
    """What changed in one recommendation and why, and what became of the comments on it."""
    recommendation = chosen.recommendation
    texts = published_texts([recommendation.id])[recommendation.id]
    became = what_became(assembly, [text.id for text in texts], recommendation.subject_id, QUOTED)
    listed = _Listed(recommendation, chosen.version, _own_vote(chosen))
    voted_on = dates.partial(chosen.vote.held_on) if chosen.vote else ""
    background = _Background(
        became, what_stayed(assembly, recommendation.subject_id), themes_by_id(became.theme_ids)
    )
    answers = current_answers(assembly, recommendation)
    told = _told([listed], {recommendation.id: texts}, background, answers, voted_on)
    return _page(told, background, Place.of([recommendation], one=recommendation), total=1)


def changes_page(assembly: Assembly, cursor: str | None) -> ChangesPage:
    """What changed in an assembly's recommendations and why, some of them at once, from a cursor on."""
    listed = [each for each in listed_recommendations([assembly.id]) if not each.version.is_paraphrase]
    redrafted = [each for each in listed if each.version.number_before]
    texts = published_texts([each.recommendation.id for each in redrafted])
    changed = [each for each in redrafted if _words_changed(texts[each.recommendation.id])]
    start = decode(cursor, 1)
    rest = [each for each in changed if start is None or each.recommendation.id in _after(changed, start[0])]
    shown = rest[:AT_ONCE]
    ids = [text.id for each in shown for text in texts[each.recommendation.id]]
    became = what_became(assembly, ids, None, QUOTED_AMONG_ALL)
    background = _Background(became, what_stayed(assembly), themes_by_id(became.theme_ids))
    told = _told(
        [_Listed(each.recommendation, each.version, _vote(each)) for each in shown],
        texts,
        background,
        current_answers(assembly),
    )
    after = encode([shown[-1].recommendation.id]) if len(rest) > len(shown) else None
    place = Place.of(each.recommendation for each in listed)
    return _page(told, background, place, len(listed), len(changed), after, is_first=start is None)


def _words_changed(versions: Sequence[Version]) -> bool:
    """Whether any text says something else than the one before it: a final text may be its draft, word for word."""
    said = [(text.title, [(key, words.split()) for key, words in text.texts.items()]) for text in versions]
    return any(before != after for before, after in pairwise(said))


def _after(changed: Sequence[ListedRecommendation], last_id: int) -> set[int]:
    """Those that follow a recommendation in the report's order; all of them where it is none of these."""
    ids = [each.recommendation.id for each in changed]
    return set(ids[ids.index(last_id) + 1 :] if last_id in ids else ids)


def _own_vote(chosen: PublicRecommendation) -> str:
    vote = chosen.vote
    return on_its_text(for_words(vote), vote, chosen.version) if vote else ""


def _vote(each: ListedRecommendation) -> str:
    if each.vote is None or each.in_favour is None or not each.cast:
        return ""
    words = gettext("%(count)d of %(all)d for", count=each.in_favour, all=each.cast)
    return on_its_text(words, each.vote, each.version)


@dataclass(frozen=True)
class _Listed:
    recommendation: Recommendation
    version: Version
    vote: str


@dataclass(frozen=True)
class _Background:
    """What stands behind the changes, what changed nothing, and the themes of both."""

    became: WhatBecame
    stayed: Unchanged
    themes: Mapping[int, Theme]


def _page(
    told: Sequence[RecommendationChanges],
    background: _Background,
    place: Place,
    total: int,
    with_changes: int = 0,
    after: str | None = None,
    is_first: bool = True,
) -> ChangesPage:
    became = background.became
    return ChangesPage(
        told=told,
        with_changes=with_changes,
        total=total,
        after=after,
        is_first=is_first,
        outcomes=outcome_words(became, background.stayed, background.themes, place),
        elsewhere=_elsewhere(became) if place.one else [],
        answered=became.answered,
        published=became.published,
    )


def _told(
    listed: Sequence[_Listed],
    texts: Mapping[int, Sequence[Version]],
    background: _Background,
    answers: Mapping[int, Response],
    voted_on: str = "",
) -> list[RecommendationChanges]:
    """The changes of some recommendations with what stands behind them."""
    budget = Budget()
    told = []
    for each in listed:
        recommendation, answer = each.recommendation, answers.get(each.recommendation.id)
        pairs = list(pairwise(texts[recommendation.id]))
        told.append(
            RecommendationChanges(
                name=name_of(recommendation),
                title=each.version.title,
                url=recommendation.path,
                page_url=f"{recommendation.path}changes/",
                steps=[_step(recommendation, *pair, background, budget) for pair in reversed(pairs)],
                vote=each.vote,
                voted_on=voted_on,
                ribbon=ribbon(answer) if answer else "",
            )
        )
    return told


def _step(
    recommendation: Recommendation,
    earlier: Version,
    later: Version,
    background: _Background,
    budget: Budget,
) -> Words:
    step = step_between(earlier, later, budget)
    became, themes = background.became, background.themes
    return {
        "id": f"v{later.number}",
        "heading": step.heading,
        "summary": step.summary,
        "published": dates.day(later.published_at) if later.published_at else "",
        "note": later.change_note or "",
        "nobody": nobody_words(background.stayed, later.published_at),
        "compare_url": compare_url(recommendation, earlier.number, later.number),
        "changes": [
            change
            | {
                "id": change_id(later.number, change["number"]),
                "url": change_url(later, change["number"], recommendation),
                "behind": _behind(
                    became.changes.get((later.id, change["number"])),
                    themes,
                    recommendation,
                    later,
                    change["number"],
                ),
            }
            for change in step.changes
        ],
    }


def _behind(
    group: Answered | None,
    themes: Mapping[int, Theme],
    recommendation: Recommendation,
    version: Version,
    clause_key: str,
) -> Words | None:
    """What stands behind a change; None where no comment is named as the reason."""
    if group is None or not (group.counts.total or group.hidden or group.withdrawn):
        return None
    made_here = group.subjects.get(recommendation.subject_id, 0)
    more = group.counts.total - len(group.examples)
    return {
        "comments": group.counts.total,
        "stances": group.counts.as_dict(),
        "reasons": [reason.text for reason in group.reasons if reason.text],
        "themes": _theme_rows(group.themes, themes, recommendation.path),
        "quotations": quotations(group.examples, LONGEST_QUOTATION),
        "hidden": group.hidden,
        "withdrawn": group.withdrawn,
        "more": more,
        "made_elsewhere": group.counts.total - made_here,
        "more_url": behind_url(version, clause_key, recommendation) if more and made_here else "",
    }


def _theme_rows(counts: Mapping[int, int], themes: Mapping[int, Theme], path: str) -> list[Words]:
    return [
        {
            "name": themes[key].name,
            "summary": themes[key].summary or "",
            "comments": number,
            "url": f"{path}comments/?theme={key}" if path else "",
        }
        for key, number in sorted(counts.items(), key=lambda item: -item[1])
        if key in themes
    ]


def _elsewhere(became: WhatBecame) -> list[Words]:
    """Comments on this recommendation that changed another one; two queries where there are any."""
    versions = texts_by_id({version_id for version_id, _ in became.elsewhere})
    return [
        {
            "text": ngettext(
                "%(num)s comment changed paragraph %(number)s of %(name)s, in %(text)s.",
                "%(num)s comments changed paragraph %(number)s of %(name)s, in %(text)s.",
                group.counts.total,
                number=key,
                name=name_of(versions[version_id].recommendation),
                text=version_in_sentence(versions[version_id]),
            ),
            "url": change_url(versions[version_id], key),
        }
        for (version_id, key), group in became.elsewhere.items()
        if group.counts.total and version_id in versions
    ]
