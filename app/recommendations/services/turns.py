"""Nobody overwrites or publishes words of a colleague unread."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Account
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.errors import Refused
from app.recommendations.models import Recommendation, Version
from app.recommendations.queries import current_version, draft_of
from app.recommendations.wording import begun_from, fingerprint, version_in_sentence


def refuse_unread(version: Version, seen: str | None, by: Account) -> None:
    """Read the version anew, now that nobody else can write, and compare it with what the officer saw."""
    _read_anew(version)
    if seen and seen != fingerprint(version):
        raise Refused(what_happened(version, by))


def _read_anew(version: Version) -> None:
    db.session.flush()
    when = ["published_at", "published_by_id"]
    db.session.refresh(version, ["stage", "title", "change_note", "clauses", "origins", "departures", *when])


def overtaken(recommendation: Recommendation, seen: str | None, by: Account) -> str:
    """A sentence for an officer who wrote the next text, where another one was begun or published since; else empty.

    `seen` is what they began from (`wording.begun_from`); None asks nothing. Reads all anew: nobody else can write now.
    """
    draft, published = draft_of(recommendation), current_version(recommendation)
    for version in (draft, published):
        if version is not None:
            _read_anew(version)
    if seen is None or seen == begun_from(published, draft):
        return ""
    number, _, began_with = seen.partition(":")
    if published is not None and number in map(str, range(published.number)):
        return _published_since(published, by)
    if draft is None:
        return str(
            gettext("The draft was discarded while you had it open.")
            if began_with
            else gettext("This text has changed since you opened this page. Look at it as it is now first.")
        )
    if not began_with and _last_hand(draft) != by.id:
        return str(
            gettext("A colleague began the next text while you had this page open. Read theirs first.")
        )
    return what_happened(draft, by)


def _published_since(version: Version, by: Account) -> str:
    text = version_in_sentence(version)
    if version.published_by_id == by.id:
        return str(
            gettext("You have published %(text)s since you opened this page. Look at it first.", text=text)
        )
    return str(
        gettext("A colleague published %(text)s while you had this page open. Read it first.", text=text)
    )


def _last_hand(version: Version) -> int | None:
    """Whoever wrote, matched or published it last, by their id."""
    return db.session.scalar(
        select(AuditEntry.actor_id)
        .where(AuditEntry.kind == Version.__tablename__, AuditEntry.thing_id == version.id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )


def what_happened(version: Version, by: Account) -> str:
    """A sentence for an officer whose page shows a text that is no longer so: who changed it last."""
    if version.published_at is not None:
        return str(gettext("This version is published already."))
    if _last_hand(version) == by.id:
        return str(
            gettext("You have saved this draft since you opened this page. Look at it as it is now first.")
        )
    return str(gettext("A colleague changed this draft while you had it open. Read theirs first."))
