"""The published wordings of one recommendation. None of them ever changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.core import dates
from app.pages.wording import name_of
from app.recommendations.models import Version
from app.recommendations.queries import PublicRecommendation, versions_of
from app.recommendations.wording import version_name

Words = dict[str, Any]


@dataclass(frozen=True)
class VersionsPage:
    """Every version of one recommendation, the newest first."""

    chosen: PublicRecommendation
    name: str
    rows: Sequence[Words]


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


def _published(version: Version) -> str:
    """When it was published. A paraphrase came here with the record, which says nothing of the members' text."""
    return dates.day(version.published_at) if version.published_at and not version.is_paraphrase else ""


def versions_page(chosen: PublicRecommendation) -> VersionsPage:
    """Read and arrange the list of versions."""
    recommendation = chosen.recommendation
    rows = [
        {
            "name": version_name(version),
            "title": version.title,
            "url": f"{recommendation.path}versions/{version.number}/",
            "published": _published(version),
            "note": version.change_note or "",
            "paragraphs": len(version.clauses),
            "is_current": version.id == chosen.version.id,
        }
        for version in reversed(versions_of(recommendation))
    ]
    return VersionsPage(chosen, name_of(recommendation), rows)


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
    )
