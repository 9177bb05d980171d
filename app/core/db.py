"""The database: one session a request, typed tables, and what SQLite must be told at each connection."""

from __future__ import annotations

from datetime import UTC, datetime
from inspect import iscoroutinefunction
from typing import Annotated, Any, ClassVar

from flask.sansio.app import App
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import (
    JSON,
    BindParameter,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    MetaData,
    String,
    Text,
    bindparam,
    event,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from app.core import clock

# Migrations must be able to name every constraint, on both databases alike.
NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_TIMEOUT_MS = 10_000


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC. SQLite has no time zones, so a naive value is refused before it can mislead."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
    }


Key = Annotated[int, mapped_column(primary_key=True)]
Word = Annotated[str, mapped_column(String(80))]
Line = Annotated[str, mapped_column(String(400))]
Prose = Annotated[str, mapped_column(Text)]
Address = Annotated[str, mapped_column(String(2000))]


# The present moment as a parameter, asked for when a statement runs. Statements that every reader causes are built
# once, at import: building them costs about as much as running them.
NOW: BindParameter[datetime] = bindparam("now", callable_=clock.now, type_=Moment())


def reference(target: str) -> Any:
    """A column that points at another table's row and is indexed, since it will be joined on."""
    return mapped_column(ForeignKey(target), index=True)


class Database(SQLAlchemy):
    """Sessions of an application context. They are all synchronous."""

    def init_app(self, app: App) -> None:
        """Give an application its engines and sessions.

        The library would also close asynchronous sessions at the end of each context, by an event loop in a thread
        of its own. There are none, and starting that thread costs more than giving out a page from memory.
        """
        super().init_app(app)
        app.teardown_appcontext_funcs[:] = [
            close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)
        ]


db = Database()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    """Durability and integrity that SQLite leaves off by default; transactions begin where we say so."""
    if type(dbapi_connection).__module__.split(".")[0] != "sqlite3":
        return
    dbapi_connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """A transaction that will write takes SQLite's write lock at once: an upgrade half-way can only fail."""
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
