"""The demo's mailbox, in which the residents of the journeys find their letters."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.journeys.site import Site

SECONDS_TO_ARRIVE = 45
SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(frozen=True)
class Letter:
    """A letter that has arrived."""

    subject: str
    text: str
    headers: str

    def link(self, part: str) -> str:
        """The first address in it that contains this part, such as "/confirm/"."""
        for address in re.findall(r"https?://\S+", self.text):
            if part in address:
                return str(address)
        raise AssertionError(f"No link with {part!r} in:\n{self.text}")


class Mailbox:
    """The letters to one address, as the page shows them, newest first.

    Whoever gives the site has letters leave at once that would wait until a decision cannot be taken back any more.
    """

    def __init__(self, page: Page, to: str, site: Site | None = None) -> None:
        self.page = page
        self.to = to
        self.site = site

    def letter(self, subject: str = "", leads_to: str = "") -> Letter:
        """The newest letter whose subject contains these words, or which leads to such an address, once it has arrived.

        News that happen within some minutes come in one letter, whose subject may name none of them.
        """
        until = time.monotonic() + SECONDS_TO_ARRIVE
        while time.monotonic() < until:
            if self.site is not None:
                self.site.let_letters_leave()
            self.page.goto("/demo/mailbox")
            for letter in self._letters():
                if subject in letter.subject and leads_to in letter.text:
                    return letter
            time.sleep(SECONDS_BETWEEN_LOOKS)
        raise AssertionError(f"No letter “{subject}” {leads_to} to {self.to}, only {self._letters()}")

    def _letters(self) -> list[Letter]:
        mine = self.page.get_by_role("article").filter(has_text=f"To {self.to},")
        return [
            Letter(
                one.get_by_role("heading").inner_text(),
                one.locator("pre").inner_text(),
                "\n".join(one.locator("details code").all_text_contents()),
            )
            for one in mine.all()
        ]
