"""Passwords: kept as argon2id hashes, weighed in the same time whether or not there is an account.

The figures are argon2-cffi's defaults, which are RFC 9106's second recommended choice (64 MiB, 3 passes). One check
takes about a tenth of a second, so signing in does it before the request's transaction begins to write.
"""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 200
SHORTEST = 12
# Letters and figures that nobody mistakes for one another when they are read out.
_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()


def _bytes(password: str) -> bytes:
    """The same letters may be typed as different code points on different keyboards; NFC makes them one."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_bytes(32))


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with a salt of its own."""
    return _hasher.hash(_bytes(password))


def verify_password(kept: str | None, password: str) -> bool:
    """Whether this is the password of a kept hash.

    `None` stands for an address without an account: it costs the same work and is never right, so that the time an
    answer takes does not say who has an account here.
    """
    try:
        _hasher.verify(kept or _nobodys_hash(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def needs_rehash(kept: str) -> bool:
    """Whether a hash was made with other figures than today's."""
    return _hasher.check_needs_rehash(kept)


def generate_password() -> str:
    """A password of about 98 bits in four groups that can be read out over the telephone."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(5)) for _ in range(4))
