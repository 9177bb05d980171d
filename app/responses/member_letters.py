"""Letters to an assembly's members: the link of their own, and that there is something new to say a word on.

Their link leads to a private page, so a letter holds nothing else that would tell who they are.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from app.core.letters import compose
from app.core.outbox import Letter
from app.responses.models import CheckPass
from app.responses.queries.passes import New, new_to_members, pass_by_id


def _who_takes_letters(payload: dict[str, Any]) -> CheckPass | None:
    """The member to write to; None who left, whose link has ended, or whose assembly cannot be seen."""
    found = pass_by_id(payload["pass_id"])
    if found is None or found.email is None or found.ended_at is not None or not found.assembly.is_public:
        return None
    return found


def _letter(event: str, member: CheckPass, **words: Any) -> Letter | None:
    return compose(
        event,
        member.email or "",
        leave_path=f"{member.path}/leave",
        assembly=member.assembly,
        check_url=f"{current_app.config['PUBLIC_URL']}{member.path}",
        **words,
    )


def member_invited(payload: dict[str, Any]) -> Letter | None:
    """Give a member their link, for the first time or again. Nothing where another has taken its place meanwhile."""
    member = _who_takes_letters(payload)
    if member is None or not member.token.startswith(payload["link"]):
        return None
    return _letter("member_invited", member)


def member_news(payload: dict[str, Any]) -> Letter | None:
    """Tell a member what they can say a word on since the last letter. Nothing where none of it counts any more."""
    member = _who_takes_letters(payload)
    if member is None:
        return None
    since, until = (datetime.fromisoformat(payload[edge]) for edge in ("since", "until"))
    new: New = new_to_members(member.assembly, since, until)
    return _letter("member_news", member, new=new) if new else None
