"""Reading accounts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Account
from app.core.db import db


def account_by_session_key(session_key: str) -> Account | None:
    """The working account of a session, or None if it was disabled or its sessions were ended."""
    return db.session.scalar(
        select(Account).where(Account.session_key == session_key, Account.disabled_at.is_(None))
    )


def account_by_email(email: str) -> Account | None:
    """The account of an address, whatever its case."""
    return db.session.scalar(select(Account).where(Account.email == email.strip().lower()))


def all_accounts() -> Sequence[Account]:
    """Every account, by name."""
    return db.session.scalars(select(Account).order_by(Account.name, Account.id)).all()
