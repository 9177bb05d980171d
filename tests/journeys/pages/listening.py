"""A session with a recording and a transcript."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page


class RecordedSession:
    """The page of a session: a player, and the words beside it."""

    def __init__(self, page: Page, path: str) -> None:
        self.page = page
        self.path = path
        self.transcript = page.locator("[data-transcript]")
        self.back = page.get_by_role("button", name="Go to what is spoken now")

    def open(self, moment: str = "") -> RecordedSession:
        """Go there by its address, perhaps to a moment such as `t=126`."""
        self.page.goto(self.path + (f"#{moment}" if moment else ""))
        return self

    @property
    def second(self) -> float:
        """Where the recording stands."""
        return float(self.page.locator("audio, video").evaluate("media => media.currentTime"))

    def wind_to(self, second: float) -> None:
        """Move on in the player, as its own slider would."""
        self.page.locator("audio, video").evaluate("(media, at) => { media.currentTime = at; }", second)

    @property
    def is_playing(self) -> bool:
        """Whether something is to be heard."""
        return bool(self.page.locator("audio, video").evaluate("media => !media.paused"))

    def time(self, clock: str) -> Locator:
        """The link that bears a time."""
        return self.transcript.get_by_role("link", name=re.compile(rf"(Link to|Play from) {clock}$"))

    @property
    def spoken(self) -> Locator:
        """The words that are marked as being spoken."""
        return self.transcript.locator(".spoken")

    def words(self, moment: str) -> Locator:
        """The words of a moment."""
        return self.page.locator(f"[id='{moment}']")
