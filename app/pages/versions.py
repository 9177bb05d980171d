"""The published wordings of one recommendation. None of them ever changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext

from app.core import dates
from app.core.direction import joined
from app.pages.votes import votes_on
from app.pages.wording import name_of
from app.recommendations.models import Recommendation, Version, VersionStage
from app.recommendations.queries import PublicRecommendation, versions_of
from app.recommendations.wording import version_name

Words = dict[str, Any]


@dataclass(frozen=True)
class VersionsPage:
    """Every version of one recommendation, the newest first."""

    chosen: PublicRecommendation
    name: str
    rows: Sequence[Words]
    choices: Sequence[Words]


@dataclass(frozen=True)
class VersionPage:
    """The full text of one version."""

    chosen: PublicRecommendation
    version: Version
    name: str
    version_name: str
    published: str
    is_current: bool
    clauses: Sequence[Words]
    compare_url: str
    # What changed from this text to the one that followed it, if one did.
    next_url: str
    # What the members voted on this very text.
    votes: Sequence[Words]


def _published(version: Version) -> str:
    """When it was published. A paraphrase came here with the record, which says nothing of the members' text."""
    return dates.day(version.published_at) if version.published_at and not version.is_paraphrase else ""


def version_choices(versions: Sequence[Version]) -> list[Words]:
    """Texts to choose from, the first one first, each with its day; those that would be called alike, with the time."""
    names = {each.id: joined(", ", (version_name(each), _published(each))) for each in versions}
    alike = Counter(names.values())
    return [
        {
            "number": version.number,
            "text": names[version.id]
            if alike[names[version.id]] == 1 or not version.published_at
            else joined(", ", (version_name(version), dates.moment(version.published_at))),
        }
        for version in versions
    ]


def compare_url(recommendation: Recommendation, earlier: int, later: int) -> str:
    """Where what changed from one version to a later one is told; none before the first."""
    return f"{recommendation.path}versions/{earlier}/compare/{later}/" if 0 < earlier < later else ""


def versions_page(chosen: PublicRecommendation) -> VersionsPage:
    """Read and arrange the list of versions."""
    recommendation = chosen.recommendation
    versions = versions_of(recommendation)
    before = {later.id: earlier for earlier, later in pairwise(versions)}
    rows = [
        {
            "name": version_name(version),
            "title": version.title,
            "url": f"{recommendation.path}versions/{version.number}/",
            "published": _published(version),
            "note": version.change_note or "",
            "paragraphs": len(version.clauses),
            "is_current": version.id == chosen.version.id,
            "compare_url": compare_url(recommendation, before[version.id].number, version.number)
            if version.id in before
            else "",
            "compare_text": _since(before[version.id]) if version.id in before else "",
        }
        for version in reversed(versions)
    ]
    return VersionsPage(chosen, name_of(recommendation), rows, version_choices(versions))


def _since(version: Version) -> str:
    """Words for a link to what changed since then."""
    if version.is_paraphrase:
        return str(gettext("What changed since the text before"))
    if version.stage == VersionStage.FINAL:
        return str(gettext("What changed since the former final text"))
    return str(gettext("What changed since draft %(number)d", number=version.number))


def version_page(chosen: PublicRecommendation, version: Version) -> VersionPage:
    """Arrange the text of one version."""
    clauses = [
        {
            "id": f"clause-{clause.key}",
            "number": clause.key,
            "text": clause.text,
            "note": clause.change_note or "",
        }
        for clause in version.clauses
    ]
    return VersionPage(
        chosen=chosen,
        version=version,
        name=name_of(chosen.recommendation),
        version_name=version_name(version),
        published=_published(version),
        is_current=version.id == chosen.version.id,
        clauses=clauses,
        compare_url=compare_url(chosen.recommendation, version.number_before or 0, version.number),
        next_url=compare_url(chosen.recommendation, version.number, version.number + 1)
        if version.number < chosen.version.number
        else "",
        votes=votes_on(chosen.recommendation, version),
    )
