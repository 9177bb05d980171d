"""The statements that a public body must publish, and what machines ask for."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.comments.services import BROWSER_COOKIE
from tests.conftest import MakeApp, Visitor

OPERATOR = {
    "OPERATOR_NAME": "Wendshire County Council",
    "OPERATOR_EMAIL": "assemblies@wendshire.example",
    "OPERATOR_PHONE": "01632 960 999",
    "OPERATOR_ADDRESS": "Shire Hall, Wend",
}


@pytest.mark.parametrize("page", ["/accessibility", "/privacy", "/terms", "/about"])
def test_a_statement_says_who_runs_the_site_and_how_to_reach_them(
    page: str, make_app: MakeApp, session: Session
) -> None:
    text = make_app(**OPERATOR).test_client().get(page).get_data(as_text=True)
    assert all(value in text for value in OPERATOR.values())


def test_privacy_names_every_cookie_that_the_site_sets(client: Visitor, session: Session) -> None:
    page = client.get("/privacy").get_data(as_text=True)
    assert f"<code>{BROWSER_COOKIE}</code>" in page
    assert "<code>moothall_session</code>" in page
    assert "It stays for 400 days." in page
    assert "after 12 hours without use" in page


def test_the_accessibility_statement_has_what_the_regulations_ask_for(
    client: Visitor, session: Session
) -> None:
    page = client.get("/accessibility").get_data(as_text=True)
    for words in (
        "(No. 2) Accessibility Regulations 2018",
        "partially compliant",
        "version 2.2",
        "Equality and Human Rights Commission",
        "Telling us about a problem",
    ):
        assert words in page


def test_robots_stay_out_of_private_pages_alone(client: Visitor, session: Session) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /receipts/" in lines
    assert "Disallow: /confirm/" in lines
    assert not any(line in ("Disallow: /", "Disallow: /assemblies/") for line in lines)


def test_security_txt_says_whom_to_tell_and_has_not_expired(client: Visitor, session: Session) -> None:
    text = client.get("/.well-known/security.txt").get_data(as_text=True)
    assert "Contact: mailto:assembly@moothall.example" in text
    assert "Expires: 20" in text


def test_the_old_address_of_the_mark_leads_to_it(client: Visitor, session: Session) -> None:
    with client.get("/favicon.ico", follow_redirects=True) as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "image/svg+xml"
