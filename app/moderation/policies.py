"""Who may moderate what."""

from __future__ import annotations

from collections.abc import Sequence

from app.accounts.models import Account, Role
from app.assemblies.policies import organisation_of
from app.comments.models import Comment


def may_moderate(actor: Account, thing: object) -> bool:
    """Is a moderator for the organisation whose assembly the comment is about, or for all."""
    if isinstance(thing, Comment):
        return actor.holds(Role.MODERATOR, organisation_of(thing.subject))
    return actor.holds(Role.MODERATOR)


def moderated_organisations(actor: Account) -> Sequence[int] | None:
    """The organisations whose comments this person moderates, or None for all of them."""
    serves = [m.organisation_id for m in actor.memberships if m.role == Role.MODERATOR]
    return None if None in serves else [served for served in serves if served is not None]
