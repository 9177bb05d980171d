"""Accounts for tests, and a way to be signed in without the tenth of a second that a password costs."""

from __future__ import annotations

from functools import cache

from flask.testing import FlaskClient

from app.accounts import passwords
from app.accounts.models import Account, Membership, Role
from app.core import clock
from app.core.db import db

PASSWORD = "three words together"


@cache
def _hash_of(password: str) -> str:
    return passwords.hash_password(password)


def make_account(
    email: str = "olu.officer@fenbury.example",
    *,
    name: str = "Olu Officer",
    role: Role | None = None,
    organisation_id: int | None = None,
) -> Account:
    """An account whose password is PASSWORD, with one role if one is given."""
    account = Account(
        email=email,
        name=name,
        password_hash=_hash_of(PASSWORD),
        created_at=clock.now(),
        session_key=f"session of {email}",
    )
    if role is not None:
        account.memberships.append(Membership(role=role.value, organisation_id=organisation_id))
    db.session.add(account)
    db.session.flush()
    return account


def sign_in_as(client: FlaskClient, account: Account) -> None:
    """Give a client the session of somebody who has signed in."""
    with client.session_transaction() as session:
        session["_user_id"] = account.session_key
        session["_fresh"] = True


def token_in(client: FlaskClient, path: str) -> str:
    """The token in the form of a page: what a browser would send back."""
    page = client.get(path).get_data(as_text=True)
    before = 'name="csrf_token" value="'
    assert before in page, f"{path} has no form:\n{page[:2000]}"
    return page.split(before)[1].split('"')[0]
