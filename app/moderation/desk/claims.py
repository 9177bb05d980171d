"""Who reads a comment just now, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.accounts.models import Account
from app.core import clock, dates
from app.moderation.models import QueueEntry


def claim_words(entry: QueueEntry | None, me: Account, may_claim: bool = True) -> dict[str, Any]:
    """Who reads it, until when, and whether this moderator may have it to themselves.

    Nobody may keep an appeal against their own decision from those who may decide it.
    """
    if entry is None:
        return {"text": "", "mine": False, "offered": False}
    if entry.claimed_until is None or entry.claimed_by is None or entry.claimed_until <= clock.now():
        return {"text": "", "mine": False, "offered": may_claim}
    until = dates.time(entry.claimed_until)
    if entry.claimed_by_id == me.id:
        return {
            "text": str(gettext("You are reading this until %(time)s.", time=until)),
            "mine": True,
            "offered": False,
        }
    text = gettext(
        "%(name)s is reading this until %(time)s. Until then only they can decide it.",
        name=entry.claimed_by.name,
        time=until,
    )
    return {"text": str(text), "mine": False, "offered": False}
