"""Members and followers who say a word on answers and commitments, for tests."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from app.assemblies.models import Assembly
from app.comments.models import Comment
from app.comments.services import new_receipt_token
from app.core import clock
from app.core.db import db
from app.responses.models import CheckPass, Commitment, CounterCheck, Finding, Response, Side
from app.responses.queries.counter_checks import last_words_of, thing_of
from app.responses.services.counter_checks import Said, say

_numbers = count(1)


def make_pass(assembly: Assembly, side: Side = Side.MEMBER, **columns: object) -> CheckPass:
    """A link that opens the counter-check since yesterday."""
    number = next(_numbers)
    check_pass = CheckPass(
        assembly_id=assembly.id,
        side=side,
        token=f"pass-{number}",
        made_at=clock.now() - timedelta(days=1),
        **columns,
    )
    db.session.add(check_pass)
    db.session.flush()
    return check_pass


def make_check(
    about: Response | Commitment,
    finding: Finding = Finding.NO,
    reason: str = "",
    *,
    by: CheckPass | None = None,
    side: Side = Side.MEMBER,
) -> CounterCheck:
    """What somebody says of an answer or a commitment; a new person unless one is given."""
    assembly = about.assembly if isinstance(about, Response) else about.recommendation.assembly
    by = by or make_pass(assembly, side)
    say(by, about, Said(finding, reason), receipt_token=new_receipt_token())
    return last_words_of(by)[thing_of(about)]


def make_reason(about: Response | Commitment, words: str, **given: object) -> Comment:
    """The reason that somebody gives, as it waits for a moderator."""
    comment = make_check(about, reason=words, **given).comment  # type: ignore[arg-type]
    assert comment is not None
    return comment
