"""Who wrote it, without knowing them, and the one private address under which they find it again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

from flask import current_app

from app.core import form_tokens


def author_key(email: str | None) -> str:
    """A digest that is the same for each comment of one address, or a word of its own where there is none."""
    if not email:
        return secrets.token_hex(16)
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, b"author:" + email.strip().lower().encode(), hashlib.sha256).hexdigest()[:32]


def new_receipt_token() -> str:
    """The unguessable end of a receipt's address."""
    return secrets.token_urlsafe(24)


def keep_once(nonce: str, digest: str, keep: Callable[..., object]) -> str:
    """Keep what somebody sent, once, however often the button is pressed.

    Takes the form's single-use key, the digest of what was sent, and what keeps it, given a `receipt_token`. Returns
    the address of the receipt, or of the one that the same press led to before. Raises Stale if the key was used for
    other words.
    """
    token = new_receipt_token()
    receipt = f"/receipts/{token}"
    leads_to = form_tokens.spend(nonce, digest, receipt)
    if leads_to == receipt:
        keep(receipt_token=token)
    return leads_to
