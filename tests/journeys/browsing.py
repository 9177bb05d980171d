"""Browsers for a journey: each person has one of their own, and what goes wrong behind the pages is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.journeys.pages.account import SignIn
from tests.journeys.site import Site

TIMEOUT = 15_000
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 320, "height": 640}


class Watch:
    """What a page did that no page may do: errors in its scripts, requests to others, answers 5xx."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.wrongs: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of a browser."""
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.wrongs.append(f"script: {error.error}"))
        context.on("request", self._see_request)
        context.on("response", self._see_response)

    def _hear(self, message: ConsoleMessage) -> None:
        # A page that is itself an error (404, 422 …) is said to have failed to load; that is what it is.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.wrongs.append(f"console: {message.text} ({message.location.get('url')})")

    def _see_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https") and not request.url.startswith(f"{self.site.url}/"):
            self.wrongs.append(f"request to another host: {request.url}")

    def _see_response(self, response: Response) -> None:
        by_script = response.request.resource_type in ("fetch", "xhr")
        is_part = not response.request.is_navigation_request() and not by_script
        if response.status >= 500 or (is_part and response.status >= 400):
            self.wrongs.append(f"{response.status} from {response.url}")


class Browsing:
    """People at their browsers, all with JavaScript or all without."""

    def __init__(self, site: Site, browser: Browser, script: bool = True) -> None:
        self.site = site
        self.browser = browser
        self.script = script
        self.watch = Watch(site)
        self._contexts: list[BrowserContext] = []

    def visitor(self, **wishes: Any) -> Page:
        """A page in a fresh browser of somebody who has never been here."""
        options: dict[str, Any] = {"viewport": WIDE, "java_script_enabled": self.script, **wishes}
        context = self.browser.new_context(
            base_url=self.site.url, locale="en-GB", timezone_id="Europe/London", **options
        )
        context.set_default_timeout(TIMEOUT)
        self.watch.over(context)
        self._contexts.append(context)
        return context.new_page()

    def staff(self, email: str, **options: Any) -> Page:
        """A page in the browser of somebody who is signed in."""
        if email not in self.site.sign_ins:
            page = self.visitor()
            SignIn(page).open().as_person(email)
            self.site.sign_ins[email] = page.context.storage_state()
        return self.visitor(storage_state=self.site.sign_ins[email], **options)

    def close(self) -> Sequence[str]:
        """Close every browser. Returns what went wrong behind the pages."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()
        return self.watch.wrongs


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


@contextmanager
def browsers(site: Site, chromium: Browser, script: bool) -> Iterator[Browsing]:
    """People at their browsers; what goes wrong behind their pages fails the test at its end."""
    people = Browsing(site, chromium, script)
    try:
        yield people
    finally:
        wrongs = people.close()
    assert not wrongs, "\n".join(wrongs)
