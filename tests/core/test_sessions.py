"""The session of signed-in staff: strict, idle for twelve hours at most, and never touched by a public page."""

from __future__ import annotations

import re
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.core import sessions
from tests.conftest import MakeApp, Visitor
from tests.factories.accounts import PASSWORD, make_account, sign_in_as, token_in
from tests.factories.organisations import make_organisation


@pytest.fixture
def officer(session: Session) -> Account:
    return make_account(role=Role.OFFICER, organisation_id=make_organisation().id)


def _sign_in(client: Visitor) -> SimpleCookie:
    sent = {
        "csrf_token": token_in(client, "/sign-in"),
        "email": "olu.officer@fenbury.example",
        "password": PASSWORD,
    }
    answer = client.post("/sign-in", data=sent)
    assert answer.status_code == 303
    return SimpleCookie(answer.headers["Set-Cookie"])


def test_the_cookie_is_for_this_site_and_no_script(client: Visitor, officer: Account) -> None:
    morsel = _sign_in(client)["moothall_session"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert not morsel["secure"], "this test's site is served without TLS"


def test_behind_tls_the_cookie_never_leaves_it(make_app: MakeApp, officer: Account) -> None:
    client = make_app(PUBLIC_URL="https://talk.example", SESSION_COOKIE_SECURE=True).test_client()
    assert isinstance(client, Visitor)
    sent = {
        "csrf_token": _token_by_tls(client),
        "email": officer.email,
        "password": PASSWORD,
    }
    headers = {"Referer": "https://localhost/sign-in"}
    answer = client.post("/sign-in", data=sent, base_url="https://localhost", headers=headers)
    assert answer.status_code == 303
    assert SimpleCookie(answer.headers["Set-Cookie"])["moothall_session"]["secure"]


def _token_by_tls(client: Visitor) -> str:
    page = client.get("/sign-in", base_url="https://localhost").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_each_staff_page_puts_the_end_of_the_session_off(client: Visitor, officer: Account) -> None:
    sign_in_as(client, officer)
    assert "moothall_session" in client.get("/account/password").headers.get("Set-Cookie", "")


def test_an_idle_session_ends(client: Visitor, officer: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_as(client, officer)
    with client.session_transaction() as session:
        session.permanent = True
    assert client.get("/account/password").status_code == 200
    monkeypatch.setitem(client.application.config, "PERMANENT_SESSION_LIFETIME", timedelta(seconds=-1))
    assert client.get("/account/password").status_code == 303
    assert timedelta(hours=1) <= sessions.IDLE <= timedelta(hours=24)


def test_a_public_page_neither_reads_nor_renews_it(client: Visitor, officer: Account) -> None:
    sign_in_as(client, officer)
    for path in ("/", "/assemblies/", "/privacy", "/nowhere"):
        headers = client.get(path).headers
        assert "Set-Cookie" not in headers, path
        assert "Cookie" not in headers.get("Vary", ""), path


@pytest.mark.parametrize("forged", ["", "forged", "eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "é", "x" * 5000])
def test_a_forged_session_is_nobody_s(client: Visitor, officer: Account, forged: str) -> None:
    answer = client.get("/account/password", headers={"Cookie": f"moothall_session={forged}"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/sign-in?next=")
