"""Throwing drafts away: what no reader has ever seen may go, with all that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from flask_babel import gettext
from sqlalchemy import exists, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.accounts.models import Account
from app.assemblies.services import one_at_a_time
from app.core import audit
from app.core.db import db
from app.core.errors import Refused
from app.evidence.models import AssemblySession, EvidenceFile, EvidenceItem, FileVersion
from app.evidence.queries.resting import who_rests_on
from app.evidence.services.items import last_place
from app.evidence.services.rules import must_be_ours, refuse_unread, tell_if_shown
from app.evidence.standing import Standing, Thing, has_been_public, standing_of
from app.files.models import StoredFile

log = structlog.get_logger()


def discard(thing: Thing, by: Account, seen: str = "") -> Sequence[EvidenceItem]:
    """Throw a draft away, with its files, its transcript and its speakers.

    `seen` is the fingerprint of what the officer looked at. Items of a session stay, without it and without the names
    of its speakers; they are returned. Raises Refused once readers have seen it, while it is set to be published,
    where something rests on it, where a colleague has changed it since, and for a compiled record.
    """
    must_be_ours(thing.assembly)
    one_at_a_time(thing.assembly_id)
    _wait_for_publishers(thing)
    refuse_unread(seen, thing)
    _must_be_a_draft(thing)
    if who_rests_on(thing):
        raise Refused(gettext("A recommendation rests on this, so it cannot be discarded."))
    files = _all_files(thing)
    audit.record("discarded", thing, actor_id=by.id, files=len(files))
    items = _let_go(thing) if isinstance(thing, AssemblySession) else []
    try:
        # Whatever else rests on it, on whichever floor, points at it, and the database knows.
        with db.session.begin_nested():
            for part in (*files, thing.transcript, thing, thing.subject):
                if part is not None:
                    db.session.delete(part)
    except IntegrityError:
        raise Refused(
            gettext(
                "Something rests on this, for example a question that somebody asked. So it cannot be discarded."
            )
        ) from None
    return items


def _wait_for_publishers(thing: Thing) -> None:
    """Nobody publishes it between our look and our deed."""
    table = type(thing)
    db.session.execute(select(table.id).where(table.id == thing.id).with_for_update())
    db.session.refresh(thing, ["published_at", "unpublished_at"])


def _must_be_a_draft(thing: Thing) -> None:
    if has_been_public(thing):
        raise Refused(gettext("Readers have seen this, so it is not discarded. Take it down, with a reason."))
    if standing_of(thing) is not Standing.DRAFT:
        raise Refused(gettext("This is set to be published. Call that off first, then discard it."))


def _all_files(thing: Thing) -> Sequence[EvidenceFile]:
    """Its files, those taken away too."""
    return db.session.scalars(
        select(EvidenceFile)
        .where(EvidenceFile.subject_id == thing.subject_id)
        .options(selectinload(EvidenceFile.versions))
    ).all()


def _let_go(session: AssemblySession) -> Sequence[EvidenceItem]:
    """Take the items out of a session; they come last among those of no session, in the order that they had."""
    items = db.session.scalars(
        select(EvidenceItem)
        .where(EvidenceItem.session_id == session.id)
        .options(selectinload(EvidenceItem.speakers))
        .order_by(EvidenceItem.position, EvidenceItem.id)
    ).all()
    for item in items:
        item.session, item.session_id, item.speakers = None, None, []
        db.session.flush()
        item.position = last_place(item)
        tell_if_shown(item)
    return items


def forget_contents() -> int:
    """Forget contents that no file has any more, since their draft was discarded; the sweep then clears the store.

    Whoever keeps a file meanwhile waits, so that no content is forgotten on its way to its file. Returns how many.
    """
    if db.engine.dialect.name == "postgresql":
        # On SQLite this transaction is the only one that writes anyway.
        db.session.execute(text("LOCK TABLE stored_files, renditions IN SHARE ROW EXCLUSIVE MODE"))
    unused = db.session.scalars(
        select(StoredFile).where(~exists().where(FileVersion.stored_file_id == StoredFile.id))
    ).all()
    for stored in unused:
        db.session.delete(stored)
    if unused:
        log.info("contents of discarded drafts were forgotten", count=len(unused))
    return len(unused)
