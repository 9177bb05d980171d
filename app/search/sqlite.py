"""Words in SQLite: a table of FTS5, which ranks by bm25."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, TextualSelect, bindparam, cast, literal_column, text

from app.core.db import db
from app.search.matching import ROWID, SCORE_TYPE, WORD
from app.search.typed import Term, Terms
from app.search.words import IndexedWords

# What a match is worth in the title and in the text, as a word and as a stem.
TITLE_WORD, TITLE_STEM, TEXT_WORD, TEXT_STEM = 6, 8, 1, 1.5

_WRITE = text(
    "INSERT INTO search_index (rowid, title_words, title_stems, text_words, text_stems)"
    " VALUES (:rowid, :title_words, :title_stems, :text_words, :text_stems)"
)
_DROP = text("DELETE FROM search_index WHERE rowid = :rowid")
_STRAYS = text("DELETE FROM search_index WHERE rowid NOT IN (SELECT id FROM search_documents)")
_READ = text(
    "SELECT rowid, title_words, title_stems, text_words, text_stems FROM search_index WHERE rowid IN :ids"
).bindparams(bindparam("ids", expanding=True))
# The words stand outside, or the whole index would be read for each of them.
_OCCURRENCES = text(
    "SELECT value AS word, search_index.rowid AS rowid FROM json_each(:words) CROSS JOIN search_index"
    """ ON search_index MATCH '{title_words text_words} \\: "' || value || '"'"""
)


class SqliteWords:
    """The engine of SQLite. A trigger drops the words of a document that goes."""

    def write(self, words: Mapping[int, IndexedWords]) -> None:
        db.session.execute(_DROP, [{"rowid": document_id} for document_id in words])
        db.session.execute(
            _WRITE, [{"rowid": document_id, **kept.as_dict()} for document_id, kept in words.items()]
        )

    def differing(self, words: Mapping[int, IndexedWords]) -> list[int]:
        here = {row.rowid: IndexedWords(*row[1:]) for row in db.session.execute(_READ, {"ids": list(words)})}
        return [document_id for document_id, wanted in words.items() if here.get(document_id) != wanted]

    def drop_strays(self) -> int:
        return int(db.session.execute(_STRAYS).rowcount)  # type: ignore[attr-defined]

    def holds(self, terms: Terms, some: bool = False) -> ColumnElement[bool]:
        query = (" OR " if some else " AND ").join(_expression(term) for term in terms)
        return text("search_index MATCH :terms").bindparams(  # type: ignore[return-value]
            bindparam("terms", query, unique=True)
        )

    def occurrences(self, words: Sequence[str]) -> TextualSelect:
        return _OCCURRENCES.bindparams(words=json.dumps(words)).columns(WORD, ROWID)

    def score(self, terms: Terms, some: bool = False) -> ColumnElement[float]:
        weights = f"{TITLE_WORD}, {TITLE_STEM}, {TEXT_WORD}, {TEXT_STEM}"
        # It is the lower the better there.
        return cast(literal_column(f"-bm25(search_index, {weights})"), SCORE_TYPE)


def _expression(term: Term) -> str:
    """A term in the language of FTS5. Its words are letters and figures alone."""
    words = f'{{title_words text_words}} : "{" ".join(term.words)}"' + (" *" if term.is_begun else "")
    return f'({{title_stems text_stems}} : "{term.key}" OR {words})' if term.key else f"({words})"
