"""The demo's mailbox, in which residents of the journeys find their letters."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from tests.journeys.site import Site

SECONDS_TO_ARRIVE = 40


@dataclass(frozen=True)
class Letter:
    """A letter that has arrived."""

    subject: str
    text: str
    headers: dict[str, Any]

    def link(self, part: str) -> str:
        """The first address in it that contains this part, such as "/confirm/"."""
        for address in re.findall(r"https?://\S+", self.text):
            if part in address:
                return str(address)
        raise AssertionError(f"No link with {part!r} in:\n{self.text}")


class Mailbox:
    """The letters to one address."""

    def __init__(self, site: Site, to: str) -> None:
        self.site = site
        self.to = to

    def letter(self, subject: str) -> Letter:
        """The newest letter whose subject contains these words, once it has arrived."""
        until = time.monotonic() + SECONDS_TO_ARRIVE
        while time.monotonic() < until:
            for letter in self.letters():
                if subject in letter.subject:
                    return letter
            time.sleep(0.3)
        raise AssertionError(f"No letter “{subject}” to {self.to}, only {self.letters()}")

    def letters(self) -> list[Letter]:
        """All letters, newest first."""
        rows = self.site.rows(
            'SELECT subject, text, headers FROM demo_letters WHERE "to" = :to ORDER BY id DESC', to=self.to
        )
        return [Letter(*row) for row in rows]
