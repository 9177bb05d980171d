"""Counting queries, so that a page cannot grow slow unseen: a list that asks once for each row is found by number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

# Transactions and settings of the connection are no questions.
QUESTIONS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class Queries(list[str]):
    """The statements that ran, in order. Its words are what a failing test shows."""

    @property
    def repeated(self) -> dict[str, int]:
        """What ran more than once: as a rule a row's own relationship, read row by row."""
        return {statement: times for statement, times in Counter(self).items() if times > 1}

    def __str__(self) -> str:
        lines = [f"{number:3}. {statement}" for number, statement in enumerate(self, 1)]
        return "\n".join([f"{len(self)} queries:", *lines])


@contextmanager
def counted() -> Iterator[Queries]:
    """Collect every query that runs inside, on whatever database and in whatever application."""
    queries = Queries()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip("( \n").upper().startswith(QUESTIONS):
            queries.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield queries
    finally:
        event.remove(Engine, "before_cursor_execute", note)
