"""Nobody overwrites or publishes words of a colleague unread."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.errors import Refused
from app.recommendations.models import Version
from app.recommendations.wording import fingerprint


def refuse_unread(version: Version, seen: str | None, by: Account) -> None:
    """Read the version anew, now that nobody else can write, and compare it with what the officer saw."""
    db.session.flush()
    read_anew = ["stage", "title", "change_note", "published_at", "clauses", "origins", "departures"]
    db.session.refresh(version, read_anew)
    if seen and seen != fingerprint(version):
        raise Refused(what_happened(version, by))


def what_happened(version: Version, by: Account) -> str:
    """A sentence for an officer whose page shows a text that is no longer so: who changed it last."""
    last = db.session.scalar(
        select(AuditEntry.actor_id)
        .where(AuditEntry.kind == Version.__tablename__, AuditEntry.thing_id == version.id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if version.published_at is not None:
        return str(gettext("This version is published already."))
    if last == by.id:
        return str(
            gettext("You have saved this draft since you opened this page. Look at it as it is now first.")
        )
    return str(gettext("A colleague changed this draft while you had it open. Read theirs first."))
