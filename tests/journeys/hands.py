"""How somebody works a page: with a mouse, or by keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from tests.journeys.keyboard import go_by_tab

MOST_CHOICES = 60


class Mouse:
    """Clicks, and types into what was clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        """Follow a link, press a button."""
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """Put these words into a field, instead of what is there."""
        target.fill(text)

    def tick(self, target: Locator) -> None:
        """Choose a radio button, tick a box."""
        target.check()

    def choose(self, target: Locator, label: str) -> None:
        """Choose from a list."""
        target.select_option(label=label)


class Keys(Mouse):
    """Never touches a mouse: Tab to it, then the keys that browsers give everybody."""

    def press(self, target: Locator) -> None:
        go_by_tab(self.page, target)
        self.page.keyboard.press("Enter")

    def write(self, target: Locator, text: str) -> None:
        go_by_tab(self.page, target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.insert_text(text)

    def tick(self, target: Locator) -> None:
        if target.get_attribute("type") != "radio":
            go_by_tab(self.page, target)
            self.page.keyboard.press("Space")
            return
        # Tab reaches a group of radio buttons once; the arrows go from one to the next.
        name = target.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        chosen = group.and_(self.page.locator(":checked"))
        go_by_tab(self.page, chosen if chosen.count() else group.first)
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never reach {target}")

    def choose(self, target: Locator, label: str) -> None:
        go_by_tab(self.page, target)
        self.page.keyboard.press("Home")
        for _ in range(MOST_CHOICES):
            if target.evaluate("list => list.selectedOptions[0].label") == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows never reach {label!r}")
