"""Accounts and roles: making them, ending them, and signing in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import gettext
from sqlalchemy import delete, func, select

from app.accounts import passwords
from app.accounts.models import Account, FailedSignIn, Membership, Role
from app.accounts.queries import account_by_email, working_administrators
from app.core import audit, clock, transactions
from app.core.db import db
from app.core.errors import Refused, TooMany, WrongField

# Ten tries in a quarter of an hour are enough for somebody who looks the password up, and too few for guessing.
MOST_TRIES = 10
TRIES_COUNT_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class RightPassword:
    """Proof that somebody knew an account's password a moment ago."""

    account_id: int
    email_digest: str
    # A fresh hash, where the kept one was made with older figures.
    new_hash: str | None


def _new_session_key() -> str:
    return secrets.token_urlsafe(32)


def _digest(email: str) -> str:
    """Addresses that were typed wrongly are somebody's too, so only a keyed digest is kept."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, email.strip().lower().encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _note_try(digest: str) -> None:
    """Write a try down before it is weighed, so that many at once cannot slip past the count."""
    counts_since = clock.now() - TRIES_COUNT_FOR
    with transactions.separately() as session:
        session.execute(delete(FailedSignIn).where(FailedSignIn.happened_at <= counts_since))
        tries = session.scalar(
            select(func.count()).select_from(FailedSignIn).where(FailedSignIn.email_digest == digest)
        )
        refused = (tries or 0) >= MOST_TRIES
        if not refused:
            session.add(FailedSignIn(email_digest=digest, happened_at=clock.now()))
    if refused:
        raise TooMany(
            gettext(
                "There were too many tries to sign in with this address. Wait 15 minutes, then try again,"
                " or ask an administrator for a new password."
            )
        )


def check_password(email: str, password: str) -> RightPassword | None:
    """Weigh an address and a password. Call it before the request's own transaction begins to write.

    Takes what was typed. Returns proof for `sign_in`, or None where the address is unknown, the password wrong or
    the account disabled: the three look and last the same. The try is kept in a transaction of its own.
    Raises TooMany after ten failures for the address in 15 minutes, whether or not there is such an account.
    """
    digest = _digest(email)
    _note_try(digest)
    account = account_by_email(email)
    right = passwords.verify_password(account.password_hash if account else None, password)
    if account is None or not right or not account.is_active:
        return None
    old = passwords.needs_rehash(account.password_hash)
    return RightPassword(account.id, digest, passwords.hash_password(password) if old else None)


def _forget_tries(digest: str) -> None:
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.email_digest == digest))


def sign_in(proof: RightPassword) -> Account:
    """Record that somebody signed in and forget the failed tries before it. Returns the account."""
    account = db.session.get_one(Account, proof.account_id)
    _forget_tries(proof.email_digest)
    if proof.new_hash:
        account.password_hash = proof.new_hash
    audit.record("signed in", account, actor_id=account.id)
    return account


def sound_address(email: str) -> str:
    """An e-mail address in the form in which accounts keep it. Raises WrongField where it is none."""
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise WrongField("email", gettext("Write an email address such as name@example.org.")) from None


def create_account(*, email: str, name: str = "", actor_id: int | None = None) -> tuple[Account, str]:
    """Make an account with a generated password and no role.

    Takes the address, and the name that colleagues will see (the address's first part where empty).
    Returns the account and the password, which is kept nowhere: show it once.
    Raises WrongField where the address is none or is taken.
    """
    address = sound_address(email)
    if account_by_email(address) is not None:
        raise WrongField("email", gettext("There is an account with this address already."))
    password = passwords.generate_password()
    account = Account(
        email=address,
        name=name.strip() or address.split("@")[0],
        password_hash=passwords.hash_password(password),
        created_at=clock.now(),
        session_key=_new_session_key(),
    )
    db.session.add(account)
    audit.record("created", account, actor_id=actor_id)
    return account, password


def grant_role(
    account: Account, role: Role, organisation_id: int | None = None, actor_id: int | None = None
) -> Membership:
    """Give a role, for one organisation or (None) for all.

    Administrators run the whole site; officers always serve one organisation. Raises WrongField otherwise, and
    where the account holds the role already.
    """
    if role is Role.ADMINISTRATOR and organisation_id is not None:
        raise WrongField(
            "organisation", gettext("An administrator runs the whole site. Leave the organisation out.")
        )
    if role is Role.OFFICER and organisation_id is None:
        raise WrongField("organisation", gettext("Say which organisation the officer works for."))
    if any(m.role == role and m.organisation_id == organisation_id for m in account.memberships):
        raise WrongField("role", gettext("This account has that role already."))
    membership = Membership(role=role.value, organisation_id=organisation_id)
    account.memberships.append(membership)
    audit.record("granted role", account, actor_id=actor_id, role=role.value, organisation_id=organisation_id)
    return membership


def _keep_one_administrator(account: Account) -> None:
    if account.holds(Role.ADMINISTRATOR) and account.is_active and len(working_administrators()) == 1:
        raise Refused(gettext("This is the last administrator. Give somebody else that role first."))


def revoke_role(membership: Membership, actor_id: int | None = None) -> None:
    """Take a role away. Raises Refused where nobody would be left to run the site."""
    account = membership.account
    if membership.role == Role.ADMINISTRATOR:
        _keep_one_administrator(account)
    account.memberships.remove(membership)
    audit.record(
        "revoked role",
        account,
        actor_id=actor_id,
        role=membership.role,
        organisation_id=membership.organisation_id,
    )


def disable_account(account: Account, actor_id: int | None = None) -> None:
    """Shut an account and end its sessions. What it did stays under its name.

    Raises Refused for the last administrator.
    """
    if not account.is_active:
        return
    _keep_one_administrator(account)
    account.disabled_at = clock.now()
    account.session_key = _new_session_key()
    audit.record("disabled", account, actor_id=actor_id)


def enable_account(account: Account, actor_id: int | None = None) -> None:
    """Open a disabled account again, with the password it had."""
    if account.is_active:
        return
    account.disabled_at = None
    audit.record("enabled", account, actor_id=actor_id)


def change_password(account: Account, proof: RightPassword, password_hash: str) -> None:
    """Set a new password and end every session of the account, so the caller must sign this browser in anew.

    Takes proof that the person knew the old password, and the new one's hash: hashing is slow, and is done before
    the transaction begins.
    """
    assert proof.account_id == account.id
    _forget_tries(proof.email_digest)
    account.password_hash = password_hash
    account.session_key = _new_session_key()
    audit.record("changed password", account, actor_id=account.id)


def reset_password(account: Account, actor_id: int | None = None) -> str:
    """Give an account a generated password and end its sessions, for somebody who has lost theirs.

    Returns the password, which is kept nowhere: show it once.
    """
    password = passwords.generate_password()
    account.password_hash = passwords.hash_password(password)
    account.session_key = _new_session_key()
    _forget_tries(_digest(account.email))
    audit.record("reset password", account, actor_id=actor_id)
    return password
