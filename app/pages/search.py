"""Search results as the page shows them: what each is, where it is from, the words marked, and what to narrow it by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext
from markupsafe import Markup, escape

from app.core import languages
from app.core.text import without_turning
from app.search.excerpts import marked
from app.search.models import Kind
from app.search.queries import VOICES, Found, Results, public_assemblies, search, search_some
from app.search.suggestions import suggestion
from app.search.typed import LONGEST_QUERY, MOST_TERMS, Terms, has_more

Words = dict[str, Any]


@dataclass(frozen=True)
class SearchPage:
    """One page of results, and the choices that narrow them.

    `notices` say what was asked for that there is not, and what was not looked for. `near` are results that hold some
    of the words, where none holds all.
    """

    typed: str
    looked_for: str
    has_words: bool
    notices: Sequence[str]
    results: Sequence[Words]
    near: Sequence[Words]
    filters: Sequence[Words]
    total: int
    is_filtered: bool
    all_url: str
    json_url: str
    next_url: str
    meant: str
    meant_url: str


def search_page(query: str, assembly: str, kind: str, after: str) -> SearchPage:
    """Search and arrange a page of results.

    Takes what the address asks for. An assembly, a kind or a place that there is not is passed over, and a notice
    says so: whoever follows an old address still finds something.
    """
    query = without_turning(query)
    found = search(query, assembly or None, (kind,) if kind else (), after)
    narrowed = {"assembly": assembly, "kind": kind}
    kept = {"q": query} | {
        name: "" if name in found.passed_over else value for name, value in narrowed.items()
    }
    chosen = Kind(kept["kind"]) if kept["kind"] in list(Kind) else None
    meant, near = "", list[Found]()
    if found.terms and not found.total:
        scope = kept["assembly"] or None, (chosen,) if chosen else ()
        meant = suggestion(query, *scope) or ""
        near = search_some(found.terms, *scope) if len(found.terms) > 1 else near
    return SearchPage(
        typed=query,
        looked_for=query[:LONGEST_QUERY].rstrip(),
        has_words=bool(found.terms),
        notices=[*_left_out(query), *(_notice(name, value) for name, value in found.passed_over.items())],
        results=[_result(one, found.terms) for one in found.items],
        near=[_result(one, found.terms) for one in near],
        filters=_filters(found, kept["assembly"], chosen) if found.terms else _choices(assembly, chosen),
        total=found.total,
        is_filtered=bool(kept["assembly"] or chosen),
        all_url=_address({"q": query}),
        json_url=_address(kept, "/api/v1/search"),
        next_url=_address({**kept, "after": found.after}) if found.after else "",
        meant=meant,
        meant_url=_address({**kept, "q": meant}) if meant else "",
    )


def _notice(name: str, value: str) -> str:
    """What was asked for that there is not, and what is shown instead."""
    sentences = {
        "assembly": gettext("There is no public assembly “%(name)s”. This searches all of them.", name=value),
        "kind": gettext("There is no kind of text called “%(name)s”. This searches all kinds.", name=value),
        "after": gettext("The address does not say where to go on, so this is the beginning of the list."),
    }
    return without_turning(sentences[name])


def _left_out(query: str) -> Iterator[str]:
    """What of a long query was not looked for."""
    if len(query) > LONGEST_QUERY:
        yield gettext(
            "This is longer than %(most)s characters. We looked for the first %(most)s only.",
            most=LONGEST_QUERY,
        )
    if has_more(query):
        yield gettext("These are many words. We looked for the first %(most)s only.", most=MOST_TERMS)


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
        Kind.ANSWER: gettext("Answer to a question"),
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
        Kind.ANSWER: gettext("Answers to questions"),
        Kind.COMMENT: gettext("Comments"),
    }
    return str(words[kind])


def _filters(found: Results, assembly: str, kind: Kind | None) -> list[Words]:
    """Two choices, each with how many results it would leave. One that is chosen stays there even if it leaves none."""
    kinds = [
        _option(each.value, _with_number(_kinds_word(each), found.by_kind.get(each, 0)), each is kind)
        for each in Kind
        if found.by_kind.get(each) or each is kind
    ]
    assemblies = [
        _option(slug, _with_number(name, number), slug == assembly)
        for (slug, name), number in found.by_assembly.items()
        if number or slug == assembly
    ]
    if assembly and not any(option["selected"] for option in assemblies):
        (name,) = (row.name for row in public_assemblies().values() if row.slug == assembly)
        assemblies.append(_option(assembly, _with_number(name, 0), selected=True))
    return _two_choices(kinds, assemblies)


def _choices(assembly: str, kind: Kind | None) -> list[Words]:
    """The same before anything was looked for."""
    kinds = [_option(each.value, _kinds_word(each), each is kind) for each in Kind]
    assemblies = [_option(row.slug, row.name, row.slug == assembly) for row in public_assemblies().values()]
    return _two_choices(kinds, assemblies)


def _two_choices(kinds: list[Words], assemblies: list[Words]) -> list[Words]:
    return [
        {"name": "kind", "label": gettext("Show"), "options": [_option("", gettext("Everything")), *kinds]},
        {
            "name": "assembly",
            "label": gettext("From"),
            "options": [_option("", gettext("All assemblies")), *assemblies],
        },
    ]


def _with_number(what: str, number: int) -> str:
    return str(gettext("%(what)s (%(number)s)", what=what, number=number))


def _option(value: str, words: str, selected: bool = False) -> Words:
    return {"value": value, "text": words, "selected": selected}


def _title(found: Found, terms: Terms) -> Markup:
    """Titles of others' things say so: the comment is not the recommendation that it is on."""
    words = marked(found.title, () if found.kind in VOICES else terms)
    lang = _lang(found) if found.kind is Kind.EVIDENCE else ""
    opening = Markup('<bdi lang="{}">').format(lang) if lang else Markup("<bdi>")
    title = opening + words + Markup("</bdi>")
    match found.kind:
        case Kind.COMMENT:
            return _in_words(gettext("Comment on: %(title)s"), title)
        case Kind.QUESTION:
            return _in_words(gettext("Question on: %(title)s"), title)
        case Kind.ANSWER:
            return _in_words(gettext("Answer to a question on: %(title)s"), title)
        case Kind.TRANSCRIPT:
            return _in_words(gettext("Said at: %(title)s"), title)
        case _:
            return title


def _lang(found: Found) -> str:
    """The language of a text where it is another than the page's."""
    return found.language if found.language != languages.current() else ""


def _in_words(sentence: str, title: Markup) -> Markup:
    return escape(sentence) % {"title": title}


def _result(found: Found, terms: Terms) -> Words:
    return {
        "kind": kind_word(found.kind),
        "title": _title(found, terms),
        "url": found.path,
        "where": found.assembly_name if found.kind is not Kind.ASSEMBLY else "",
        "excerpt": found.excerpt.marked,
        "lang": _lang(found),
    }
