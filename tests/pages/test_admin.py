"""An administrator makes accounts and gives and takes roles in the browser."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import Account, Membership, Role
from app.accounts.queries import account_by_email
from app.core.audit import AuditEntry
from tests.conftest import Visitor
from tests.factories.accounts import PASSWORD, make_account, sign_in_as
from tests.factories.forms import HOSTILE, send
from tests.factories.organisations import make_organisation

NEW = "/admin/accounts/new"
ADA = {"email": "ada@fenbury.example", "name": "Ada Lovelock", "role": "officer", "organisation": "fenbury"}


@pytest.fixture
def admin(client: Visitor, session: Session) -> Visitor:
    make_organisation("fenbury")
    sign_in_as(client, make_account("admin@fenbury.example", name="Jo Admin", role=Role.ADMINISTRATOR))
    return client


def _account(session: Session, email: str = "ada@fenbury.example") -> Account:
    session.expire_all()
    account = account_by_email(email)
    assert account is not None
    return account


def _count(session: Session) -> int:
    session.expire_all()
    return len(session.scalars(select(Account)).all())


def test_an_account_is_made_and_its_password_shown_once(admin: Visitor, session: Session) -> None:
    answer = send(admin, NEW, **ADA)
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    match = re.search(r"<code>([a-z0-9-]{23})</code>", answer.text)
    assert match is not None
    ada = _account(session)
    assert passwords.verify_password(ada.password_hash, match[1])
    assert ada.holds(Role.OFFICER, ada.memberships[0].organisation_id)
    assert match[1] not in admin.get(f"/admin/accounts/{ada.id}/").text
    assert "Council officer for Fenbury Borough Council" in admin.get("/admin/").text
    assert list(session.scalars(select(AuditEntry.action))) == ["created", "granted role"]


@pytest.mark.parametrize(
    ("changed", "message", "link"),
    [
        ({"email": ""}, "Write the email address.", "#email"),
        ({"email": "ada"}, "Write an email address such as", "#email"),
        ({"email": "a" * 300 + "@x.example"}, "This email address is too long.", "#email"),
        ({"email": "admin@fenbury.example"}, "There is an account with this address already.", "#email"),
        ({"name": " "}, "Write the person’s name.", "#name"),
        ({"role": ""}, "Choose a role.", "#role-0"),
        ({"role": "king"}, "Choose a role.", "#role-0"),
        ({"organisation": ""}, "Say which organisation the officer works for.", "#organisation"),
        ({"organisation": "atlantis"}, "Choose an organisation from the list.", "#organisation"),
        ({"role": "administrator"}, "Leave the organisation out.", "#organisation"),
    ],
)
def test_what_is_wrong_is_explained_at_its_field_and_nobody_is_made(
    admin: Visitor, session: Session, changed: dict[str, str], message: str, link: str
) -> None:
    answer = send(admin, NEW, **{**ADA, **changed})
    assert answer.status_code == 422
    assert message in answer.text
    assert f'href="{link}"' in answer.text
    assert f'id="{link[1:]}"' in answer.text
    assert _count(session) == 1
    assert session.scalars(select(AuditEntry)).all() == []


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("fields", [list(ADA), ["name"]], ids=["all", "name"])
def test_hostile_input_ends_in_a_page(admin: Visitor, session: Session, fields: list[str], text: str) -> None:
    answer = send(admin, NEW, **{**ADA, **dict.fromkeys(fields, text)})
    assert answer.status_code in (201, 422)
    assert _count(session) == 1 + (answer.status_code == 201)
    assert "<script>alert" not in answer.text
    assert "<script>alert" not in admin.get("/admin/").text


def test_a_role_is_given_and_taken_away(admin: Visitor, session: Session) -> None:
    ada = make_account("ada@fenbury.example", name="Ada")
    page = f"/admin/accounts/{ada.id}/"
    assert send(admin, page, f"{page}roles", role="moderator").status_code == 303
    [membership] = _account(session).memberships
    assert (membership.role, membership.organisation_id) == ("moderator", None)
    again = send(admin, page, f"{page}roles", role="moderator")
    assert again.status_code == 422
    assert "This account has that role already." in again.text
    assert send(admin, page, f"{page}roles/{membership.id}/revoke").status_code == 303
    assert _account(session).memberships == []


def test_a_role_is_taken_only_from_whom_the_page_is_about(admin: Visitor, session: Session) -> None:
    ada = make_account("ada@fenbury.example", role=Role.MODERATOR)
    bob = make_account("bob@fenbury.example", role=Role.MODERATOR)
    page = f"/admin/accounts/{ada.id}/"
    wrong = f"{page}roles/{bob.memberships[0].id}/revoke"
    assert admin.post(wrong, data={"csrf_token": "whatever"}).status_code == 404
    assert len(session.scalars(select(Membership)).all()) == 3


def test_the_last_administrator_stays(admin: Visitor, session: Session) -> None:
    me = _account(session, "admin@fenbury.example")
    page = f"/admin/accounts/{me.id}/"
    for act in (f"{page}roles/{me.memberships[0].id}/revoke", f"{page}disable"):
        answer = send(admin, page, act)
        assert answer.status_code == 409
        assert "This is the last administrator." in answer.text
    assert _account(session, "admin@fenbury.example").disabled_at is None


def test_an_account_is_disabled_and_enabled(admin: Visitor, session: Session) -> None:
    ada = make_account("ada@fenbury.example", name="Ada")
    page = f"/admin/accounts/{ada.id}/"
    assert send(admin, page, f"{page}disable").status_code == 303
    assert _account(session).disabled_at is not None
    assert "Disabled on" in admin.get(page).text
    assert "(disabled)" in admin.get("/admin/").text
    assert send(admin, page, f"{page}enable").status_code == 303
    assert _account(session).disabled_at is None


def test_a_lost_password_is_made_anew_and_shown_once(admin: Visitor, session: Session) -> None:
    ada = make_account("ada@fenbury.example")
    page = f"/admin/accounts/{ada.id}/"
    answer = send(admin, page, f"{page}password")
    match = re.search(r"<code>([a-z0-9-]{23})</code>", answer.text)
    assert match is not None
    assert passwords.verify_password(_account(session).password_hash, match[1])
    assert not passwords.verify_password(_account(session).password_hash, PASSWORD)
