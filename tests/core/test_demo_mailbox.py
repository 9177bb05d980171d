"""The demo's mailbox: there in the demo and nowhere else, readable, harmless."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.db import db
from app.core.demo_mailbox import PAGE, linked
from app.core.mail import keep_for_demo
from app.core.outbox import Letter
from tests.conftest import MakeApp, Visitor


@pytest.fixture
def demo(make_app: MakeApp) -> Visitor:
    """A visitor of the demo."""
    visitor = make_app(DEMO=True).test_client()
    assert isinstance(visitor, Visitor)
    return visitor


def _keep(demo: Visitor, *letters: Letter) -> None:
    with demo.application.app_context():
        for letter in letters:
            keep_for_demo(letter)


def _letter(subject: str, text: str = "Hello.") -> Letter:
    return Letter(to="ada@example.org", subject=subject, text=text, headers={"List-Unsubscribe": "<x>"})


def test_outside_the_demo_there_is_no_mailbox(client: Visitor, session: Session) -> None:
    assert client.get("/demo/mailbox").status_code == 404


def test_an_empty_mailbox_says_so(demo: Visitor) -> None:
    assert "No letter yet." in demo.get("/demo/mailbox").text


def test_letters_are_read_newest_first_page_by_page(demo: Visitor) -> None:
    _keep(demo, *(_letter(f"Number {n}.") for n in range(PAGE + 3)))
    first = demo.get("/demo/mailbox").text
    assert first.index(f"Number {PAGE + 2}.") < first.index("Number 3.")
    assert "Number 2." not in first
    after = first.split("?after=")[1].split('"')[0]
    assert "Number 2." in demo.get(f"/demo/mailbox?after={after}").text
    assert demo.get("/demo/mailbox?after=x").status_code == 200


def test_a_letter_that_the_demo_sends_can_be_read_there(make_app: MakeApp) -> None:
    application = make_app(DEMO=True)
    application.extensions[outbox.POST_KEY] = keep_for_demo
    application.extensions[outbox.MAILERS_KEY] = {
        "trial": lambda payload: _letter("News", "Open http://127.0.0.1:8000/confirm/abc.")
    }
    with application.app_context():
        outbox.put("trial", "trial:1")
        db.session.commit()
        assert outbox.drain() == 1
    page = application.test_client().get("/demo/mailbox").text
    assert '<a href="/confirm/abc">http://127.0.0.1:8000/confirm/abc</a>.' in page
    assert "List-Unsubscribe" in page


def test_addresses_become_links_and_markup_does_not(session: Session) -> None:
    html = str(
        linked('<b>See</b> https://example.org/a?b=1&c="2" (http://127.0.0.1:8000) javascript:alert(1)')
    )
    assert html == (
        '&lt;b&gt;See&lt;/b&gt; <a href="https://example.org/a?b=1&amp;c=">https://example.org/a?b=1&amp;c=</a>'
        '&#34;2&#34; (<a href="/">http://127.0.0.1:8000</a>) javascript:alert(1)'
    )


def test_another_site_whose_name_begins_like_ours_is_not_ours(session: Session) -> None:
    assert '<a href="http://127.0.0.1:80001/x">' in linked("http://127.0.0.1:80001/x")
