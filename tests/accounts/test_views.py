"""Signing in and out in a browser, and what happens to words when the session is gone."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts import passwords
from app.accounts.models import Account, FailedSignIn, Role
from app.accounts.views import local_path
from tests.conftest import Visitor
from tests.factories.accounts import PASSWORD, make_account, sign_in_as, token_in
from tests.factories.organisations import make_organisation

WRONG = "The email address or the password is wrong. Check both."


def _send(client: Visitor, email: str, password: str, wanted: str = "", **more: str) -> TestResponse:
    token = token_in(client, "/sign-in")
    return client.post(
        "/sign-in", data={"csrf_token": token, "email": email, "password": password, "next": wanted, **more}
    )


@pytest.fixture
def olu(session: Session) -> Account:
    return make_account("olu@fenbury.example", role=Role.MODERATOR)


def test_the_sign_in_page_sets_no_cookie_and_is_not_stored(client: Visitor) -> None:
    page = client.get("/sign-in")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


def test_the_right_password_leads_to_the_desk_with_one_strict_cookie(client: Visitor, olu: Account) -> None:
    answer = _send(client, "olu@fenbury.example", PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/moderation/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert client.get("/account/password").status_code == 200


def test_the_wrong_password_and_the_wrong_address_read_the_same(client: Visitor, olu: Account) -> None:
    def without_token(page: str) -> str:
        return re.sub(r'name="csrf_token" value="[^"]+"', "", page).replace("nobody@", "olu@")

    first = _send(client, "olu@fenbury.example", "wrong")
    second = _send(client, "nobody@fenbury.example", PASSWORD)
    assert (first.status_code, second.status_code) == (422, 422)
    assert WRONG in first.text
    assert without_token(first.text) == without_token(second.text)
    assert "Set-Cookie" not in first.headers


def test_a_refused_sign_in_keeps_the_address_and_never_the_password(client: Visitor, olu: Account) -> None:
    page = _send(client, "olu@fenbury.example", "not the password at all").text
    assert 'value="olu@fenbury.example"' in page
    assert "not the password at all" not in page
    assert 'href="#email"' in page


def test_the_session_is_a_new_one_after_signing_in(client: Visitor, olu: Account) -> None:
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        before["csrf_token"] = "known to somebody else"
    _send(client, "olu@fenbury.example", PASSWORD)
    with client.session_transaction() as after:
        assert "planted" not in after
        assert after.get("csrf_token") != "known to somebody else"
        assert after["_user_id"] == olu.session_key


def test_one_goes_on_to_the_page_one_wanted(client: Visitor, olu: Account) -> None:
    answer = _send(client, "olu@fenbury.example", PASSWORD, "/moderation/?after=abc")
    assert answer.location == "/moderation/?after=abc"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "evil.example", "/\t/evil.example", "/\n/evil.example", "/\x00", "http:/x", "//[",
        "/" + "x" * 3000, "",
    ],
)  # fmt: skip
def test_nobody_is_led_to_another_site(wanted: str) -> None:
    assert local_path(wanted) is None


def test_the_path_wanted_is_checked_when_the_form_comes_back(client: Visitor, olu: Account) -> None:
    assert _send(client, "olu@fenbury.example", PASSWORD, "//evil.example/").location == "/moderation/"


def test_many_desks_lead_to_the_account_page(client: Visitor, session: Session) -> None:
    account = make_account("both@fenbury.example", role=Role.MODERATOR)
    organisation = make_organisation()
    account.memberships.append(type(account.memberships[0])(role="officer", organisation_id=organisation.id))
    assert _send(client, "both@fenbury.example", PASSWORD).location == "/account/"


def test_who_is_signed_in_is_not_asked_again(client: Visitor, olu: Account) -> None:
    sign_in_as(client, olu)
    answer = client.get("/sign-in?next=/moderation/")
    assert (answer.status_code, answer.location) == (303, "/moderation/")


def test_a_disabled_account_cannot_sign_in_and_its_session_has_ended(
    client: Visitor, session: Session, olu: Account
) -> None:
    sign_in_as(client, olu)
    olu.disabled_at = olu.created_at
    assert client.get("/account/password").status_code == 303
    assert WRONG in _send(client, "olu@fenbury.example", PASSWORD).text


def test_the_eleventh_try_is_told_to_wait(client: Visitor, session: Session, olu: Account) -> None:
    for _ in range(10):
        assert _send(client, "olu@fenbury.example", "guess").status_code == 422
    answer = _send(client, "olu@fenbury.example", PASSWORD)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.text
    assert len(session.scalars(select(FailedSignIn)).all()) == 10


def test_failed_tries_are_really_committed_by_a_refused_request(
    client: Visitor, session: Session, committed_database: object
) -> None:
    make_account("olu@fenbury.example")
    assert _send(client, "olu@fenbury.example", "guess").status_code == 422
    session.rollback()
    assert len(session.scalars(select(FailedSignIn)).all()) == 1
    assert _send(client, "olu@fenbury.example", PASSWORD).status_code == 303
    session.rollback()
    assert session.scalars(select(FailedSignIn)).all() == []


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"email": "", "password": ""},
        {"email": "olu@fenbury.example\x00", "password": PASSWORD},
        {"email": "x" * 5000, "password": PASSWORD},
        {"email": "\u202eolu@fenbury.example", "password": "😀" * 5000},
        {"email": "<script>alert(1)</script>", "password": "<b>"},
        {"email": ["a@x.example", "b@x.example"], "password": ["one", "two"]},
    ],
)
def test_nonsense_is_answered_with_the_form(client: Visitor, sent: dict[str, str | list[str]]) -> None:
    token = token_in(client, "/sign-in")
    answer = client.post("/sign-in", data={"csrf_token": token, **sent})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("token", ["", "forged", None])
def test_a_forged_form_is_refused_and_counts_as_no_try(
    client: Visitor, session: Session, olu: Account, token: str | None
) -> None:
    sent = {"email": "olu@fenbury.example", "password": PASSWORD}
    answer = client.post("/sign-in", data=sent if token is None else {**sent, "csrf_token": token})
    assert answer.status_code == 400
    assert PASSWORD not in answer.text
    assert session.scalars(select(FailedSignIn)).all() == []


def test_another_site_cannot_sign_a_visitor_in(client: Visitor, olu: Account) -> None:
    token = token_in(client, "/sign-in")
    sent = {"csrf_token": token, "email": "olu@fenbury.example", "password": PASSWORD}
    answer = client.post("/sign-in", data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert "Set-Cookie" not in answer.headers


def test_signing_out_ends_the_session_and_says_so(client: Visitor, olu: Account) -> None:
    sign_in_as(client, olu)
    token = token_in(client, "/sign-out")
    answer = client.post("/sign-out", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, "/sign-in?out=1")
    assert "You are signed out" in client.get("/sign-in?out=1").text
    assert client.get("/account/password").status_code == 303


def test_signing_out_twice_is_no_error(client: Visitor) -> None:
    assert client.post("/sign-out").status_code == 303
    assert client.get("/sign-out").location == "/sign-in"


def test_another_site_cannot_sign_somebody_out(client: Visitor, olu: Account) -> None:
    sign_in_as(client, olu)
    assert client.post("/sign-out", data={"csrf_token": "forged"}).status_code == 400
    assert client.get("/account/password").status_code == 200


def _change(client: Visitor, old: str, new: str, again: str) -> TestResponse:
    sent = {"old_password": old, "new_password": new, "new_password_again": again}
    token = token_in(client, "/account/password")
    return client.post("/account/password", data={"csrf_token": token, **sent})


def test_a_password_is_changed_and_other_sessions_end(app: Flask, client: Visitor, olu: Account) -> None:
    elsewhere = app.test_client()
    sign_in_as(client, olu)
    sign_in_as(elsewhere, olu)
    answer = _change(client, old=PASSWORD, new="four other words now", again="four other words now")
    assert (answer.status_code, answer.location) == (303, "/account/")
    assert "Your password is changed" in client.get("/account/password").text
    assert elsewhere.get("/account/password").status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "message"),
    [
        ("", "", "", "Write the password that you use now."),
        (
            "wrong",
            "four other words now",
            "four other words now",
            "This is not the password that you use now.",
        ),
        (PASSWORD, "short", "short", "Use at least 12 characters."),
        (PASSWORD, PASSWORD, PASSWORD, "Choose a password that differs"),
        (PASSWORD, "four other words now", "four other words new", "The two new passwords are not the same."),
        (PASSWORD, "x" * 201, "x" * 201, "at most 200 characters"),
    ],
)
def test_a_wrong_new_password_is_explained_at_its_field(
    client: Visitor, session: Session, olu: Account, old: str, new: str, again: str, message: str
) -> None:
    sign_in_as(client, olu)
    answer = _change(client, old=old, new=new, again=again)
    assert answer.status_code == 422
    assert message in answer.text
    session.expire_all()
    assert passwords.verify_password(olu.password_hash, PASSWORD)


def test_guessing_the_old_password_is_slowed_down_too(
    client: Visitor, olu: Account, committed_database: object
) -> None:
    sign_in_as(client, olu)
    for _ in range(10):
        _change(client, old="guess", new="four other words now", again="four other words now")
    answer = _change(client, old=PASSWORD, new="four other words now", again="four other words now")
    assert answer.status_code == 429


def test_without_a_session_a_page_leads_to_sign_in_and_back(client: Visitor) -> None:
    answer = client.get("/account/password?from=mail")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=%2Faccount%2Fpassword%3Ffrom%3Dmail")
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_a_session_a_form_gives_the_words_back(client: Visitor) -> None:
    words = "What I wrote\nfor an hour <b>bold</b> \u202e"
    answer = client.post(
        "/account/password",
        data={"body": words, "old_password": "secret", "new_password": "another secret"},
        headers={"Referer": "http://localhost/council/x/edit?draft=2"},
    )
    assert answer.status_code == 401
    assert "What I wrote\nfor an hour &lt;b&gt;bold&lt;/b&gt; \u202e" in answer.text
    assert "secret" not in answer.text
    assert 'href="/sign-in?next=%2Fcouncil%2Fx%2Fedit%3Fdraft%3D2"' in answer.text


@pytest.mark.parametrize(
    "referrer", ["https://evil.example/council/", "//evil.example/x", "", "nonsense:", "http://["]
)
def test_the_way_back_is_never_another_site(client: Visitor, referrer: str) -> None:
    answer = client.post("/account/password", headers={"Referer": referrer})
    assert 'href="/sign-in"' in answer.text


def test_reading_staff_pages_puts_the_end_of_the_session_off(client: Visitor, olu: Account) -> None:
    sign_in_as(client, olu)
    assert "Set-Cookie" in client.get("/account/password").headers


def test_a_page_that_asks_nobody_s_name_sets_no_cookie_for_staff_either(
    client: Visitor, olu: Account
) -> None:
    sign_in_as(client, olu)
    answer = client.get("/healthz")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
