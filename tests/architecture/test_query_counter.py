"""The counter that the query budgets rest on must itself count right."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.revisions import Revision
from app.core.transactions import unit_of_work
from tests.queries import counted


def test_questions_are_counted_and_transactions_are_not(session: Session) -> None:
    with counted() as queries, unit_of_work():
        session.add(Revision(scope="counted", number=1))
        session.flush()
        session.scalars(select(Revision)).all()
    assert [statement.split()[0] for statement in queries] == ["INSERT", "SELECT"]


def test_what_is_asked_row_by_row_shows_as_repeated(session: Session) -> None:
    with counted() as queries:
        for _ in range(3):
            session.execute(select(Revision.number))
    assert list(queries.repeated.values()) == [3]
    assert "3 queries:" in str(queries)


def test_nothing_is_counted_outside(session: Session) -> None:
    with counted() as queries:
        pass
    session.scalars(select(Revision)).all()
    assert queries == []
