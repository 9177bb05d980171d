"""What can be found: one row for each public text, or for a part of one, kept in step with what it stands for.

The words of each row, as the engines look them up, stand in `search_index`: an FTS5 table on SQLite, a table with a
`tsvector` on PostgreSQL. No model describes that table, since neither kind can be told in one.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Address, Key, Line, Model, Prose, Word, reference


class Kind(StrEnum):
    """What can be found."""

    ASSEMBLY = "assembly"
    RECOMMENDATION = "recommendation"
    RESPONSE = "response"
    EVIDENCE = "evidence"
    SESSION = "session"
    TRANSCRIPT = "transcript"
    QUESTION = "question"
    # To a question of a resident; what the council says to a recommendation is a response.
    ANSWER = "answer"
    COMMENT = "comment"


class SearchDocument(Model):
    """One text that search may show. It exists only while its own page shows it, or will at `visible_from`."""

    __tablename__ = "search_documents"
    __table_args__ = (
        UniqueConstraint("kind", "source_id", "part"),
        Index("ix_search_documents_scope", "assembly_id", "kind"),
    )

    # What every search looks at stands first: SQLite reads a row from its beginning, and texts are long.
    id: Mapped[Key]
    assembly_id: Mapped[int] = reference("assemblies.id")
    visible_from: Mapped[datetime]
    kind: Mapped[Word]
    # The row that the text is of: a recommendation, a comment, a transcript's subject …, and which part of it.
    source_id: Mapped[int]
    part: Mapped[int] = mapped_column(default=0)
    language: Mapped[Word]
    title: Mapped[Line]
    text: Mapped[Prose]
    path: Mapped[Address]
    # Of a transcript, where in the text which moment begins: [[offset in the text, "t=754"], …].
    moments: Mapped[list[Any]] = mapped_column(default=list)
