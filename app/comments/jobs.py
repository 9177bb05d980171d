"""What the worker does for comments beside sending letters: it places anchors in new versions.

It reads first, then matches with no transaction open, then writes in a short one that checks that the text is still
the one it matched with. Two workers at once find the same places, and the second one's are not written.
"""

from __future__ import annotations

from typing import Any

from app.comments.queries.places import carrier_to, mark_of, version_to_place, waiting_anchors
from app.comments.services.places import keep_places
from app.core import transactions
from app.core.db import db

# Ten thousand comments are not written in one go: others want to write meanwhile.
BATCH = 500


def place_anchors(payload: dict[str, Any]) -> None:
    """Place every anchor on former versions that has no place yet in the version `version_id`."""
    after, mark, carrier = 0, "", None
    while True:
        version = version_to_place(payload["version_id"])
        if version is None:
            break
        if carrier is None or mark_of(version) != mark:
            mark, carrier = mark_of(version), carrier_to(version)
        batch = waiting_anchors(version, carrier, after, BATCH)
        # Nobody waits while it matches: no transaction is open, and no other row of this process is read.
        transactions.pause()
        if not batch:
            break
        if db.session.in_transaction():
            raise RuntimeError("anchors are matched while a transaction is open")
        places = {waiting.comment_id: carrier.carry(waiting.made, waiting.last) for waiting in batch}
        with transactions.unit_of_work():
            is_kept = keep_places(payload["version_id"], mark, places)
        if not is_kept:
            # It was rewritten, which has asked for another round of its own.
            break
        after = batch[-1].comment_id
    transactions.pause()
