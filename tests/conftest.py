"""What every test may ask for.

- `app`: the application, with every session inside one transaction that is rolled back after the test. A test that
  asks for it runs on SQLite and, where one can be reached, on PostgreSQL.
- `session`: an application context and its database session, for tests of services and queries.
- `client`: a browser without a browser. Each request sees what the test has written so far, and has a session of its
  own, as in real life.
- `make_app`: the application under other settings, on the same database.
- `letters`: the mail that left.
- `assembly`, `recommendation`, `officer`, `by`: an assembly with nothing in it, a recommendation of it, its council's
  officer, and somebody by whom things are done. Tests that need others make their own under the same names.
- `at_noon`: the clock stands still at `NOON`.
- `committed_database`: ask for it beside the others where commits must be real: threads, processes, locks,
  `transactions.separately()`. Slower.
- `redis_url`: a Redis. (`chromium`, a browser, belongs to tests/journeys.)

Marks: `one_database` for what has nothing to do with the database; `postgresql` for what only it can do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import Context, copy_context
from datetime import UTC, datetime
from io import BufferedRandom
from typing import Any

import hypothesis
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.models import Account, Role
from app.assemblies.models import Assembly
from app.core import clock, outbox
from app.core.db import db
from app.core.migrations import upgrade_database
from app.core.networks import limiter
from app.core.outbox import Letter
from app.recommendations.models import Recommendation
from config import from_environment
from tests import equipment
from tests.databases import CleanDatabase, PostgresqlDatabase, SqliteFile
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import make_recommendation

MakeApp = Callable[..., Flask]
# A Wednesday, and a full hour of London's as well.
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
# Two cores and a database make single examples slow now and then, which says nothing about the code.
hypothesis.settings.register_profile("moothall", deadline=None, max_examples=50, print_blob=True)
hypothesis.settings.load_profile("moothall")


# ---- What the machine has ----


def pytest_configure(config: pytest.Config) -> None:
    """Look once what this machine has, and refuse to start where MOOTHALL_REQUIRE names what it lacks."""
    if hasattr(config, "workerinput"):
        return
    equipment.look_round()
    demanded = {name.strip() for name in os.environ.get("MOOTHALL_REQUIRE", "").split(",") if name.strip()}
    unknown = demanded - equipment.NEEDS.keys()
    if unknown:
        raise pytest.UsageError(f"MOOTHALL_REQUIRE names what nobody knows: {', '.join(sorted(unknown))}.")
    lacking = sorted(demanded & set(equipment.missing()))
    if lacking:
        advice = "; ".join(f"{name}: {equipment.NEEDS[name].how_to_get_it}" for name in lacking)
        raise pytest.UsageError(f"These tests must not be skipped, but this machine lacks: {advice}.")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test that touches the database once on each kind of database."""
    if "database" not in metafunc.fixturenames:
        return
    kinds = ["sqlite"]
    if metafunc.definition.get_closest_marker("postgresql"):
        kinds = ["postgresql"]
    elif "postgresql" not in equipment.missing() and not metafunc.definition.get_closest_marker(
        "one_database"
    ):
        kinds = ["sqlite", "postgresql"]
    metafunc.parametrize("database", kinds, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests by what they use, so that `-m "not browser"` works without anybody thinking of it."""
    fixtures = {"chromium": "browser", "redis_url": "redis"}
    for item in items:
        for fixture in fixtures.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(fixtures[fixture])


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose equipment is missing; the summary says once how to get it."""
    for name in equipment.missing():
        if item.get_closest_marker(name):
            pytest.skip(f"no {name}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One loud line for each thing that this machine lacks."""
    for name in equipment.missing():
        how = equipment.NEEDS[name].how_to_get_it
        terminalreporter.write_line(f"NOT TESTED with {name}: none found. {how}", yellow=True, bold=True)


# ---- Databases ----


@pytest.fixture(scope="session")
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[CleanDatabase]:
    """This process's own database of one kind, with all migrations run."""
    kept: CleanDatabase
    if request.param == "sqlite":
        kept = SqliteFile(tmp_path_factory.mktemp("database"))
    else:
        kept = PostgresqlDatabase(os.environ["TEST_DATABASE_URL"])
    try:
        yield kept
    finally:
        kept.drop()


def _settings(database: CleanDatabase, data_dir: str) -> dict[str, object]:
    environment = {
        "SECRET_KEY": "the tests' own key, of no use anywhere else",
        "DATA_DIR": data_dir,
        "DATABASE_URL": database.url,
        "RATE_LIMITS": "0",
        # A test's revision numbers come again in the next test, with other pages behind them.
        "PAGE_CACHE_MB": "0",
        "LOG_LEVEL": "ERROR",
    }
    return from_environment(environment)


@pytest.fixture(scope="session")
def _settings_of_tests(
    database: CleanDatabase, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, object]:
    return _settings(database, str(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="session")
def _migrated_app(_settings_of_tests: dict[str, object]) -> Iterator[Flask]:
    application = create_app(_settings_of_tests)
    application.test_client_class = Visitor
    with application.app_context():
        upgrade_database()
        db.engine.dispose()
    yield application
    with application.app_context():
        db.engine.dispose()


class Visitor(FlaskClient):
    """A client whose requests do not share the test's application context, and so not its session either.

    Flask reuses a context that is already there. The request would then see the test's unwritten objects and its
    signed-in person, and hide mistakes.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            # What the test has prepared is there for the request, and what the request changes for the test.
            db.session.commit()
        outside = copy_context()
        return Context().run(self._open_afresh, outside, args, kwargs)

    def _open_afresh(self, outside: Context, args: tuple[Any, ...], kwargs: dict[str, Any]) -> TestResponse:
        for variable, value in outside.items():
            if not variable.name.startswith("flask."):
                variable.set(value)
        response = super().open(*args, **kwargs)
        sent = response.request.environ["wsgi.input"]
        if isinstance(sent, BufferedRandom):
            # A large upload: the library leaves its file to be collected, which would warn in some later test.
            sent.close()
        return response


@contextmanager
def _rolled_back(application: Flask) -> Iterator[dict[str, Any]]:
    """Put every session of an application into one transaction; what they commit are savepoints of it.

    Yields the session options that do so, for other applications on the same database.
    """
    with application.app_context():
        sessions, engine = db.sessionmaker, db.engine
    as_before = dict(sessions.kw)
    with engine.connect().execution_options(writes=True) as connection:
        transaction = connection.begin()
        options = {"bind": connection, "join_transaction_mode": "create_savepoint"}
        sessions.configure(**options)
        try:
            yield options
        finally:
            sessions.kw.clear()
            sessions.kw.update(as_before)
            transaction.rollback()


@contextmanager
def _put_back(application: Flask, database: CleanDatabase) -> Iterator[dict[str, Any]]:
    """Let commits be real, and replace the database by a clean copy afterwards."""
    with application.app_context():
        engine = db.engine
    engine.dispose()
    database.remember()
    try:
        yield {}
    finally:
        engine.dispose()
        database.restore()


@pytest.fixture
def committed_database(database: CleanDatabase) -> CleanDatabase:
    """Ask for it beside `app`, `session` or `client`: commits are real in this test, and undone after it."""
    return database


@pytest.fixture
def _session_options(
    request: pytest.FixtureRequest, _migrated_app: Flask, database: CleanDatabase
) -> Iterator[dict[str, Any]]:
    real = "committed_database" in request.fixturenames
    with _put_back(_migrated_app, database) if real else _rolled_back(_migrated_app) as options:
        yield options


@pytest.fixture
def letters() -> list[Letter]:
    """The mail that left, in order."""
    return []


@pytest.fixture
def app(_migrated_app: Flask, _session_options: dict[str, Any], letters: list[Letter]) -> Flask:
    """The application on a clean database. Mail goes into `letters`."""
    _migrated_app.extensions[outbox.POST_KEY] = letters.append
    return _migrated_app


@pytest.fixture
def make_app(
    app: Flask, _settings_of_tests: dict[str, object], _session_options: dict[str, Any], letters: list[Letter]
) -> Iterator[MakeApp]:
    """A function that makes another application on the same database: `make_app(DEMO=True, RATE_LIMITS=True)`."""
    with ExitStack() as to_close:

        def make(**settings: object) -> Flask:
            application = create_app({**_settings_of_tests, **settings})
            application.test_client_class = Visitor
            application.extensions[outbox.POST_KEY] = letters.append
            with application.app_context():
                db.sessionmaker.configure(**_session_options)
                to_close.callback(db.engine.dispose)
            return application

        yield make
        # The counters and the switch of the rate limits are the process's own, not an application's.
        limiter.enabled = bool(app.config["RATE_LIMITS"])


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The database session of an application context that lasts as long as the test."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> Visitor:
    """A visitor who has not signed in. `app.test_client()` makes further ones."""
    visitor = app.test_client()
    assert isinstance(visitor, Visitor)
    return visitor


# ---- What many tests begin with ----


@pytest.fixture
def assembly(session: Session) -> Assembly:
    """An assembly, where it does not matter which."""
    return make_assembly()


@pytest.fixture
def recommendation(assembly: Assembly) -> Recommendation:
    """A recommendation with one published draft."""
    return make_recommendation(assembly)


@pytest.fixture
def officer(assembly: Assembly) -> Account:
    """An officer of the assembly's council."""
    return make_account(role=Role.OFFICER, organisation_id=assembly.organisation_id)


@pytest.fixture
def by(session: Session) -> Account:
    """Somebody by whom something is done, where it does not matter who."""
    return make_account()


@pytest.fixture
def at_noon() -> Iterator[None]:
    """The clock stands still at `NOON`. Take it by `pytest.mark.usefixtures`, so that all else is made then, too."""
    with clock.at(NOON):
        yield


# ---- Other equipment ----


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis. Others may use it at the same time: choose keys that nobody else has."""
    return os.environ["TEST_REDIS_URL"]
