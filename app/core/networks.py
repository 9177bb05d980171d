"""Limits on how often one network may write, generous enough for a library's shared connection.

An IPv6 visitor owns a whole /64, so that is what is counted. Addresses are used for counting only and kept nowhere
but in the counter's memory.
"""

from __future__ import annotations

import ipaddress

from flask import request
from flask_limiter import Limiter

# Per network: a library, a school or a council office must never notice; a script should.
WRITES = "60 per minute; 600 per hour"
SIGN_INS = "30 per 5 minutes"


def network() -> str:
    """The visitor's network: the IPv4 address, or the /64 of an IPv6 address."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


limiter = Limiter(network, default_limits=[])
