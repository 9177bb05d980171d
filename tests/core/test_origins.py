"""What pages of other websites send in a reader's name is refused; everybody else may send."""

from __future__ import annotations

import html

import pytest
from flask import Flask, request
from sqlalchemy.orm import Session

from app.core import origins
from tests.conftest import MakeApp, Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation

OURS = "https://assembly.fenbury.example"
EVIL = "https://evil.example"
# Behind a proxy that ends TLS and asks us by a name of its own.
INSIDE = "http://inside:8000"


def _site(make_app: MakeApp, **settings: object) -> Flask:
    application = make_app(PUBLIC_URL=OURS, **settings)
    application.add_url_rule(
        "/trial", "trial", lambda: request.form.get("body", ""), methods=["GET", "POST", "PUT"]
    )
    application.add_url_rule(
        "/one-click", "one_click", origins.one_click(lambda: "done"), methods=["GET", "POST"]
    )
    return application


@pytest.mark.one_database
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": OURS},
        {"Sec-Fetch-Site": "none"},
        # A page with `Referrer-Policy: no-referrer`, in browsers of today and of yesterday.
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Origin": "null"},
        {"Origin": OURS},
        {"Origin": OURS.upper()},
        # The address that was asked, where it is not the one that residents see.
        {"Origin": INSIDE},
        {"Origin": INSIDE.replace("http", "https")},
        # Two addresses of the same site.
        {"Sec-Fetch-Site": "same-site", "Origin": OURS},
    ],
)
def test_our_own_pages_and_what_is_no_browser_may_send(make_app: MakeApp, headers: dict[str, str]) -> None:
    client = _site(make_app).test_client()
    answer = client.post("/trial", base_url=INSIDE, data={"body": "Benches."}, headers=headers)
    assert (answer.status_code, answer.text) == (200, "Benches.")


@pytest.mark.one_database
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": EVIL},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Origin": EVIL},
        {"Origin": f"{OURS}.evil.example"},
        {"Origin": f"{OURS}:8443"},
        {"Origin": OURS.replace("https", "http")},
        {"Origin": "http://["},
        {"Origin": ""},
        # A neighbour under the council's domain.
        {"Sec-Fetch-Site": "same-site", "Origin": "https://blogs.fenbury.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_another_website_may_not_and_the_words_come_back(
    make_app: MakeApp, method: str, headers: dict[str, str]
) -> None:
    client = _site(make_app).test_client()
    words = {"body": "Two <b>benches</b>."}
    answer = client.open("/trial", method=method, base_url=INSIDE, data=words, headers=headers)
    assert answer.status_code == 400
    assert "This came from a page of another website" in answer.text
    if method == "POST":
        assert words["body"] in html.unescape(answer.text)
        assert 'href="/trial"' in answer.text
    assert client.get("/trial", base_url=INSIDE, headers=headers).status_code == 200


@pytest.mark.one_database
def test_a_proxys_host_counts_where_proxies_are_trusted(make_app: MakeApp) -> None:
    seen = {"X-Forwarded-Host": "www.fenbury.example", "Origin": "https://www.fenbury.example"}
    trusting = _site(make_app, TRUSTED_PROXIES=1).test_client()
    assert trusting.post("/trial", base_url=INSIDE, headers=seen).status_code == 200
    careful = _site(make_app).test_client()
    assert careful.post("/trial", base_url=INSIDE, headers=seen).status_code == 400


@pytest.mark.one_database
def test_a_mail_program_unsubscribes_from_wherever_it_is(make_app: MakeApp) -> None:
    client = _site(make_app).test_client()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    assert client.post("/one-click", headers=headers).text == "done"
    views = client.application.view_functions
    exempt = {name for name, view in views.items() if getattr(view, "one_click", False)}
    assert exempt == {"following.unsubscribe", "pages.leave", "pages.letters_off", "one_click"}


@pytest.mark.one_database
def test_where_there_is_no_page_another_site_learns_just_that(make_app: MakeApp) -> None:
    client = _site(make_app).test_client()
    assert client.post("/no-such-page", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 404


def test_visitors_of_another_site_agree_with_nothing(client: Visitor, session: Session) -> None:
    comment = make_comment(make_recommendation(make_assembly(consulting=(-7, 7))).subject)
    page = f"/comments/{comment.id}/agree"
    headers = {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"}
    for _ in range(3):
        visitor = client.application.test_client()
        # The other site's server has fetched the page.
        answer = visitor.post(page, data={"csrf_token": token_in(client, page)}, headers=headers)
        assert answer.status_code == 400
        assert "Set-Cookie" not in answer.headers
    session.refresh(comment)
    assert comment.agrees == 0
