"""Who may moderate."""

from __future__ import annotations

from app.accounts.models import Account, Role
from app.assemblies.policies import organisation_of
from app.comments.models import Comment


def may_moderate(actor: Account, thing: object) -> bool:
    """Is a moderator for the organisation whose assembly the comment is about, or for all."""
    if isinstance(thing, Comment):
        return actor.holds(Role.MODERATOR, organisation_of(thing.subject))
    return actor.holds(Role.MODERATOR)
