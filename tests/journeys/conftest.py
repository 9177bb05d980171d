"""What a journey may ask for.

- `site`: a whole Moothall with the sample data, one for this process and shared by its journeys: what one of them
  changes, the others see. So each looks for its own words and never counts on being alone.
- `browsing`: people at their browsers. A journey that asks for it is walked twice, with JavaScript and without.
- `scripted`, `plain`: the same with JavaScript alone, or without alone, for what only one of them can show.
- `prepared`: the site, once it also holds what the sample data has none of: drafts at the officers' desk.
- `assembly`: the slug of an assembly of the journey's own.
- `postgresql_site`: the same site on PostgreSQL.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.databases import PostgresqlDatabase
from tests.journeys.browsing import Browsing, browsers
from tests.journeys.hands import Mouse
from tests.journeys.pages.administration import AdministratorDesk
from tests.journeys.pages.chain import DraftingDesk
from tests.journeys.pages.council import CouncilDesk
from tests.journeys.pages.moderation import ModerationDesk
from tests.journeys.site import ADMINISTRATOR, LEAD_MODERATOR, MODERATOR, OFFICER, Site, run_wave


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running site on SQLite."""
    running = Site(tmp_path_factory.mktemp("site"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser, closed when the journeys are over.

    As long as it is open its event loop counts as running in this thread, and Flask cannot end a context there.
    So it must not stay open for the tests that follow in this process.
    """
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def prepared(site: Site, chromium: Browser) -> Site:
    """The site with what the sample data has none of: drafts at the officers' desk."""
    slug = "fenbury-high-street"
    with browsers(site, chromium, script=False) as people:
        desk = CouncilDesk(people.staff(OFFICER), slug)
        desk.write_recommendation(
            "Light the way to the station", "Put lamps along the path.\n\nMake them dim."
        )
        DraftingDesk(Mouse(desk.page), slug, "8").write_next(
            "The library opens a counter for banks.\n\nIt is open every day.", "The bank asked for every day."
        )
        desk.write_evidence("A draft about lamps", "No session", "Nobody but officers reads this.")
        run_wave(site, "leave-behind", slug)
        moderation = ModerationDesk(people.staff(MODERATOR)).find("Please think of the buses from Eastmoor")
        moderation.decide("Publish")
        moderation.undo()
        for email in (MODERATOR, LEAD_MODERATOR, ADMINISTRATOR):
            people.staff(email)
    return site


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


@pytest.fixture
def assembly(browsing: Browsing) -> str:
    """The slug of an assembly of this journey's own: it has learned, and nothing else has happened yet."""
    desk, today = AdministratorDesk(browsing.staff(ADMINISTRATOR)), date.today()  # noqa: DTZ011 - the machine's own day
    name = f"Journeys’ Assembly {secrets.token_hex(3)}"
    slug = desk.make_assembly(
        "Fenbury Borough Council",
        name,
        {"learning": (today - timedelta(days=30), today - timedelta(days=1))},
    )
    desk.publish_assembly()
    return slug
