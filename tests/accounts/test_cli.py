"""`moothall account create`."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import Account, Role
from app.accounts.queries import account_by_email
from app.cli import moothall
from tests.factories.organisations import make_organisation


def _create(app: Flask, session: Session, *words: str) -> Result:
    session.commit()
    return CliRunner().invoke(moothall, ["account", "create", *words], obj=app)


def test_an_account_is_made_with_its_role_and_its_password_is_printed_once(
    app: Flask, session: Session
) -> None:
    organisation = make_organisation("fenbury")
    done = _create(app, session, "Olu@Fenbury.example", "--role", "officer", "--organisation", "fenbury")
    assert done.exit_code == 0
    account = account_by_email("olu@fenbury.example")
    assert account is not None
    assert account.holds(Role.OFFICER, organisation.id)
    assert passwords.verify_password(account.password_hash, done.stdout.split()[-1])


@pytest.mark.parametrize("role", ["administrator", "moderator"])
def test_administrators_and_moderators_need_no_organisation(app: Flask, session: Session, role: str) -> None:
    assert _create(app, session, "a@fenbury.example", "--role", role, "--name", "Ada").exit_code == 0
    account = account_by_email("a@fenbury.example")
    assert account is not None
    assert account.name == "Ada"
    assert account.holds(Role(role))


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["a@fenbury.example", "--role", "king"], 2),
        (["a@fenbury.example"], 2),
        (["--role", "moderator"], 2),
        (["a@fenbury.example", "--role", "moderator", "--organisation", "atlantis"], 1),
        (["a@fenbury.example", "--role", "officer"], 1),
        (["a@fenbury.example", "--role", "administrator", "--organisation", "fenbury"], 1),
        (["not an address", "--role", "moderator"], 1),
    ],
)
def test_what_is_wrong_is_one_line_on_stderr_and_nothing_is_made(
    app: Flask, session: Session, words: list[str], status: int
) -> None:
    make_organisation("fenbury")
    done = _create(app, session, *words)
    assert done.exit_code == status
    assert done.stdout == ""
    if status == 1:
        assert done.stderr.startswith("moothall: ")
        assert done.stderr.count("\n") == 1
    assert session.scalars(select(Account)).all() == []


def test_the_same_address_twice_is_refused(app: Flask, session: Session) -> None:
    assert _create(app, session, "a@fenbury.example", "--role", "moderator").exit_code == 0
    assert _create(app, session, "A@fenbury.example", "--role", "moderator").exit_code == 1
    assert len(session.scalars(select(Account)).all()) == 1
