"""Limits on how often one network may write, generous enough for a library's shared connection.

Staff at work are counted by account: a whole council may sit behind one address.

An IPv6 visitor owns a whole /64, so that is what is counted. Addresses are kept nowhere but in the counter's memory;
of a comment's network a mark is kept for some days, which names none (`network_marks`).
"""

from __future__ import annotations

import ipaddress

from flask import current_app, request
from flask_limiter import Limiter
from flask_login import current_user

from app.core.permissions import Permission

# Per network: a library, a school or a council office must never notice; a script should.
VISITORS_WRITES = "60 per minute; 600 per hour"
# Per account: an officer who puts twenty files in order presses a button twice a second.
STAFFS_WRITES = "300 per minute; 6000 per hour"
SIGN_INS = "30 per 5 minutes"


def known_network() -> str | None:
    """The visitor's network: the IPv4 address, or the /64 of an IPv6 address; None where nobody can say."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return None
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def network() -> str:
    """The visitor's network, under which they are counted."""
    return known_network() or "unknown"


def _is_at_work() -> bool:
    """Whether a signed-in person sends this to a page of staff. Elsewhere nobody looks who is signed in."""
    access = getattr(current_app.view_functions.get(request.endpoint or ""), "access", None)
    return isinstance(access, Permission) and bool(current_user.is_authenticated)


def sender() -> str:
    """Who is counted: the account of staff at work, else the visitor's network."""
    return f"account {current_user.id}" if _is_at_work() else network()


def writes_allowed() -> str:
    """How often whoever sends this may write."""
    return STAFFS_WRITES if _is_at_work() else VISITORS_WRITES


limiter = Limiter(sender, default_limits=[])
