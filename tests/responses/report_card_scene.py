"""What members and followers say, for tests of the report card."""

from __future__ import annotations

from app.assemblies.models import Assembly
from app.core import clock
from app.core.db import db
from app.responses.models import CheckPass, Commitment, CounterCheck, Response, Side
from tests.factories.counter_checks import make_pass


def say(
    assembly: Assembly,
    side: str,
    *findings: str,
    response: Response | None = None,
    commitment: Commitment | None = None,
) -> CheckPass:
    """Somebody says something of an answer or of a commitment, and something else later, for each finding given.

    Rows as they are, since wordings of answers that are corrected by now cannot be spoken of any more.
    """
    invited = make_pass(assembly, Side(side))
    for finding in findings:
        check = CounterCheck(
            by=invited, response=response, commitment=commitment, finding=finding, made_at=clock.now()
        )
        db.session.add(check)
        db.session.flush()
    return invited
