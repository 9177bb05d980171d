"""Every page, as each person who may see it: titled, quiet, within its width, and open to everybody."""

from __future__ import annotations

import tempfile
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.architecture.routes import Route
from tests.journeys import every_page
from tests.journeys.browsing import PHONE, WIDE, Browsing
from tests.journeys.every_page import NOT_PAGES, OTHER_STATES, plain, reading_routes, visits
from tests.journeys.site import Site

MODULES = Path(__file__).resolve().parents[2] / "node_modules"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
with tempfile.TemporaryDirectory() as _nowhere:
    ROUTES = reading_routes(Path(_nowhere))
PAGES = [route for route in ROUTES if plain(route.rule.rule) not in NOT_PAGES]


def named(route: Route) -> str:
    """How a route is called in the list of tests."""
    return plain(route.rule.rule)


# ---- What holds for each page ----


def violations(page: Page) -> list[str]:
    """What axe finds wrong, a line each. It is asked through the debugger, so the site's policy stays in force."""
    page.evaluate((MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: Any = page.evaluate(
        """standard => axe.run(document, {
             runOnly: {type: "tag", values: standard},
             rules: {"target-size": {enabled: true}},
             resultTypes: ["violations"],
           })""",
        STANDARD,
    )
    return [
        f"{violation['id']}: {node['html'][:200]} {' '.join(node['failureSummary'].split())}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def too_wide(page: Page) -> list[str]:
    """What sticks out of the page at its right, or nothing where it does not scroll sideways."""
    return list(
        page.evaluate(
            """() => {
                 const room = document.documentElement.clientWidth;
                 if (document.documentElement.scrollWidth <= room) return [];
                 return [`${document.documentElement.scrollWidth} of ${room} px`,
                   ...[...document.body.querySelectorAll("*")]
                     .filter((one) => one.getBoundingClientRect().right > room + 1)
                     .slice(0, 5).map((one) => one.outerHTML.slice(0, 160))];
               }"""
        )
    )


def complaints(page: Page) -> list[str]:
    """All that is wrong with the page that is open: its head, wide and light, then as a small phone in the dark."""
    wrong = []
    if not page.title().removesuffix(" - Moothall").strip() or " - Moothall" not in page.title():
        wrong.append(f"title: {page.title()!r}")
    headings = page.locator("h1").count()
    if headings != 1:
        wrong.append(f"{headings} h1")
    for size, scheme in ((WIDE, "light"), (PHONE, "dark")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        at = f"{size['width']} px, {scheme}: "
        wrong += [at + line for line in (*too_wide(page), *violations(page))]
    return wrong


def person(browsing: Browsing, who: str) -> Page:
    """A page in the browser of whoever makes this visit."""
    return browsing.staff(who) if who else browsing.visitor()


@pytest.mark.parametrize("route", PAGES, ids=named)
def test_a_page_is_titled_quiet_and_open_to_everybody(route: Route, scripted: Browsing) -> None:
    wrong = []
    for visit in visits(scripted.site, route):
        page = person(scripted, visit.who)
        answer = page.goto(visit.address)
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{visit.address}: answers {answer.status}")
            continue
        wrong += [f"{visit.address}: {line}" for line in complaints(page)]
        if not visit.who and page.context.cookies():
            wrong.append(f"{visit.address}: sets {page.context.cookies()}")
        page.context.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", [r for r in ROUTES if plain(r.rule.rule) in NOT_PAGES], ids=named)
def test_what_machines_read_has_its_type_and_sets_no_cookie(route: Route, site: Site) -> None:
    for visit in visits(site, route):
        with urllib.request.urlopen(site.url + visit.address) as answer:
            assert answer.status == 200
            assert answer.headers.get_content_type() == NOT_PAGES[plain(route.rule.rule)]
            assert "Set-Cookie" not in answer.headers


def test_the_list_of_other_states_names_no_page_that_is_gone() -> None:
    rules = {plain(route.rule.rule) for route in ROUTES}
    assert (OTHER_STATES.keys() | NOT_PAGES.keys()) - rules == set()
    assert [
        start for start in every_page.ELSEWHERE if not any(rule.startswith(start) for rule in rules)
    ] == []
