"""What every answer carries, and what an error gives back."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from app import create_app
from app.core import networks
from app.core.errors import Refused, Stale, TooMany
from app.core.networks import limiter
from config import from_environment
from tests.conftest import MakeApp

pytestmark = pytest.mark.one_database
WORDS = "It says “no” & <b>never</b>.\r\n\r\nSecond paragraph, 5 > 4. 🚌"
RAISED: dict[str, Exception] = {
    "refused": Refused("Comments are closed."),
    "stale": Stale("This page has been open for more than a day."),
    "too many": TooMany("There are already ten."),
    "broken": ZeroDivisionError("a secret detail"),
}


def _raise(what: str) -> str:
    if what.isdigit():
        abort(int(what))
    if what == "where from":
        return networks.network()
    if what == "form":
        return str(len(request.form))
    raise RAISED[what]


def _site(make_app: MakeApp, **settings: object) -> Flask:
    application = make_app(**settings)
    application.add_url_rule("/trial/<what>", "trial", _raise, methods=["GET", "POST"])
    application.add_url_rule("/reading", "reading", lambda: "read")
    application.add_url_rule("/limited", "limited", limiter.limit("1 per hour")(_limited), methods=["POST"])
    return application


def _limited() -> str:
    return "written"


@pytest.fixture(scope="module")
def site_without_a_database(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Nothing here asks the database, error pages least of all: it may be what broke."""
    settings = {
        "SECRET_KEY": "the tests' own key, of no use anywhere else",
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3",
        "RATE_LIMITS": "0",
        "LOG_LEVEL": "ERROR",
    }
    return _site(lambda **_settings: create_app(from_environment(settings)))


@pytest.fixture
def visitor(site_without_a_database: Flask) -> FlaskClient:
    return site_without_a_database.test_client()


def _given_back(answer: TestResponse) -> list[str]:
    found = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", answer.text, re.DOTALL)
    return [html.unescape(text) for text in found]


@pytest.mark.parametrize(
    "path", ["/reading", "/healthz", "/trial/404", "/trial/broken", "/nowhere", "/static/no"]
)
def test_every_answer_carries_the_headers_of_a_strict_site(visitor: FlaskClient, path: str) -> None:
    headers = visitor.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "//" not in policy
    assert "*" not in policy
    assert {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} <= set(
        policy.split("; ")
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-Id"])


def test_browsers_are_held_to_tls_where_there_is_tls(visitor: FlaskClient, make_app: MakeApp) -> None:
    assert "Strict-Transport-Security" not in visitor.get("/reading").headers
    behind_tls = _site(make_app, PUBLIC_URL="https://talk.example").test_client()
    assert behind_tls.get("/reading").headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_built_file_is_kept_for_ever_and_a_missing_one_is_not(visitor: FlaskClient) -> None:
    name = json.loads(
        Path(visitor.application.static_folder or "", "manifest.json").read_text(encoding="utf-8")
    )["main.css"]
    with visitor.get(f"/static/{name}") as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "immutable" not in visitor.get("/static/nothing.css").headers["Cache-Control"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_each_error_is_a_page_in_the_site_s_dress_with_the_words_typed(
    visitor: FlaskClient, status: int
) -> None:
    answer = visitor.post(f"/trial/{status}", data={"body": WORDS, "name": "Ada"})
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert "<h1>" in answer.text
    assert "govuk-skip-link" in answer.text
    assert _given_back(answer) == [WORDS, "Ada"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("status", "shown"), [(401, 401), (410, 410), (418, 418), (502, 502)])
def test_an_error_without_a_page_of_its_own_gives_the_words_back_too(
    visitor: FlaskClient, status: int, shown: int
) -> None:
    answer = visitor.post(f"/trial/{status}", data={"body": WORDS})
    assert answer.status_code == shown
    assert _given_back(answer) == [WORDS]


@pytest.mark.parametrize(
    ("what", "status", "message"),
    [
        ("refused", 409, "Comments are closed."),
        ("stale", 400, "This page has been open for more than a day."),
        ("too many", 429, "There are already ten."),
    ],
)
def test_a_refusal_says_why_and_gives_the_words_back(
    visitor: FlaskClient, what: str, status: int, message: str
) -> None:
    answer = visitor.post(f"/trial/{what}", data={"body": WORDS})
    assert answer.status_code == status
    assert message in answer.text
    assert _given_back(answer) == [WORDS]


def test_what_broke_is_logged_with_a_reference_that_the_page_shows_and_no_detail(
    visitor: FlaskClient,
) -> None:
    with capture_logs() as logged:
        answer = visitor.post("/trial/broken", data={"body": WORDS})
    reference = answer.headers["X-Request-Id"]
    assert answer.status_code == 500
    assert reference in answer.text
    assert "secret detail" not in answer.text
    assert _given_back(answer) == [WORDS]
    assert [(entry["request_id"], entry["log_level"], entry["path"]) for entry in logged] == [
        (reference, "error", "/trial/broken")
    ]
    assert isinstance(logged[0]["exc_info"], ZeroDivisionError)
    assert "Second paragraph" not in str(logged), "what people write is not for the log"


def test_secrets_are_not_shown_again(visitor: FlaskClient) -> None:
    sent = {
        "csrf_token": "token",
        "password": "three words",
        "new_password": "four words",
        "next": "/account/",
        "body": "my words",
        "next_steps": "my plan",
        "postcode": "FB1 2CD",
        "reason_code": "off_topic",
    }
    answer = visitor.post("/trial/500", data=sent)
    assert _given_back(answer) == ["my words", "my plan", "FB1 2CD", "off_topic"]


def test_a_field_sent_twice_is_given_back_twice_and_an_empty_one_not(visitor: FlaskClient) -> None:
    answer = visitor.post("/trial/404", data={"body": ["one", "two"], "name": "  "})
    assert _given_back(answer) == ["one", "two"]


def test_the_wrong_way_of_asking_says_which_ways_there_are(visitor: FlaskClient) -> None:
    answer = visitor.post("/reading", data={"body": WORDS})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert _given_back(answer) == [WORDS]


def _addresses_without_slash(site: Flask) -> list[str]:
    """The addresses that everybody may read and that end in no slash, with a 1 where a word or a number belongs."""
    rules = [rule.rule for rule in site.url_map.iter_rules() if "GET" in (rule.methods or ())]
    filled = [re.sub(r"<(?:(?:string|int):)?\w+>", "1", rule) for rule in rules if not rule.endswith("/")]
    # At the desks "new/" may be read as the name of a thing.
    return [each for each in filled if "<" not in each and not each.startswith(("/admin/", "/council/"))]


def test_a_slash_too_much_leads_to_the_page_and_keeps_what_was_asked(
    visitor: FlaskClient, site_without_a_database: Flask
) -> None:
    addresses = _addresses_without_slash(site_without_a_database)
    assert {"/search", "/api/v1/search", "/receipts/1", "/sign-in"} <= {*addresses}
    for each in addresses:
        assert visitor.get(f"{each}/?q=a+%26%20b&q=2").headers.get("Location") == f"{each}?q=a+%26%20b&q=2"
    answer = visitor.head("/search/")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/search")


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/trial/404/", "/search/x/", "/search/%0d%0aX-Y:%20z/", "//search"]
)
def test_what_is_nowhere_leads_nowhere(visitor: FlaskClient, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == (308 if path in ("/trial/404/", "//search") else 404)
    assert "X-Y" not in answer.headers
    assert visitor.get("/search/", base_url="http://evil.example").headers["Location"] == "/search"


def test_what_is_sent_to_an_address_with_a_slash_too_much_is_given_back(visitor: FlaskClient) -> None:
    answer = visitor.post("/reading/", data={"body": WORDS})
    assert (answer.status_code, _given_back(answer)) == (404, [WORDS])


def test_a_form_that_is_too_large_is_refused_as_a_page(visitor: FlaskClient) -> None:
    answer = visitor.post("/trial/form", data={"body": "x" * (2 * 1024 * 1024 + 1)})
    assert answer.status_code == 413
    assert "too big" in answer.text


def test_a_form_with_thousands_of_fields_is_refused_as_a_page(visitor: FlaskClient) -> None:
    data = {f"field{number}": "x" for number in range(1001)}
    answer = visitor.post("/trial/form", data=data, content_type="multipart/form-data")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("content_type", "data"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"body=%ff%fe"),
        ("application/x-www-form-urlencoded", b"body=%ff%fe&%00=1&&&=&body"),
        ("text/plain", b"\xff\xfe"),
        ("application/json", b"{"),
    ],
)
def test_what_no_browser_sends_breaks_nothing(visitor: FlaskClient, content_type: str, data: bytes) -> None:
    assert visitor.post("/trial/form", data=data, content_type=content_type).status_code in (200, 400, 413)
    assert visitor.post("/trial/404", data=data, content_type=content_type).status_code in (404, 413)


def test_too_many_writes_from_one_network_wait_and_lose_nothing(make_app: MakeApp) -> None:
    visitor = _site(make_app, RATE_LIMITS=True).test_client()
    limiter.reset()
    first = visitor.post("/limited", data={"body": WORDS})
    second = visitor.post("/limited", data={"body": WORDS})
    other = visitor.post("/limited", data={"body": WORDS}, environ_base={"REMOTE_ADDR": "198.51.100.7"})
    assert (first.status_code, second.status_code, other.status_code) == (200, 429, 200)
    assert second.headers["Retry-After"] == "60"
    assert _given_back(second) == [WORDS]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("unix:", "unknown"),
    ],
)
def test_a_network_is_an_address_or_its_64(visitor: FlaskClient, address: str, network: str) -> None:
    environ: dict[str, Any] = {"REMOTE_ADDR": address}
    assert visitor.get("/trial/where from", environ_base=environ).text == network


def test_nobody_but_a_trusted_proxy_says_who_the_visitor_is(visitor: FlaskClient, make_app: MakeApp) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Request-Id": "given-by-somebody"}
    direct = visitor.get("/trial/where from", headers=headers)
    assert direct.text == "127.0.0.1"
    assert direct.headers["X-Request-Id"] != "given-by-somebody"
    proxied = _site(make_app, TRUSTED_PROXIES=1).test_client().get("/trial/where from", headers=headers)
    assert proxied.text == "203.0.113.9"
    assert proxied.headers["X-Request-Id"] == "given-by-somebody"


@pytest.mark.parametrize(
    "given", ["short", "x" * 65, "with space in it", "new\tline-in-it", "<script>alert</script>"]
)
def test_a_proxy_s_reference_must_be_a_plain_word(make_app: MakeApp, given: str) -> None:
    visitor = _site(make_app, TRUSTED_PROXIES=1).test_client()
    assert visitor.get("/reading", headers={"X-Request-Id": given}).headers["X-Request-Id"] != given
