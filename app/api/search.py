"""Search for programs: what the search page shows, with addresses and scores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext

from app.core.errors import Unclear
from app.core.text import has_control_characters
from app.search.models import Kind
from app.search.queries import Found, search
from app.search.typed import LONGEST_QUERY

SEARCH = "/api/v1/search"


def search_answer(query: str, assembly: str, kinds: Sequence[str], after: str) -> dict[str, Any]:
    """A page of results as plain values.

    Takes what the address asks for; `kinds` may be several, `assembly` and `after` empty. Raises Unclear where the
    query is missing, too long or without a word, and for a kind that there is not.
    """
    _check(query, assembly, kinds)
    chosen = tuple(dict.fromkeys(Kind(kind) for kind in kinds))
    found = search(query, assembly or None, chosen, after)
    if not found.terms:
        raise Unclear(gettext("There is no word in “q” that can be looked for."))
    asked = [("q", query), ("assembly", assembly), *(("kind", kind.value) for kind in chosen)]
    following = urlencode([(name, value) for name, value in [*asked, ("after", found.after)] if value])
    return {
        "query": query,
        "total": found.total,
        "results": [_result(one) for one in found.items],
        "next": f"{SEARCH}?{following}" if found.after else None,
    }


def _check(query: str, assembly: str, kinds: Sequence[str]) -> None:
    if not query:
        raise Unclear(gettext("Say what to look for: “q” is missing."))
    if len(query) > LONGEST_QUERY:
        raise Unclear(gettext("“q” is too long. It can have up to %(most)s characters.", most=LONGEST_QUERY))
    if has_control_characters(query) or has_control_characters(assembly):
        raise Unclear(gettext("There are control characters in the address."))
    unknown = [kind for kind in kinds if kind not in list(Kind)]
    if unknown:
        message = gettext(
            "There is no kind “%(kind)s”. There are: %(kinds)s.",
            kind=unknown[0][:80],
            kinds=", ".join(kind.value for kind in Kind),
        )
        raise Unclear(message)


def _result(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "title": found.title,
        "address": found.path,
        "excerpt": str(found.excerpt),
        "score": round(found.score, 6),
        "assembly": found.assembly,
    }
