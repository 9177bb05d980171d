"""The private pages of a member, who has a link and no account."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.hands import Mouse


class CounterCheck:
    """The list of all that one can say a word on, and the page of one thing."""

    def __init__(self, hands: Mouse, address: str) -> None:
        self.hands = hands
        self.page: Page = hands.page
        self.address = address

    def open(self) -> CounterCheck:
        """Come by the link of a letter."""
        self.page.goto(self.address)
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Is it what you meant? Is it done?")
        return self

    def choose(self, thing: re.Pattern[str]) -> None:
        """Go to the page of one answer or commitment."""
        self.hands.press(self.page.get_by_role("link", name=thing).first)
        expect(self.page.get_by_role("heading", name="What you say")).to_be_visible()

    def say(self, finding: str, reason: str = "") -> None:
        """Fill in the form and send it."""
        self.hands.tick(self.page.get_by_role("radio", name=finding, exact=True))
        if reason:
            self.hands.write(self.page.get_by_label("Why?"), reason)
        self.send()

    def send(self) -> None:
        """Press the button of the form."""
        self.hands.press(self.page.get_by_role("main").get_by_role("button", name="Say it"))

    def says(self, words: str) -> None:
        """See what the page says."""
        expect(self.page.get_by_role("main")).to_contain_text(words)
