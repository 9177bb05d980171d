"""How many questions there are, and how many of them have an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reply(StrEnum):
    """Which questions to read: those with an answer, or those that wait for one."""

    ANSWERED = "answered"
    WAITING = "waiting"


@dataclass(frozen=True)
class QuestionCounts:
    """How many published questions there are and how many of them wait; the traces of others apart."""

    published: int = 0
    waiting: int = 0
    hidden: int = 0
    hidden_answered: int = 0
    withdrawn: int = 0
    withdrawn_answered: int = 0

    @property
    def everything(self) -> int:
        """All that stand on the page, traces included: the heading of a list counts what the list holds."""
        return self.published + self.hidden + self.withdrawn

    @property
    def answered(self) -> int:
        """Those with an answer. A question that was hidden or withdrawn later keeps the answers that it had."""
        return self.published - self.waiting + self.hidden_answered + self.withdrawn_answered

    def listed(self, reply: Reply | None) -> int:
        """How many entries a list has. Nobody will answer a hidden or withdrawn question, so it never waits."""
        if reply == Reply.WAITING:
            return self.waiting
        return self.answered if reply == Reply.ANSWERED else self.everything
