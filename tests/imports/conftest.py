"""The demo, loaded for a test, alone with Fenbury where that is enough; and one record, imported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from flask import Flask, current_app
from sqlalchemy.orm import Session

from app.accounts.passwords import hash_password
from app.core import clock
from app.files.received import Received
from app.imports import demo, demo_council
from app.imports.demo_files import Named, receive_files
from app.imports.jobs import import_assembly_files
from tests.conftest import MakeApp
from tests.imports.compiled import Content, saved
from tests.imports.fenbury import RECORDS

Load = Callable[[], list[str]]
Import = Callable[[Content], list[str]]
# A Sunday at midday; the clocks have gone back, so London is on UTC.
TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def demo_app(make_app: MakeApp) -> Flask:
    return make_app(DEMO=True)


@pytest.fixture
def load(demo_app: Flask, session: Session) -> Load:
    """Load the demo, as the command does."""

    def load_demo() -> list[str]:
        with demo_app.app_context():
            lines = demo.load_demo()
        session.expire_all()
        return lines

    return load_demo


@cache
def one_hash(password: str) -> str:
    return hash_password(password)


@cache
def received_once(_store: str) -> dict[Named, Received]:
    """Every file of Fenbury, looked into once for each store of the tests."""
    return receive_files(RECORDS)


@pytest.fixture(autouse=True)
def files_looked_into_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking into a file takes a process of its own. It has been done for this store already, or is done now."""
    monkeypatch.setattr(demo, "receive_files", lambda _: received_once(current_app.config["FILES_URL"]))


@pytest.fixture
def fenbury_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what other tests load often enough, and hash the password once: slowness is argon2's purpose."""
    monkeypatch.setattr(demo_council, "hash_password", one_hash)
    monkeypatch.setattr(demo, "_load_compiled", list)


@pytest.fixture
def loaded(load: Load, session: Session, fenbury_alone: None) -> Session:
    """A session on Fenbury, loaded on TODAY."""
    with clock.at(TODAY):
        load()
    return session


@pytest.fixture
def bring(session: Session, tmp_path: Path) -> Import:
    """Import a record; the lines that the command would print."""

    def import_content(content: Content) -> list[str]:
        lines = import_assembly_files([saved(tmp_path, content)]).lines
        session.expire_all()
        return lines

    return import_content
