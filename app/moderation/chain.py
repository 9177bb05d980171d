"""How decisions are chained: each one's hash covers its codes, digests of its notes and the hash before it.

Whoever changes a row, takes one away or puts one in between breaks the chain there. The notes are covered by salted
digests alone, so that a text can be erased, and its salt with it, while the chain stays whole.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from app.moderation.models import ModerationDecision

# What stands before the first decision.
BEFORE_THE_FIRST = "0" * 64


def digest_of_note(salt: str, text: str | None) -> str | None:
    """The salted digest of a note, or None where there is none."""
    return hashlib.sha256(f"{salt}\x00{text}".encode()).hexdigest() if text is not None else None


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="microseconds") if moment is not None else None


def hash_of(decision: ModerationDecision) -> str:
    """The hash of a decision, worked out from what its row holds: SHA-256 in hexadecimal digits."""
    covered = {
        "position": decision.position,
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
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
