"""Hostile drawings in a browser, as pages of their own and without our headers: nothing runs or is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route

from app.files.examining import examine
from tests.files.hostile_drawings import HOSTILE_DRAWINGS

PLACE = "http://drawings.example"


class Opened:
    """A browser that shows drawings, and what they tried to do."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.drawings: dict[str, str] = {}
        self.did: list[str] = []
        page.context.route("**/*", self._answer)
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.did.append("ran")
        dialog.dismiss()

    def _answer(self, route: Route) -> None:
        drawing = self.drawings.get(route.request.url)
        if drawing is None:
            self.did.append(route.request.url)
            route.abort()
        else:
            route.fulfill(content_type="image/svg+xml; charset=utf-8", body=drawing)

    def open(self, name: str, drawing: str) -> list[str]:
        """What a drawing does when it is opened and clicked. It must be a drawing, not an error of the parser."""
        address = f"{PLACE}/{len(self.drawings)}.svg"
        self.drawings[address] = drawing
        self.did = []
        self.page.goto(address, wait_until="load")
        assert self.page.locator("parsererror").count() == 0, name
        self.page.evaluate(
            "document.querySelectorAll('a, rect, text').forEach("
            "each => each.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})))"
        )
        self.page.wait_for_timeout(60)
        return self.did


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """A browser for drawings."""
    with chromium.new_context() as context:
        yield Opened(context.new_page())


def test_no_hostile_drawing_does_anything_once_it_is_kept(opened: Opened, tmp_path: Path) -> None:
    did = {}
    for name, (drawing, _taken_out) in HOSTILE_DRAWINGS.items():
        (tmp_path / "sent").write_text(drawing, encoding="utf-8")
        found = examine(tmp_path / "sent", "plan.svg")
        did[name] = opened.open(name, (tmp_path / found.file).read_text(encoding="utf-8"))
    assert {name: deeds for name, deeds in did.items() if deeds} == {}
    assert len(did) > 50


@pytest.mark.parametrize(
    "name", ["a script", "an event of the root", "a link to a script", "a set of pictures in a style sheet"]
)
def test_the_same_drawing_as_it_was_sent_does_something(opened: Opened, name: str) -> None:
    assert opened.open(name, HOSTILE_DRAWINGS[name][0]), "the test above must see what it is there to find"
