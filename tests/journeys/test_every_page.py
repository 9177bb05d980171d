"""Every page, as each person who may see it: titled, quiet, within its width, and open to everybody."""

from __future__ import annotations

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.core.http import OWN_PAGES, error_page
from tests.architecture.routes import Route, whole_site
from tests.journeys import every_page
from tests.journeys.browsing import PHONE, WIDE, Browsing, too_wide
from tests.journeys.every_page import NOT_PAGES, OTHER_STATES, ROUTES, plain, visits, who_may
from tests.journeys.pages.moderation import PolicyDesk
from tests.journeys.site import LEAD_MODERATOR, MODERATOR, OFFICER, Site

MODULES = Path(__file__).resolve().parents[2] / "node_modules"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = [route for route in ROUTES if plain(route.rule.rule) not in NOT_PAGES]
# Staff's downloads of what is not public yet are tested with their views.
MACHINES_READ = [route for route in ROUTES if plain(route.rule.rule) in NOT_PAGES and not who_may(route)]


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


def test_a_page_with_faults_is_found_out(scripted: Browsing) -> None:
    page = scripted.visitor()
    page.goto("/about")
    assert complaints(page) == []
    page.evaluate(
        """() => {
             document.querySelector("main").insertAdjacentHTML("beforeend",
               "<h1>Second</h1><img src='/favicon.ico'><p id=faint>Faint</p><hr id=wide>");
             document.getElementById("faint").style.cssText = "color: #777; background: #888";
             document.getElementById("wide").style.width = "1400px";
           }"""
    )
    found = "\n".join(complaints(page))
    for fault in (
        "2 h1",
        "1280 px, light: image-alt",
        "320 px, dark: color-contrast",
        "of 320 px",
        "of 1280 px",
    ):
        assert fault in found


@pytest.mark.parametrize("route", PAGES, ids=named)
def test_a_page_is_titled_quiet_and_open_to_everybody(
    route: Route, prepared: Site, scripted: Browsing
) -> None:
    wrong = []
    for visit in visits(prepared, route):
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


@pytest.mark.parametrize("route", MACHINES_READ, ids=named)
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


# ---- Pages that no address leads to ----


def rendered_error_pages(folder: Path) -> dict[int, str]:
    """The error pages, as they answer somebody who had typed a comment."""
    app = whole_site(folder)
    typed = {"body": "What I had typed.", "csrf_token": "secret"}
    pages = {}
    for status in sorted(OWN_PAGES):
        with app.test_request_context("/nothing", method="POST", data=typed):
            pages[status] = error_page(status).get_data(as_text=True)
    return pages


@pytest.fixture(scope="module")
def error_pages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """The error pages, made in a thread of their own: Flask ends no context where a browser's event loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(rendered_error_pages, tmp_path_factory.mktemp("errors")).result()


@pytest.mark.parametrize("status", sorted(OWN_PAGES))
def test_an_error_page_is_open_to_everybody_too(
    status: int, error_pages: dict[int, str], scripted: Browsing
) -> None:
    page = scripted.visitor()
    page.route("**/error", lambda route: route.fulfill(body=error_pages[status], content_type="text/html"))
    page.goto("/error")
    expect(page.get_by_role("main")).to_contain_text("What I had typed.")
    assert not complaints(page)


def test_the_preview_of_the_policy_and_its_refusals_are_open_to_everybody_too(scripted: Browsing) -> None:
    page = person(scripted, LEAD_MODERATOR)
    desk = PolicyDesk(page).open()
    for number in range(page.locator("main details").count()):
        page.locator("main details").nth(number).evaluate("one => one.open = true")
    wrong = complaints(page)
    desk.add("Shouting", "Do not write in capitals alone. " + "So much of it is " + "very " * 24 + "loud.")
    desk.preview("")
    expect(page.get_by_role("alert")).to_contain_text("Say what changes, and why.")
    wrong += complaints(page)
    desk.preview("A rule on shouting.")
    desk.says("Sentences that are long")
    wrong += complaints(page)
    assert not wrong, "\n".join(wrong)


# ---- By keyboard ----

_IN_ORDER = """() => {
  const groups = new Set();
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((one) => !one.disabled && one.checkVisibility({visibilityProperty: true}) && !one.closest("dialog"))
    .filter((one) => {
      if (one.type !== "radio") return true;
      if (groups.has(one.name)) return false;
      return groups.add(one.name);
    })
    .map((one, number) => one.dataset.tabOrder = String(number)).length;
}"""
_WHERE = """() => {
  const one = document.activeElement;
  const first = one.type === "radio" ? document.querySelector(`input[name="${one.name}"][data-tab-order]`) : one;
  return Number(first?.dataset.tabOrder ?? -1);
}"""


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("/", ""),
        (every_page.OPEN, ""),
        (f"{every_page.OPEN}recommendations/4/", ""),
        (f"{every_page.OPEN}recommendations/4/comment", ""),
        ("/search?q=buses", ""),
        ("/moderation/", MODERATOR),
        ("/council/fenbury-high-street/", OFFICER),
    ],
)
def test_tab_reaches_every_control_in_the_order_of_the_page(
    address: str, who: str, prepared: Site, scripted: Browsing
) -> None:
    page = person(scripted, who)
    page.goto(address)
    controls = page.evaluate(_IN_ORDER)
    assert controls > 5
    reached = []
    for _ in range(controls):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(_WHERE))
    assert reached == list(range(controls))
