"""What is final never changes: the guard below every service.

Published versions, answers, commitments and progress updates are append-only; a correction is a new row. Services
refuse with words for the person. This guard refuses whatever else tries, by the unit of work or in bulk, because one
careless statement would rewrite the public record. It asks the database, not the object, whether a row is final.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from app.core.db import Model


class NeverChanges(RuntimeError):
    """Something tried to change or delete what is final. It is a mistake in the program, never a person's."""


@dataclass(frozen=True)
class _Rule:
    final_when: ColumnElement[bool]
    may_change: frozenset[str]
    may_change_when: ColumnElement[bool] | None
    part_of: str | None
    may_go_when: ColumnElement[bool] | None


_rules: dict[type[Model], _Rule] = {}
_guarded_tables: set[str] = set()


def keep(
    model: type[Model],
    *,
    final_when: ColumnElement[bool],
    may_change: Iterable[str] = (),
    may_change_when: ColumnElement[bool] | None = None,
    part_of: str | None = None,
    may_go_when: ColumnElement[bool] | None = None,
) -> None:
    """Guard the rows of a table.

    Takes the model, the condition in terms of its table under which a row is final, the attributes that may change
    even then (only while `may_change_when` holds, if given), and the name of the relationship to the row that this one
    is a part of: nothing is added to a final whole either. `may_go_when` is the condition under which a final row may
    be deleted, though never changed: nobody but its makers has seen it.
    """
    _rules[model] = _Rule(final_when, frozenset(may_change), may_change_when, part_of, may_go_when)
    _guarded_tables.add(model.__tablename__)


def _holds(session: Session, thing: Model, condition: ColumnElement[bool]) -> bool:
    mapper, key = inspect(type(thing)), inspect(thing).identity
    if key is None:
        return False
    same_row = [column == value for column, value in zip(mapper.primary_key, key, strict=True)]
    query = select(1).select_from(type(thing)).where(*same_row, condition)
    return session.execute(query).first() is not None


def _is_final(session: Session, thing: Model) -> bool:
    return _holds(session, thing, _rules[type(thing)].final_when)


def _free(session: Session, thing: Model) -> frozenset[str]:
    """The attributes of a row that may change although it is final."""
    rule = _rules[type(thing)]
    condition = rule.may_change_when
    return rule.may_change if condition is None or _holds(session, thing, condition) else frozenset()


def _must_stay(session: Session, thing: Model) -> bool:
    may_go = _rules[type(thing)].may_go_when
    return _is_final(session, thing) and (may_go is None or not _holds(session, thing, may_go))


def _whole_of(session: Session, part: Model) -> Model | None:
    """The row that a new row will be a part of, whether its relationship or only its foreign key is set."""
    name = _rules[type(part)].part_of
    if name is None:
        return None
    whole: Model | None = getattr(part, name)
    relationship = inspect(type(part)).relationships[name]
    [(column, _)] = relationship.local_remote_pairs or []
    key = getattr(part, inspect(type(part)).get_property_by_column(column).key)
    return session.get(relationship.mapper.class_, key) if whole is None and key is not None else whole


def _changed(thing: Model) -> set[str]:
    return {name for name, attribute in inspect(thing).attrs.items() if attribute.history.has_changes()}


@event.listens_for(Session, "before_flush")
def _refuse_changes(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    with session.no_autoflush:
        for thing in session.dirty:
            changed = _changed(thing) if type(thing) in _rules else set()
            fixed = changed - _free(session, thing) if changed else changed
            if fixed and _is_final(session, thing):
                raise NeverChanges(f"{thing.__tablename__} {inspect(thing).identity}: {', '.join(fixed)}")
        for thing in session.deleted:
            if type(thing) in _rules and _must_stay(session, thing):
                raise NeverChanges(f"{thing.__tablename__} {inspect(thing).identity} deleted")
        for thing in session.new:
            whole = _whole_of(session, thing) if type(thing) in _rules else None
            if whole is not None and _is_final(session, whole):
                raise NeverChanges(f"new {thing.__tablename__} in {inspect(whole).identity}")


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    """Rows of these tables are changed one by one, so that each can be looked at."""
    if state.is_update or state.is_delete:
        table = getattr(state.statement, "table", None)
        if table is not None and table.name in _guarded_tables:
            raise NeverChanges(f"a statement on all of {table.name}")
