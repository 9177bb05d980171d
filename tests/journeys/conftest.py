"""What a journey may ask for.

- `site`: a whole Moothall with the sample data, one for this process and shared by its journeys: what one of them
  changes, the others see. So each looks for its own words and never counts on being alone.
- `browsing`: people at their browsers. A journey that asks for it is walked twice, with JavaScript and without.
- `scripted`, `plain`: the same with JavaScript alone, or without alone, for what only one of them can show.
- `postgresql_site`: the same site on PostgreSQL.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests.databases import PostgresqlDatabase
from tests.journeys.browsing import Browsing
from tests.journeys.site import Site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running site on SQLite."""
    running = Site(tmp_path_factory.mktemp("site"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def postgresql_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running site on PostgreSQL."""
    database = PostgresqlDatabase(os.environ["TEST_DATABASE_URL"])
    running = Site(tmp_path_factory.mktemp("site"), database.url)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        database.drop()


@contextmanager
def browsers(site: Site, chromium: Browser, script: bool) -> Iterator[Browsing]:
    """People at their browsers; what goes wrong behind their pages fails the test at its end."""
    people = Browsing(site, chromium, script)
    try:
        yield people
    finally:
        wrongs = people.close()
    assert not wrongs, "\n".join(wrongs)


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def browsing(request: pytest.FixtureRequest, site: Site, chromium: Browser) -> Iterator[Browsing]:
    """People at their browsers, once with JavaScript and once without."""
    with browsers(site, chromium, request.param) as people:
        yield people


@pytest.fixture
def scripted(site: Site, chromium: Browser) -> Iterator[Browsing]:
    """People whose browsers run JavaScript."""
    with browsers(site, chromium, script=True) as people:
        yield people


@pytest.fixture
def plain(site: Site, chromium: Browser) -> Iterator[Browsing]:
    """People whose browsers run no JavaScript."""
    with browsers(site, chromium, script=False) as people:
        yield people
