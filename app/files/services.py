"""Keeping files, and sweeping away what nobody keeps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import Any

import structlog
from flask_babel import gettext
from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite

from app.core import audit, clock
from app.core.db import db
from app.core.errors import Refused
from app.files import store
from app.files.models import Rendition, StoredFile
from app.files.queries import in_use, stored_file
from app.files.received import Received

log = structlog.get_logger()
GRACE = timedelta(days=1)


@cache
def _unless_kept(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(StoredFile).on_conflict_do_nothing().returning(StoredFile.id)


def keep(received: Received, actor_id: int | None = None) -> StoredFile:
    """Make the row of a received file, in the present transaction. The same content is kept once.

    Takes what a form's field holds, and who sent it. Returns the row, new or old. Of two who send the same content at
    once, the second waits here for the first. Raises Refused in the rare case that the content was swept away since:
    a day has passed, and it must be sent again.
    """
    row = {
        "digest": received.digest,
        "kind": received.kind.value,
        "size": received.size,
        "pages": received.pages,
        "width": received.width,
        "height": received.height,
        "seconds": received.seconds,
        "stored_at": clock.now(),
    }
    is_new = db.session.execute(_unless_kept(db.engine.dialect.name), row).one_or_none() is not None
    # Asked after the row is written: from then on nobody sweeps.
    if not all(store.here().exists(digest) for digest in _contents(received, is_new)):
        raise Refused(gettext("This file was sent too long ago. Choose it again and send it."))
    stored = stored_file(received.digest, received.kind)
    assert stored is not None
    if is_new:
        stored.renditions = [
            Rendition(width=each.width, height=each.height, digest=each.digest, size=each.size)
            for each in received.smaller
        ]
        audit.record("stored", stored, actor_id=actor_id, digest=stored.digest)
    return stored


def _contents(received: Received, is_new: bool) -> list[str]:
    """The contents that the row refers to. Those of an old row were kept when it was made."""
    return [received.digest, *(each.digest for each in received.smaller if is_new)]


def read_text(received: Received) -> str:
    """The words of a received text or transcript, which is kept as UTF-8. Whoever asks has looked at its size."""
    with store.here().open(received.digest) as content:
        return content.read().decode("utf-8-sig")


def wait_for_keepers() -> None:
    """Wait for all who are keeping a file, and let nobody begin to until this transaction ends."""
    if db.engine.dialect.name == "postgresql":
        # On SQLite this transaction is the only one that writes anyway.
        db.session.execute(text("LOCK TABLE stored_files, renditions IN SHARE MODE"))


def erase(digests: Iterable[str]) -> list[str]:
    """Take contents out of the store although rows refer to them; whoever asks for them finds nothing.

    Who erases has waited for keepers, has made sure that nobody may have them any more, and writes that down. The same
    content sent again is there again. Returns those that were there.
    """
    kept = store.here()
    there = [digest for digest in digests if kept.exists(digest)]
    for digest in there:
        kept.remove(digest)
    return there


def sweep() -> int:
    """Take away contents that no row refers to after a day, and what killed processes left behind.

    Nobody can keep a file meanwhile: whoever tries waits, and then finds out that its content is gone, or finds it
    put there anew. Returns how many contents were taken away.
    """
    wait_for_keepers()
    before = clock.now() - GRACE
    kept = store.here()
    kept.clear_workplaces(before)
    old = list(kept.older_than(before))
    orphans = set(old) - set(in_use(old))
    for digest in orphans:
        kept.remove(digest)
    if orphans:
        log.info("contents that nobody keeps were swept away", count=len(orphans))
    return len(orphans)
