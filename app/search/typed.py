"""What a reader typed into the search box, read as terms that a text must all hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.search.words import COMMON, Token, groups, joined, stem, tokens

MOST_TERMS = 8
LONGEST_QUERY = 200
# From so many letters on a word also finds the words that begin with it.
SHORTEST_BEGINNING = 3
_QUOTES = '"“”„‟«»'
# Single ones stand before and after words; those inside and at the end of a word may be apostrophes.
_SINGLE = rf"(?<!\S)['‘]((?:[^'‘’{_QUOTES}]|(?<=\w)['’](?=\w))+)['’](?!\w)"
_PART = re.compile(rf"[{_QUOTES}]([^{_QUOTES}]+)[{_QUOTES}]|{_SINGLE}|([^\s{_QUOTES}]+)")


@dataclass(frozen=True)
class Term:
    """One thing that a text must hold.

    `words` one after the other, the last of them perhaps only begun; or, where there is a `key`, that stem.
    """

    words: tuple[str, ...]
    key: str | None = None
    is_begun: bool = False


Terms = Sequence[Term]


def read(query: str) -> list[Term]:
    """The terms of a query, each once, at most eight.

    A word stands for every form of it and, from three letters on, for the words that begin with it; `word*` for the
    latter alone; words between quotation marks for exactly these, in this order. Common words are left out, unless
    there is nothing else. Nothing but letters and figures comes out of here: no query can hold an engine's own signs.
    """
    return _telling(query)[:MOST_TERMS]


def has_more(query: str) -> bool:
    """Whether a query has more terms than are looked for."""
    return len(_telling(query)) > MOST_TERMS


def without_beginnings(terms: Terms) -> list[Term]:
    """The same terms, but each word asked for in its forms alone. What asks for beginnings with a star stays."""
    return [replace(term, is_begun=False) if term.key else term for term in terms]


def _telling(query: str) -> list[Term]:
    terms = list(dict.fromkeys(_terms(query[:LONGEST_QUERY])))
    telling = [term for term in terms if not _is_common(term)]
    # Where there is nothing else, "the" asks for no theatre.
    return telling or [Term(term.words) for term in terms]


def _is_common(term: Term) -> bool:
    return term.key is not None and len(term.words) == 1 and term.words[0] in COMMON


def _terms(query: str) -> Iterator[Term]:
    for part in _PART.finditer(query):
        if part[1] is not None:
            quoted = tuple(token.word for token in tokens(part[1]))
            if quoted:
                yield Term(quoted)
            continue
        single = tuple(token.word for token in tokens(part[2] or ""))
        if len(single) > 1:
            yield Term(single)
            continue
        written = part[2] or part[3]
        typed = list(groups(written))
        for group in typed:
            is_last = group is typed[-1]
            yield _term(group, is_begun=is_last and written[group[-1].end :].startswith("*"))


def _term(group: Sequence[Token], is_begun: bool) -> Term:
    words = tuple(token.word for token in group)
    if is_begun and len(words[-1]) > 1:
        return Term(words, is_begun=True)
    begins = len(words[-1]) >= SHORTEST_BEGINNING and words[-1].isalpha()
    key = stem(words[0]) if len(words) == 1 else joined(group)
    return Term(words, key, begins)
