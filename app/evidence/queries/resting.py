"""Who rests on evidence: asked of the recommendations, which lie above, through the function that the wiring names."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app

from app.evidence.resting import WHO_RESTS_KEY, AskWhoRests, Resting
from app.evidence.standing import Thing


def who_rests_on(thing: Thing) -> Sequence[Resting]:
    """The recommendations that rest on an item, or on what was said at a session, in the report's order.

    Drafts are among them. One recommendation comes once for each of its citations.
    """
    ask: AskWhoRests = current_app.extensions[WHO_RESTS_KEY]
    return ask(thing)
