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
from app.search.suggestions import suggestion
from app.search.typed import LONGEST_QUERY

SEARCH = "/api/v1/search"


def search_answer(query: str, assembly: str, kinds: Sequence[str], after: str) -> dict[str, Any]:
    """A page of results as plain values.

    Takes what the address asks for; `kinds` may be several, `assembly` and `after` empty. Raises Unclear where the
    query is missing, too long or without a word, and for an assembly, a kind or a cursor that there is not.
    """
    _check(query, assembly)
    found = search(query, assembly or None, kinds, after)
    if not found.terms:
        raise Unclear(gettext("There is no word in “q” that can be looked for."))
    for name, value in found.passed_over.items():
        raise Unclear(_there_is_none(name, value))
    chosen = [("kind", kind) for kind in dict.fromkeys(kinds)]
    asked = [("q", query), ("assembly", assembly), *chosen, ("after", found.after)]
    following = urlencode([(name, value) for name, value in asked if value])
    return {
        "query": query,
        "total": found.total,
        "results": [_result(one) for one in found.items],
        "next": f"{SEARCH}?{following}" if found.after else None,
        "suggestion": None if found.total else suggestion(query, assembly or None, kinds),
    }


def _check(query: str, assembly: str) -> None:
    if not query:
        raise Unclear(gettext("Say what to look for: “q” is missing."))
    if len(query) > LONGEST_QUERY:
        raise Unclear(gettext("“q” is too long. It can have up to %(most)s characters.", most=LONGEST_QUERY))
    if has_control_characters(query) or has_control_characters(assembly):
        raise Unclear(gettext("There are control characters in the address."))


def _there_is_none(name: str, value: str) -> str:
    """Which part of the address asks for what there is not."""
    sentences = {
        "assembly": gettext("There is no public assembly “%(assembly)s”.", assembly=value[:80]),
        "kind": gettext(
            "There is no kind “%(kind)s”. There are: %(kinds)s.",
            kind=value[:80],
            kinds=", ".join(kind.value for kind in Kind),
        ),
        "after": gettext("“after” cannot be read. Take it from “next” of the page before."),
    }
    return str(sentences[name])


def _result(found: Found) -> dict[str, Any]:
    return {
        "kind": found.kind.value,
        "title": found.title,
        "address": found.path,
        "excerpt": str(found.excerpt),
        "score": round(found.score, 6),
        "assembly": found.assembly,
    }
