"""A recommendation that rests on evidence, as evidence learns of it: from a floor above, which it does not know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.core.errors import WrongField
from app.evidence.models import EvidenceItem
from app.evidence.standing import Thing


@dataclass(frozen=True)
class Resting:
    """That a recommendation rests on an item: on all of it, on words of it, or on a moment of its transcript."""

    number: str
    item: EvidenceItem
    quote: str | None
    at_second: int | None


class QuotesLost(WrongField):
    """A change would take words away that recommendations quote. `messages` name each; the officer may confirm it."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("despite_quotes", " ".join(messages))
        self.messages = messages


# Who rests on an item; or on what was said at a session. `app/wiring.py` names the function that knows.
AskWhoRests = Callable[[Thing], Sequence[Resting]]
WHO_RESTS_KEY = "moothall-who-rests"
