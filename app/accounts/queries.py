"""Reading accounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, select

from app.accounts.models import Account, Membership, Role
from app.core.db import db


def account_by_session_key(session_key: str) -> Account | None:
    """The working account of a session, or None if it was disabled or its sessions were ended."""
    return db.session.scalar(
        select(Account).where(Account.session_key == session_key, Account.disabled_at.is_(None))
    )


def account_by_email(email: str) -> Account | None:
    """The account of an address, whatever its case. No address holds a NUL, which PostgreSQL would refuse."""
    address = email.strip().lower()
    return None if "\x00" in address else db.session.scalar(select(Account).where(Account.email == address))


def account_by_id(account_id: int) -> Account | None:
    """One account, disabled or not."""
    return db.session.get(Account, account_id)


def membership_by_id(membership_id: int, account: Account) -> Membership | None:
    """One role of an account, or None if it is not this account's."""
    return next((each for each in account.memberships if each.id == membership_id), None)


def all_accounts() -> Sequence[Account]:
    """Every account with its roles, by name."""
    return db.session.scalars(select(Account).order_by(Account.name, Account.id)).all()


def working_administrators() -> Sequence[Account]:
    """The administrators who can sign in."""
    holds = Account.memberships.any(Membership.role == Role.ADMINISTRATOR)
    return db.session.scalars(
        select(Account).where(holds, Account.disabled_at.is_(None)).order_by(Account.id)
    ).all()


def working_officers(organisation_id: int) -> Sequence[Account]:
    """The officers of an organisation who can sign in."""
    serves = Account.memberships.any(
        and_(Membership.role == Role.OFFICER, Membership.organisation_id == organisation_id)
    )
    return db.session.scalars(
        select(Account).where(serves, Account.disabled_at.is_(None)).order_by(Account.id)
    ).all()
