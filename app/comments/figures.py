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
    """How many published questions there are and how many of them wait; the traces of hidden ones apart."""

    published: int = 0
    waiting: int = 0
    hidden: int = 0
    hidden_answered: int = 0

    @property
    def answered(self) -> int:
        return self.published - self.waiting

    def listed(self, reply: Reply | None) -> int:
        """How many entries a list has. Nobody will answer a hidden question, but the answers that it had stay."""
        if reply == Reply.WAITING:
            return self.waiting
        if reply == Reply.ANSWERED:
            return self.answered + self.hidden_answered
        return self.published + self.hidden
