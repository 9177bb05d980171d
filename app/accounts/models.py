"""Accounts and the roles that they hold."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Key, Line, Model, Word, reference


class Role(StrEnum):
    """What a person does here. An administrator runs the site; the others serve one organisation, or all."""

    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    MODERATOR = "moderator"
    # A moderator to whom the others turn.
    LEAD_MODERATOR = "lead_moderator"


class Account(Model, UserMixin):
    """A person who signs in. The e-mail address is kept in lower case."""

    __tablename__ = "accounts"

    id: Mapped[Key]
    email: Mapped[Line] = mapped_column(unique=True)
    name: Mapped[Line]
    password_hash: Mapped[Line]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # Changing it ends every session of this account, wherever it is open.
    session_key: Mapped[Word] = mapped_column(unique=True)

    memberships: Mapped[list[Membership]] = relationship(
        back_populates="account", lazy="selectin", order_by="Membership.id", cascade="all, delete-orphan"
    )

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None

    def get_id(self) -> str:
        return self.session_key

    def holds(self, role: Role, organisation_id: int | None = None) -> bool:
        """Whether this person holds the role, for that organisation if one is given. A role for all counts for each."""
        return any(
            membership.role == role
            and (organisation_id is None or membership.organisation_id in (None, organisation_id))
            for membership in self.memberships
        )


class Membership(Model):
    """A role, for one organisation or (None) for all."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "organisation_id"),
        CheckConstraint("role in ('administrator', 'officer', 'moderator', 'lead_moderator')", name="role"),
        CheckConstraint("role != 'officer' or organisation_id is not null", name="officer_serves_one"),
    )

    id: Mapped[Key]
    account_id: Mapped[int] = reference("accounts.id")
    role: Mapped[Word]
    organisation_id: Mapped[int | None] = reference("organisations.id")

    account: Mapped[Account] = relationship(back_populates="memberships")


class FailedSignIn(Model):
    """A failed try to sign in, kept for a short while to slow down guessing. The address is kept as a digest."""

    __tablename__ = "failed_sign_ins"

    id: Mapped[Key]
    email_digest: Mapped[Word] = mapped_column(index=True)
    happened_at: Mapped[datetime]
