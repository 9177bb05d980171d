"""Who leads the moderators."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.accounts.models import Account, Membership, Role
from app.assemblies.policies import organisation_of
from app.comments.models import Comment
from app.core.db import db


def leads_of(comment: Comment) -> Sequence[Account]:
    """The lead moderators of the council whose assembly a comment is about who can sign in, in a set order."""
    here = or_(
        Membership.organisation_id.is_(None), Membership.organisation_id == organisation_of(comment.subject)
    )
    holds = Account.memberships.any((Membership.role == Role.LEAD_MODERATOR) & here)
    return db.session.scalars(
        select(Account).where(holds, Account.disabled_at.is_(None)).order_by(Account.id)
    ).all()
