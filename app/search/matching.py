"""What search asks of a database: to keep the words of documents, and to say which of them hold a query's terms.

Everything else (what a document is, who may see it, where results lead) is the same on every database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, Float, Integer, String, TableClause, TextualSelect, column, table

from app.search.typed import Terms
from app.search.words import IndexedWords

# The rows of the engine's table, whatever else it holds. A row goes when its document goes.
INDEX: TableClause = table("search_index", column("rowid", Integer))
ROWID = INDEX.c.rowid
WORD = column("word", String)


class Engine(Protocol):
    """One kind of database."""

    def write(self, words: Mapping[int, IndexedWords]) -> None:
        """Keep the words of documents, by the documents' ids, in place of those it had."""

    def differing(self, words: Mapping[int, IndexedWords]) -> list[int]:
        """The ids of those documents of which it holds other words than these, or none."""

    def drop_strays(self) -> int:
        """Drop rows that no document stands for. Returns how many there were."""

    def holds(self, terms: Terms, some: bool = False) -> ColumnElement[bool]:
        """The condition that a row of INDEX holds every term, or at least one."""

    def occurrences(self, words: Sequence[str]) -> TextualSelect:
        """Which of these words, of small letters a to z alone, stand in which rows: `word` and `rowid`."""

    def score(self, terms: Terms, some: bool = False) -> ColumnElement[float]:
        """How well a row that holds them fits: the more, the better."""


SCORE_TYPE = Float(53)
