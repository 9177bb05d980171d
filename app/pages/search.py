"""Search results as the page shows them: what each is, where it is from, the words marked, and what to narrow it by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext

from app.search.excerpts import marked
from app.search.models import Kind
from app.search.queries import Found, Results, search
from app.search.typed import Terms

Words = dict[str, Any]


@dataclass(frozen=True)
class SearchPage:
    """One page of results, and the choices that narrow them."""

    typed: str
    has_words: bool
    results: Sequence[Words]
    filters: Sequence[Words]
    total: int
    is_filtered: bool
    all_url: str
    json_url: str
    next_url: str


def search_page(query: str, assembly: str, kind: str, after: str) -> SearchPage:
    """Search and arrange a page of results. Takes what the address asks for; a kind that is none counts as all."""
    chosen = Kind(kind) if kind in list(Kind) else None
    found = search(query, assembly or None, (chosen,) if chosen else (), after)
    kept = {"q": query, "assembly": assembly, "kind": chosen.value if chosen else ""}
    return SearchPage(
        typed=query,
        has_words=bool(found.terms),
        results=[_result(one, found.terms) for one in found.items],
        filters=_filters(found, assembly, chosen) if found.terms else [],
        total=found.total,
        is_filtered=bool(assembly or chosen),
        all_url=_address({"q": query}),
        json_url=_address(kept, "/api/v1/search"),
        next_url=_address({**kept, "after": found.after}) if found.after else "",
    )


def _address(asked: dict[str, str], path: str = "/search") -> str:
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"


def kind_word(kind: Kind) -> str:
    """What a result is, in a word or two."""
    words = {
        Kind.ASSEMBLY: gettext("Assembly"),
        Kind.RECOMMENDATION: gettext("Recommendation"),
        Kind.RESPONSE: gettext("Council’s answer"),
        Kind.EVIDENCE: gettext("Evidence"),
        Kind.SESSION: gettext("Session"),
        Kind.TRANSCRIPT: gettext("Spoken words"),
        Kind.QUESTION: gettext("Question"),
        Kind.COMMENT: gettext("Comment"),
    }
    return str(words[kind])


def _kinds_word(kind: Kind) -> str:
    words = {
        Kind.ASSEMBLY: gettext("Assemblies"),
        Kind.RECOMMENDATION: gettext("Recommendations"),
        Kind.RESPONSE: gettext("Council’s answers"),
        Kind.EVIDENCE: gettext("Evidence"),
        Kind.SESSION: gettext("Sessions"),
        Kind.TRANSCRIPT: gettext("Spoken words"),
        Kind.QUESTION: gettext("Questions"),
        Kind.COMMENT: gettext("Comments"),
    }
    return str(words[kind])


def _filters(found: Results, assembly: str, kind: Kind | None) -> list[Words]:
    """Two choices, each with how many results it would leave. One that is chosen stays there even if it leaves none."""
    kinds = [
        _option(each.value, _kinds_word(each), found.by_kind.get(each, 0), each is kind)
        for each in Kind
        if found.by_kind.get(each) or each is kind
    ]
    assemblies = [
        _option(slug, name, number, slug == assembly)
        for (slug, name), number in found.by_assembly.items()
        if number or slug == assembly
    ]
    if assembly and not any(option["selected"] for option in assemblies):
        assemblies.append(_option(assembly, assembly, 0, selected=True))
    return [
        {
            "name": "kind",
            "label": gettext("Show"),
            "options": [{"value": "", "text": gettext("Everything")}, *kinds],
        },
        {
            "name": "assembly",
            "label": gettext("From"),
            "options": [{"value": "", "text": gettext("All assemblies")}, *assemblies],
        },
    ]


def _option(value: str, words: str, number: int, selected: bool) -> Words:
    text = gettext("%(what)s (%(number)s)", what=words, number=number)
    return {"value": value, "text": text, "selected": selected}


def _title(found: Found, terms: Terms) -> Any:
    """Titles of others' things say so: the comment is not the recommendation that it is on."""
    match found.kind:
        case Kind.COMMENT:
            return gettext("Comment on: %(title)s", title=found.title)
        case Kind.QUESTION:
            return gettext("Question on: %(title)s", title=found.title)
        case Kind.TRANSCRIPT:
            return gettext("Said at: %(title)s", title=found.title)
        case _:
            return marked(found.title, terms)


def _result(found: Found, terms: Terms) -> Words:
    return {
        "kind": kind_word(found.kind),
        "title": _title(found, terms),
        "url": found.path,
        "where": found.assembly_name if found.kind is not Kind.ASSEMBLY else "",
        "excerpt": found.excerpt.marked,
    }
