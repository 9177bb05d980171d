"""Search results as the page shows them: what it is, where it is from, the words marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext

from app.search.queries import Found, Kind, search
from app.search.words import marked, marked_excerpt, words_of

Words = dict[str, Any]


@dataclass(frozen=True)
class SearchPage:
    """One page of results, under a heading for each kind."""

    typed: str
    words: Sequence[str]
    groups: Sequence[tuple[str, Sequence[Words]]]
    total: int
    next_url: str
    is_first: bool


def search_page(query: str, after: str | None) -> SearchPage:
    """Search and arrange a page of results; three queries with that of the cache."""
    words = words_of(query)
    page = search(query, after)
    groups = [
        (kind_heading(kind), [_result(found, words) for found in members])
        for kind, members in groupby(page.items, key=lambda found: found.kind)
    ]
    next_url = f"?{urlencode({'q': query, 'after': page.after})}" if page.after else ""
    return SearchPage(query, words, groups, page.total, next_url, not after)


def kind_heading(kind: Kind) -> str:
    """A group of results."""
    words = {
        Kind.ASSEMBLY: gettext("Assemblies"),
        Kind.RECOMMENDATION: gettext("Recommendations"),
        Kind.RESPONSE: gettext("Council’s answers"),
        Kind.EVIDENCE: gettext("Evidence"),
        Kind.SESSION: gettext("Sessions"),
        Kind.COMMENT: gettext("Comments"),
    }
    return str(words[kind])


def _result(found: Found, words: Sequence[str]) -> Words:
    title = gettext("Comment on: %(title)s", title=found.title) if found.kind is Kind.COMMENT else found.title
    return {
        "title": marked(title, words),
        "url": found.path,
        "where": found.assembly if found.kind is not Kind.ASSEMBLY else "",
        "excerpt": marked_excerpt(found.text, words),
    }
