"""Looking into the index in tests."""

from __future__ import annotations

from sqlalchemy import select, text

from app.core.db import db
from app.search.models import SearchDocument
from app.search.queries import search
from app.search.services import out_of_step


def total(query: str) -> int:
    """How many results there are. Fails where anything is out of step."""
    db.session.flush()
    assert out_of_step() == []
    return search(query).total


def is_kept(words: str) -> bool:
    """Whether words stand anywhere in the index's tables, found or not."""
    documents = db.session.scalars(select(SearchDocument.text)).all()
    rows = db.session.execute(text("SELECT * FROM search_index")).all()
    return any(words in str(kept).lower() for kept in [*documents, *rows])
