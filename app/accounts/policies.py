"""Who somebody is, as plain predicates. `thing` is not looked at: these roles are for the whole site."""

from __future__ import annotations

from app.accounts.models import Account, Role


def anyone_signed_in(actor: Account, thing: object) -> bool:
    """Everybody with a working account."""
    return actor.is_active


def is_administrator(actor: Account, thing: object) -> bool:
    """Runs the site."""
    return actor.holds(Role.ADMINISTRATOR)
