"""What may have been meant where nothing was found: a query with words that do stand in public texts.

There is no list of words to keep in step. Every word that one slip of the finger away is made, some hundreds, and the
index is asked which texts that everybody may see hold one. So no word is offered that stands in hidden texts alone,
the work is that of a few searches however many texts there are, and both databases offer the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from app.search.queries import most_used, search
from app.search.typed import Term, read
from app.search.words import COMMON, tokens

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Of shorter words nearly every slip makes another word; in a longer query it cannot be told what went wrong.
SHORTEST, LONGEST = 4, 20
MOST_TERMS = 4
TEXTS_LOOKED_INTO = 8


def suggestion(query: str, assembly: str | None = None, kinds: Collection[str] = ()) -> str | None:
    """A query that finds something under the same filters, where this one finds nothing; None where there is none.

    Only words that no visible text holds are replaced, each by the usual word that one slip away: a letter too many,
    too few, another, or two that changed places.
    """
    terms = read(query)
    if not 0 < len(terms) <= MOST_TERMS:
        return None
    meant = {}
    for term in terms:
        if len(terms) > 1 and search(query_of(term), size=1).total:
            continue
        word = _meant(term)
        if word is None:
            return None
        meant[term.words[0]] = word
    if not meant:
        return None
    new = _replaced(query, meant)
    # A single word was just seen in a text; several, or a filter, may still find nothing.
    is_sure = len(terms) == 1 and not assembly and not kinds
    return new if is_sure or search(new, assembly, kinds, size=1).total else None


def query_of(term: Term) -> str:
    """A term as somebody would type it."""
    typed = " ".join(term.words)
    if term.is_begun and term.key is None:
        return f"{typed}*"
    return typed if term.key else f"“{typed}”"


def _meant(term: Term) -> str | None:
    """The usual word in place of one that was typed wrongly, as texts write it."""
    word = term.words[0]
    if term.key is None or len(term.words) > 1 or not (word.isascii() and word.isalpha()):
        return None
    if not SHORTEST <= len(word) <= LONGEST:
        return None
    near = {*one_slip_away(word)} - COMMON - {word}
    best = most_used(sorted(near))
    return best and _as_written(best)


def _as_written(word: str) -> str:
    """A folded word as the texts that are found by it write it: with accents, and in capitals where all do."""
    forms: Counter[str] = Counter()
    for found in search(word, size=TEXTS_LOOKED_INTO).items:
        shown = f"{found.title}\n{found.excerpt}"
        forms.update(shown[token.start : token.end] for token in tokens(shown) if token.word == word)
    small = [form for form in forms if form.islower()]
    return max(small or forms, key=lambda form: (forms[form], form), default=word)


def one_slip_away(word: str) -> Iterator[str]:
    """Every word that is one letter longer, shorter or other, or has two neighbours changed."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in LETTERS:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _replaced(query: str, meant: dict[str, str]) -> str:
    parts, at = [], 0
    for token in tokens(query):
        if token.word in meant:
            parts += [query[at : token.start], meant[token.word]]
            at = token.end
    return "".join([*parts, query[at:]])
