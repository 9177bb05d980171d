"""Receipts and the mailed links that confirm."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.comments.models import CommentState
from app.core import outbox
from app.core.outbox import Letter
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation

PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7)))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (CommentState.AWAITING_CONFIRMATION, "Waits for you to confirm it"),
        (CommentState.AWAITING_MODERATION, "Waits for a moderator"),
        (CommentState.PUBLISHED, "Published"),
        (CommentState.REJECTED, "Not published"),
        (CommentState.HIDDEN, "Hidden"),
        (CommentState.WITHDRAWN, "Withdrawn by you"),
    ],
)
def test_a_receipt_tells_its_author_how_the_comment_stands(
    client: Visitor, recommendation: Recommendation, state: CommentState, words: str
) -> None:
    comment = make_comment(recommendation.subject, "My own words", state=state)
    answer = client.get(f"/receipts/{comment.receipt_token}")
    page = answer.get_data(as_text=True)
    assert words in page
    assert "My own words" in page
    for name, value in PRIVATE.items():
        assert answer.headers[name] == value
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in answer.headers


def test_a_receipt_that_nobody_has_is_not_found(client: Visitor, session: Session) -> None:
    assert client.get("/receipts/guessed").status_code == 404
    assert client.get("/confirm/guessed").status_code == 404


def test_opening_the_mailed_link_changes_nothing_and_pressing_the_button_confirms(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = make_comment(
        recommendation.subject,
        state=CommentState.AWAITING_CONFIRMATION,
        email="a@b.example",
        confirmed=False,
    )
    assert comment.contact is not None
    page = f"/confirm/{comment.contact.confirm_token}"
    token = token_in(client, page)
    session.refresh(comment)
    assert comment.state == CommentState.AWAITING_CONFIRMATION
    answer = client.post(page, data={"csrf_token": token})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/receipts/{comment.receipt_token}")
    session.refresh(comment)
    assert comment.state == CommentState.AWAITING_MODERATION
    assert "Your comment is confirmed" in client.get(page).get_data(as_text=True)
    assert client.post(page, data={"csrf_token": "forged"}).status_code == 400


def test_the_letter_holds_the_link_and_the_receipt(
    client: Visitor, session: Session, recommendation: Recommendation, letters: list[Letter]
) -> None:
    form = f"{recommendation.path}comment"
    client.post(
        form,
        data={
            "csrf_token": token_in(client, form),
            "body": "A <b> & b, buy at https://shop.example/now or www.shop.example. " + "x " * 200,
            "email": "a@b.example",
        },
    )
    session.commit()
    assert outbox.drain() == 1
    [letter] = letters
    assert letter.to == "a@b.example"
    assert "> A <b> & b, buy at … or …" in letter.text
    assert "shop.example" not in letter.text
    assert "x " * 100 not in letter.text
    links = [line for line in letter.text.splitlines() if line.startswith("http")]
    paths = ["/" + link.split("/", 3)[3] for link in links]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    assert paths[0].startswith("/confirm/")
    assert paths[1].startswith("/receipts/")
    assert outbox.drain() == 0


def test_no_letter_leaves_for_a_comment_that_no_longer_waits(
    session: Session, recommendation: Recommendation, letters: list[Letter]
) -> None:
    comment = make_comment(recommendation.subject, email="a@b.example", state=CommentState.WITHDRAWN)
    outbox.put("confirm_comment", "k", comment_id=comment.id)
    session.commit()
    assert outbox.drain() == 0
    assert letters == []
