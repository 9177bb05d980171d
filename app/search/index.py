"""The index and the texts: what they differ in, and how the index is brought into step.

Everything goes by differences, so that what is right is never taken away, not even for a moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, insert, select, update

from app.core.db import db
from app.search.documents import NOT_BY_TITLE, Document, Source
from app.search.matching import Engine
from app.search.models import SearchDocument
from app.search.postgresql import PostgresqlWords
from app.search.sqlite import SqliteWords
from app.search.words import IndexedWords, indexed

_ENGINES: dict[str, Engine] = {"sqlite": SqliteWords(), "postgresql": PostgresqlWords()}
_TABLE = cast(Table, SearchDocument.__table__)
_COLUMNS = [column for column in _TABLE.columns if column.name != "id"]
_CHANGE = update(_TABLE).where(_TABLE.c.id == bindparam("its_id"))


@dataclass
class Difference:
    """What must be done, by ids in the index: write what is new or changed, drop what is gone, leave what is kept."""

    new: list[Document] = field(default_factory=list)
    changed: dict[int, Document] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    kept: dict[int, Document] = field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        return not (self.new or self.changed or self.gone)


def engine() -> Engine:
    """The engine of the database in use."""
    return _ENGINES[db.session.get_bind().dialect.name]


def words_of(document: Document) -> IndexedWords:
    """What a document is looked up by."""
    title = "" if document.kind in NOT_BY_TITLE else f"{document.title}\n{document.names}"
    return indexed(title, document.text, document.language)


def difference(source: Source, ids: Sequence[int]) -> Difference:
    """What the index holds of these rows of a source, against what it should hold."""
    db.session.flush()
    wanted = {document.key: document for document in source.documents(ids)}
    here = select(_TABLE).where(_TABLE.c.kind.in_(source.kinds), _TABLE.c.source_id.in_(ids))
    found = Difference()
    for row in db.session.execute(here):
        document = wanted.pop((row.kind, row.source_id, row.part), None)
        if document is None:
            found.gone.append(row.id)
        elif {column.name: getattr(row, column.name) for column in _COLUMNS} == _columns_of(document):
            found.kept[row.id] = document
        else:
            found.changed[row.id] = document
    found.new.extend(wanted.values())
    return found


def apply(found: Difference) -> None:
    """Bring the index into step."""
    if found.gone:
        db.session.execute(delete(_TABLE).where(_TABLE.c.id.in_(found.gone)))
    if found.changed:
        rows = [{"its_id": key, **_columns_of(document)} for key, document in found.changed.items()]
        db.session.connection().execute(_CHANGE, rows)
    written = dict(found.changed)
    if found.new:
        statement = insert(_TABLE).returning(_TABLE.c.id, sort_by_parameter_order=True)
        ids = db.session.execute(statement, [_columns_of(document) for document in found.new]).scalars()
        written.update(zip(ids, found.new, strict=True))
    if written:
        engine().write({key: words_of(document) for key, document in written.items()})


def mend_words(documents: Mapping[int, Document]) -> int:
    """Write the words of those documents, by their ids, of which the engine holds others. Returns how many."""
    words = {key: words_of(document) for key, document in documents.items()}
    wrong = engine().differing(words) if words else []
    if wrong:
        engine().write({key: words[key] for key in wrong})
    return len(wrong)


def in_batches(ids: Iterable[int], size: int) -> Iterable[list[int]]:
    """Ids in order, some at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def _columns_of(document: Document) -> dict[str, Any]:
    columns = asdict(document)
    del columns["names"]
    columns["title"] = document.title[:400]
    # As they come back from the database.
    columns["kind"] = str(document.kind)
    columns["moments"] = [list(moment) for moment in document.moments]
    return columns
