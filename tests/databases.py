"""Databases for the tests: one of each kind for every worker process, migrated once, always found clean.

Most tests run inside a transaction that is rolled back. A test that needs real commits gets the database to itself,
and afterwards the database is replaced by a copy of the clean one.
"""

from __future__ import annotations

import secrets
import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url


class CleanDatabase(ABC):
    """A database that can be put back to how it was when `remember` was called."""

    name: str
    url: str

    @abstractmethod
    def remember(self) -> None:
        """Keep a copy of the database as it is. Nobody may be connected. Does nothing the second time."""

    @abstractmethod
    def restore(self) -> None:
        """Put the remembered copy in the place of the database. Nobody may be connected."""

    @abstractmethod
    def drop(self) -> None:
        """Leave nothing behind."""


class SqliteFile(CleanDatabase):
    """A file in a folder of its own."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "moothall.sqlite3"
        self.copy = folder / "clean.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def remember(self) -> None:
        if not self.copy.exists():
            shutil.copyfile(self.path, self.copy)

    def restore(self) -> None:
        for leftover in self.path.parent.glob(f"{self.path.name}-*"):
            leftover.unlink()
        shutil.copyfile(self.copy, self.path)

    def drop(self) -> None:
        """The folder is pytest's, which tidies up after itself."""


class PostgresqlDatabase(CleanDatabase):
    """A database of its own on a server where others work too, so its name is one that nobody else has."""

    name = "postgresql"

    def __init__(self, server: str) -> None:
        self.server = make_url(server)
        self.database = f"moothall_test_{secrets.token_hex(6)}"
        self.copy = f"{self.database}_clean"
        self.remembered = False
        self.url = self._address(self.server.set(database=self.database))
        self._run("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", self.database)

    @staticmethod
    def _address(url: URL) -> str:
        return url.render_as_string(hide_password=False)

    def _run(self, statement: LiteralString, *databases: str) -> None:
        address = self._address(self.server.set(drivername="postgresql"))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, databases)))

    def remember(self) -> None:
        if not self.remembered:
            self._run("CREATE DATABASE {} TEMPLATE {}", self.copy, self.database)
            self.remembered = True

    def restore(self) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", self.database)
        self._run("CREATE DATABASE {} TEMPLATE {}", self.database, self.copy)

    def drop(self) -> None:
        for database in (self.database, self.copy):
            self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)
