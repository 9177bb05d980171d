"""Nobody overwrites or publishes words of a colleague unread."""

from __future__ import annotations

from flask_babel import gettext

from app.core.db import db
from app.core.errors import Refused
from app.recommendations.models import Version
from app.recommendations.wording import fingerprint


def refuse_unread(version: Version, seen: str | None) -> None:
    """Read the version anew, now that nobody else can write, and compare it with what the officer saw."""
    db.session.flush()
    db.session.refresh(version, ["stage", "title", "change_note", "published_at", "clauses", "origins"])
    if seen and seen != fingerprint(version):
        raise Refused(gettext("A colleague changed this draft while you had it open. Read theirs first."))
