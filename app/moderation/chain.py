"""How decisions are chained: each one's hash covers its codes, digests of its notes and the hash before it.

Whoever changes a row, takes one away or puts one in between breaks the chain there. The notes are covered by salted
digests alone, so that a text can be erased, and its salt with it, while the chain stays whole. Whoever erases a
decision's notes leaves nothing, or a tombstone, in their place and empties the salt: with it, a guess at the text could
be checked against the digest.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Row

from app.moderation.models import ModerationDecision

# What stands before the first decision.
BEFORE_THE_FIRST = "0" * 64
# The salt of a decision whose notes were erased.
NO_SALT = ""
_AS_TEXT = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_TOMBSTONE = re.compile(r"\[erased [0-9]{4}-[0-9]{2}-[0-9]{2}\]")


# A decision read as a plain row: it has every column of the table under its name, and costs half as much.
DecisionRow = Row[Any]


def tombstone(day: date) -> str:
    """What stands in the place of a note that was erased on this day."""
    return f"[erased {day.isoformat()}]"


def digest_of_note(salt: str, text: str | None) -> str | None:
    """The salted digest of a note, or None where there is none."""
    return hashlib.sha256(f"{salt}\x00{text}".encode()).hexdigest() if text is not None else None


def note_fits(salt: str, text: str | None, digest: str | None) -> bool:
    """Whether a note is the one that was digested, or was erased as notes may be."""
    if digest is not None and salt == NO_SALT:
        return text is None or _TOMBSTONE.fullmatch(text) is not None
    return digest_of_note(salt, text) == digest


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="microseconds") if moment is not None else None


def hash_of(decision: ModerationDecision | DecisionRow, position: int | None = None) -> str:
    """The hash of a decision, worked out from what its row holds: SHA-256 in hexadecimal digits.

    With a position, it is the hash that the row would have there.
    """
    covered = {
        "position": decision.position if position is None else position,
        "comment": decision.comment_id,
        "action": decision.action,
        "reason": decision.reason_code,
        "policy": decision.policy_version_id,
        "note": decision.note_digest,
        "internal note": decision.internal_note_digest,
        "detail": decision.detail,
        "former state": decision.former_state,
        "waited since": _moment(decision.waited_since),
        "batch": decision.batch_id,
        "undoes": decision.undoes_id,
        "by": decision.decided_by_id,
        "at": _moment(decision.decided_at),
        "before": decision.former_hash,
    }
    return hashlib.sha256(_AS_TEXT(covered).encode()).hexdigest()
