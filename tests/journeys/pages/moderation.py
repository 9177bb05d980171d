"""The moderation desk."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class ModerationDesk:
    """The queue, the comment in the middle, the decision at the right."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, listing: str = "") -> ModerationDesk:
        """Go to the queue, or to another of its lists."""
        self.page.goto(f"/moderation/?state={listing}" if listing else "/moderation/")
        return self

    def find(self, words: str, listing: str = "") -> ModerationDesk:
        """Search the desk for a comment with these words, and open it."""
        self.page.goto("/moderation/")
        self.page.get_by_text("Search and narrow down").click()
        if listing:
            self.page.get_by_label("List", exact=True).select_option(listing)
        self.page.get_by_label("Words of the text").fill(words)
        self.page.get_by_role("button", name="Show", exact=True).click()
        self.queue_items.filter(has_text=words).first.click()
        self.shows(words)
        return self

    @property
    def queue_items(self) -> Locator:
        """What waits, in the order of the page."""
        return self.page.locator(".queue-item")

    def shows(self, words: str) -> None:
        """See that the comment in the middle has these words."""
        expect(self.page.locator(".desk-work")).to_contain_text(words)

    @property
    def address(self) -> str:
        """The address of the comment that is open."""
        return self.page.url

    def decide(self, decision: str, reason: str = "", note: str = "", internal_note: str = "") -> None:
        """Choose, give reasons, and press the button."""
        self.page.get_by_role("radio", name=decision).check()
        if reason:
            self.page.get_by_role("radio", name=reason).check()
        if note:
            self.page.get_by_label("Note to the author").fill(note)
        if internal_note:
            self.page.get_by_label("Internal note").fill(internal_note)
        self.page.locator("[data-desk-submit]").click()

    def says(self, words: str) -> None:
        """See what the desk says was done."""
        expect(self.page.get_by_role("main")).to_contain_text(words)
