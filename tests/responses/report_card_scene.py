"""What members and followers say, for tests of the report card."""

from __future__ import annotations

from itertools import count

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.responses.models import CheckPass, Commitment, CounterCheck, Response

_numbers = count(1)


def invite(assembly: Assembly, side: str) -> CheckPass:
    """A way to the counter-check for a member or a follower."""
    invited = CheckPass(assembly=assembly, side=side, token=f"pass-{next(_numbers)}", made_at=clock.now())
    db.session.add(invited)
    db.session.flush()
    return invited


def say(
    assembly: Assembly,
    side: str,
    *findings: str,
    response: Response | None = None,
    commitment: Commitment | None = None,
) -> CheckPass:
    """Somebody says something of an answer or of a commitment, and something else later, for each finding given."""
    invited = invite(assembly, side)
    for finding in findings:
        check = CounterCheck(
            by=invited, response=response, commitment=commitment, finding=finding, made_at=clock.now()
        )
        db.session.add(check)
        db.session.flush()
    return invited
