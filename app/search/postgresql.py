"""Words in PostgreSQL: a text-search vector for each document, written here word by word, so without a dictionary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

from sqlalchemy import ColumnElement, TextualSelect, bindparam, cast, func, literal_column, text
from sqlalchemy.dialects.postgresql import TSQUERY

from app.core.db import db
from app.search.matching import ROWID, SCORE_TYPE, WORD
from app.search.typed import Term, Terms
from app.search.words import IndexedWords

# What a match is worth in the text and in the title. The database numbers its four weights from D to A.
_WEIGHTS = "CAST('{0.1, 0.1, 0.1, 1.0}' AS real[])"
# A vector holds a megabyte; what is beyond this is not looked up.
MOST_BYTES = 900_000
# A stem is no word, so it has a sign before it that no word can have.
_STEM = "="
# Words of the title do not stand just before those of the text.
_GAP = 10

_WRITE = text(
    "INSERT INTO search_index (rowid, brevity, vector) VALUES (:rowid, :brevity, CAST(:vector AS tsvector))"
    " ON CONFLICT (rowid) DO UPDATE SET brevity = excluded.brevity, vector = excluded.vector"
)
_DIFFERING = text(
    "SELECT wanted.id FROM unnest(CAST(:ids AS integer[]), CAST(:brevities AS double precision[]),"
    " CAST(:vectors AS text[])) AS wanted (id, brevity, vector) LEFT JOIN search_index ON rowid = wanted.id"
    " WHERE search_index.vector IS DISTINCT FROM CAST(wanted.vector AS tsvector)"
    " OR search_index.brevity <> wanted.brevity"
)
# Each word is looked up by itself: asked for all at once, the database would rather read every text.
_OCCURRENCES = text(
    "SELECT word, there.rowid AS rowid FROM unnest(CAST(:words AS text[])) AS words (word) CROSS JOIN LATERAL"
    " (SELECT rowid FROM search_index WHERE vector @@ CAST(quote_literal(word) AS tsquery) OFFSET 0) AS there"
)


class PostgresqlWords:
    """The engine of PostgreSQL. A foreign key drops the words of a document that goes, and lets in no others."""

    def write(self, words: Mapping[int, IndexedWords]) -> None:
        rows = [
            {"rowid": document_id, "brevity": _brevity(kept), "vector": _vector(kept)}
            for document_id, kept in words.items()
        ]
        db.session.execute(_WRITE, rows)

    def differing(self, words: Mapping[int, IndexedWords]) -> list[int]:
        wanted = {
            "ids": list(words),
            "brevities": [_brevity(kept) for kept in words.values()],
            "vectors": [_vector(kept) for kept in words.values()],
        }
        return list(db.session.scalars(_DIFFERING, wanted))

    def drop_strays(self) -> int:
        return 0

    def holds(self, terms: Terms, some: bool = False) -> ColumnElement[bool]:
        return text("search_index.vector @@ CAST(:terms AS tsquery)").bindparams(  # type: ignore[return-value]
            bindparam("terms", _query(terms, some), unique=True)
        )

    def occurrences(self, words: Sequence[str]) -> TextualSelect:
        return _OCCURRENCES.bindparams(words=list(words)).columns(WORD, ROWID)

    def score(self, terms: Terms, some: bool = False) -> ColumnElement[float]:
        query = cast(bindparam("scored_terms", _query(terms, some)), TSQUERY)
        rank = func.ts_rank(literal_column(_WEIGHTS), literal_column("search_index.vector"), query)
        return cast(rank, SCORE_TYPE) * literal_column("search_index.brevity", SCORE_TYPE)


def _brevity(words: IndexedWords) -> float:
    """What a match counts in a text of this length: the less, the longer it is. The database would work it out anew."""
    number = 1 + words.title_words.count(" ") + words.text_words.count(" ")
    return round(1 / (1 + log(number)), 6)


def _vector(words: IndexedWords) -> str:
    """The words and stems with their places, as the database reads a vector. They are letters and figures alone."""
    places: dict[str, list[str]] = defaultdict(list)
    title = max(
        _place(places, words.title_words, "", 0, "A"), _place(places, words.title_stems, _STEM, 0, "A")
    )
    _place(places, words.text_words, "", title + _GAP, "")
    _place(places, words.text_stems, _STEM, title + _GAP, "")
    return " ".join(_within_reason(places.items()))


def _place(places: dict[str, list[str]], words: str, sign: str, after: int, weight: str) -> int:
    place = after
    for place, word in enumerate(words.split(), start=after + 1):
        places[sign + word].append(f"{place}{weight}")
    return place


def _within_reason(entries: Iterable[tuple[str, list[str]]]) -> Iterable[str]:
    room = MOST_BYTES
    for word, places in entries:
        room -= len(word.encode()) + 2 * len(places) + 8
        if room < 0:
            return
        yield f"'{word}':{','.join(places)}"


def _query(terms: Terms, some: bool) -> str:
    return (" | " if some else " & ").join(_expression(term) for term in terms)


def _expression(term: Term) -> str:
    words = " <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.is_begun else "")
    return f"('{_STEM}{term.key}' | ({words}))" if term.key else f"({words})"
