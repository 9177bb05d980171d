"""Adding decisions to the log: the only way in which one is ever written."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select

from app.core.db import db
from app.moderation.chain import digest_of_note, hash_of
from app.moderation.models import DecisionLogHead, ModerationDecision


def append_decision(decision: ModerationDecision) -> None:
    """Put a decision at the end of the chain and flush it, so that it has its id.

    Takes a new decision with all that it says. Whoever decides elsewhere at the same moment waits here until this
    transaction ends. So whatever else must be locked, and whatever takes long, comes first. It refers to other rows by
    their ids, not by their objects: an id that only the flush fills in would not be covered by the hash, which is a
    RuntimeError.
    """
    append_decisions([decision])


def append_decisions(decisions: Sequence[ModerationDecision]) -> None:
    """The same for several, in their order."""
    head = db.session.scalars(
        select(DecisionLogHead).with_for_update().execution_options(populate_existing=True)
    ).one()
    for decision in decisions:
        decision.note_salt = secrets.token_hex(16)
        decision.note_digest = digest_of_note(decision.note_salt, decision.note_to_author)
        decision.internal_note_digest = digest_of_note(decision.note_salt, decision.internal_note)
        decision.detail = decision.detail or {}
        decision.position, decision.former_hash = head.length + 1, head.hash
        decision.hash = hash_of(decision)
        head.length, head.hash = decision.position, decision.hash
    db.session.add_all(decisions)
    db.session.flush()
    for decision in decisions:
        if hash_of(decision) != decision.hash:
            raise RuntimeError(f"Decision {decision.position} is not what was chained.")
