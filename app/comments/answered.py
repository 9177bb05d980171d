"""The council's answer to what was commented on, as comments learn of it: from a floor above."""

from __future__ import annotations

from collections.abc import Callable

# Whether the council has answered in public what a subject is about. `app/wiring.py` names the function that knows.
AskWhetherAnswered = Callable[[int], bool]
WHETHER_ANSWERED_KEY = "moothall-whether-answered"
