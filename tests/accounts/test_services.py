"""Accounts, roles and signing in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import passwords, services
from app.accounts.models import Account, FailedSignIn, Role
from app.core import clock
from app.core.audit import AuditEntry
from app.core.errors import Refused, TooMany
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.organisations import make_organisation


def _log(session: Session) -> list[tuple[str, int | None]]:
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(row.action, row.actor_id) for row in rows]


def test_the_right_password_signs_in_and_is_logged(session: Session) -> None:
    account = make_account("olu@fenbury.example")
    session.commit()
    proof = services.check_password(" OLU@Fenbury.example ", PASSWORD)
    assert proof is not None
    assert services.sign_in(proof) == account
    assert _log(session) == [("signed in", account.id)]
    assert session.scalars(select(FailedSignIn)).all() == []


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("olu@fenbury.example", "not the password"),
        ("nobody@fenbury.example", PASSWORD),
        ("olu@fenbury.example\x00", PASSWORD),
        ("", ""),
    ],
)
def test_a_wrong_address_or_password_gives_no_proof(session: Session, email: str, password: str) -> None:
    make_account("olu@fenbury.example")
    session.commit()
    assert services.check_password(email, password) is None


def test_a_disabled_account_is_refused_like_a_wrong_password(session: Session) -> None:
    account = make_account("olu@fenbury.example")
    services.disable_account(account)
    session.commit()
    assert services.check_password("olu@fenbury.example", PASSWORD) is None


@pytest.mark.parametrize("email", ["olu@fenbury.example", "nobody@fenbury.example"])
def test_the_eleventh_try_in_a_quarter_of_an_hour_is_refused_even_if_right(
    session: Session, email: str
) -> None:
    make_account("olu@fenbury.example")
    session.commit()
    with clock.at(clock.now()):
        for _ in range(10):
            assert services.check_password(email, "guess") is None
        with pytest.raises(TooMany):
            services.check_password(email.upper(), PASSWORD)


def test_another_address_is_not_held_up_by_the_tries_of_one(session: Session) -> None:
    make_account("olu@fenbury.example")
    session.commit()
    for _ in range(10):
        services.check_password("nobody@fenbury.example", "guess")
    assert services.check_password("olu@fenbury.example", PASSWORD) is not None


def test_a_quarter_of_an_hour_later_one_may_try_again_and_old_tries_are_forgotten(session: Session) -> None:
    make_account("olu@fenbury.example")
    session.commit()
    then = clock.now()
    with clock.at(then):
        for _ in range(10):
            services.check_password("olu@fenbury.example", "guess")
    with clock.at(then + timedelta(minutes=14, seconds=59)), pytest.raises(TooMany):
        services.check_password("olu@fenbury.example", PASSWORD)
    with clock.at(then + timedelta(minutes=15, seconds=1)):
        assert services.check_password("olu@fenbury.example", PASSWORD) is not None
    assert len(session.scalars(select(FailedSignIn)).all()) == 1


def test_signing_in_begins_the_count_of_tries_anew(session: Session) -> None:
    make_account("olu@fenbury.example")
    session.commit()
    for _ in range(2):
        for _ in range(9):
            assert services.check_password("olu@fenbury.example", "guess") is None
        proof = services.check_password("olu@fenbury.example", PASSWORD)
        assert proof is not None
        services.sign_in(proof)
        session.commit()


def test_tries_keep_no_address(session: Session) -> None:
    services.check_password("nobody@fenbury.example", "guess")
    kept = session.scalars(select(FailedSignIn)).one()
    assert "nobody" not in kept.email_digest
    assert len(kept.email_digest) == 64


def test_a_hash_of_older_figures_is_renewed_at_sign_in(session: Session) -> None:
    account = make_account("olu@fenbury.example")
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    account.password_hash = old
    session.commit()
    proof = services.check_password("olu@fenbury.example", PASSWORD)
    assert proof is not None
    services.sign_in(proof)
    assert account.password_hash != old
    assert passwords.verify_password(account.password_hash, PASSWORD)


def test_a_new_account_has_a_generated_password_and_no_role(session: Session) -> None:
    admin = make_account("admin@fenbury.example", role=Role.ADMINISTRATOR)
    account, password = services.create_account(email="Ada@Fenbury.Example", name=" Ada ", actor_id=admin.id)
    assert (account.email, account.name, account.memberships) == ("ada@fenbury.example", "Ada", [])
    assert passwords.verify_password(account.password_hash, password)
    assert _log(session) == [("created", admin.id)]


def test_an_account_without_a_name_goes_by_its_address(session: Session) -> None:
    account, _ = services.create_account(email="ada@fenbury.example")
    assert account.name == "ada"


@pytest.mark.parametrize(
    "email", ["", "ada", "ada@", "@x.example", "a b@x.example", "ada@x.example\x00", "a@b@c"]
)
def test_what_is_no_address_makes_no_account(session: Session, email: str) -> None:
    with pytest.raises(Refused):
        services.create_account(email=email)
    assert session.scalars(select(Account)).all() == []


def test_one_address_has_one_account_whatever_its_case(session: Session) -> None:
    services.create_account(email="ada@fenbury.example")
    with pytest.raises(Refused):
        services.create_account(email="ADA@fenbury.example")


def test_a_role_is_given_once_and_logged(session: Session) -> None:
    account, organisation = make_account(), make_organisation()
    services.grant_role(account, Role.OFFICER, organisation.id, actor_id=account.id)
    assert account.holds(Role.OFFICER, organisation.id)
    assert not account.holds(Role.OFFICER, organisation.id + 1)
    with pytest.raises(Refused):
        services.grant_role(account, Role.OFFICER, organisation.id)
    row = session.scalars(select(AuditEntry)).one()
    assert (row.action, row.detail) == (
        "granted role",
        {"role": "officer", "organisation_id": organisation.id},
    )


def test_a_role_for_all_is_given_once_too(session: Session) -> None:
    account = make_account(role=Role.MODERATOR)
    with pytest.raises(Refused):
        services.grant_role(account, Role.MODERATOR)


def test_officers_serve_one_organisation_and_administrators_the_whole_site(session: Session) -> None:
    account, organisation = make_account(), make_organisation()
    with pytest.raises(Refused):
        services.grant_role(account, Role.OFFICER)
    with pytest.raises(Refused):
        services.grant_role(account, Role.ADMINISTRATOR, organisation.id)
    assert account.memberships == []


def test_a_role_can_be_taken_away_but_the_last_administrator_stays(session: Session) -> None:
    admin = make_account("admin@fenbury.example", role=Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        services.revoke_role(admin.memberships[0])
    make_account("second@fenbury.example", role=Role.ADMINISTRATOR)
    services.revoke_role(admin.memberships[0], actor_id=admin.id)
    session.flush()
    session.expire_all()
    assert admin.memberships == []
    assert _log(session) == [("revoked role", admin.id)]


def test_a_disabled_administrator_does_not_count_as_one(session: Session) -> None:
    admin = make_account("admin@fenbury.example", role=Role.ADMINISTRATOR)
    second = make_account("second@fenbury.example", role=Role.ADMINISTRATOR)
    services.disable_account(second)
    with pytest.raises(Refused):
        services.disable_account(admin)


def test_disabling_an_account_ends_its_sessions_and_enabling_opens_it_again(session: Session) -> None:
    account = make_account()
    before = account.session_key
    services.disable_account(account)
    assert account.disabled_at is not None
    assert account.session_key != before
    services.disable_account(account)
    services.enable_account(account)
    assert [account.disabled_at] == [None]
    services.enable_account(account)
    assert [action for action, _ in _log(session)] == ["disabled", "enabled"]


def test_a_new_password_ends_every_session(session: Session) -> None:
    account = make_account("olu@fenbury.example")
    session.commit()
    before = account.session_key
    proof = services.check_password(account.email, PASSWORD)
    assert proof is not None
    services.change_password(account, proof, passwords.hash_password("four other words now"))
    assert account.session_key != before
    assert passwords.verify_password(account.password_hash, "four other words now")
    assert _log(session) == [("changed password", account.id)]


def test_an_administrator_can_give_a_lost_password_anew(session: Session) -> None:
    account = make_account()
    before = account.session_key
    password = services.reset_password(account, actor_id=account.id)
    assert passwords.verify_password(account.password_hash, password)
    assert account.session_key != before


def test_failed_tries_are_kept_although_the_request_is_refused(
    session: Session, committed_database: object
) -> None:
    make_account("olu@fenbury.example")
    session.commit()
    assert services.check_password("olu@fenbury.example", "guess") is None
    session.rollback()
    assert len(session.scalars(select(FailedSignIn)).all()) == 1
