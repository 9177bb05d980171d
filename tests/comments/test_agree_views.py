"""Agreeing with a comment, as a browser without a script does it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Agree, CommentState
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.recommendations import make_recommendation


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7)))


def test_agreeing_counts_one_browser_once_with_one_cookie(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    page = f"/comments/{comment.id}/agree"
    assert "Set-Cookie" not in client.get(page).headers
    answers = [client.post(page, data={"csrf_token": token_in(client, page)}) for _ in range(2)]
    for answer in answers:
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/comments/{comment.id}/agreed")
    cookie = answers[0].headers["Set-Cookie"]
    assert cookie.startswith("moothall_browser=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "1 agrees so far" in client.get(f"/comments/{comment.id}/agreed").get_data(as_text=True)
    other = client.application.test_client()
    other.post(page, data={"csrf_token": token_in(other, page)})
    session.refresh(comment)
    assert comment.agrees == 2
    stored = session.scalars(select(Agree.browser)).all()
    assert all(word not in cookie for word in stored)


def test_one_page_counts_one_agreement_whoever_sends_it(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    page = f"/comments/{comment.id}/agree"
    sent = {"csrf_token": token_in(client, page)}
    for visitor in (client, client, client.application.test_client()):
        answer = visitor.post(page, data=sent)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/comments/{comment.id}/agreed")
    session.refresh(comment)
    assert comment.agrees == 1
    # Nor does the same page's token do for the other button.
    assert client.post(f"{page}/take-back", data=sent).status_code == 400


def test_who_agrees_already_is_told_so_and_can_take_it_back(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    page = f"/comments/{comment.id}/agree"
    client.post(page, data={"csrf_token": token_in(client, page)})
    shown = client.get(page)
    assert "You agree with this comment already" in shown.text
    assert "Set-Cookie" not in shown.headers
    stranger = client.application.test_client()
    assert "Agree with this comment?" in stranger.get(page).get_data(as_text=True)
    for _ in range(2):
        # A stranger takes back nothing, and twice takes back once.
        stranger.post(f"{page}/take-back", data={"csrf_token": token_in(stranger, page)})
        session.refresh(comment)
        assert comment.agrees == 1
    for _ in range(2):
        answer = client.post(f"{page}/take-back", data={"csrf_token": token_in(client, page)})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}/taken-back")
        session.refresh(comment)
        assert comment.agrees == 0
    assert "0 agree so far" in client.get(f"{page}/taken-back").text
    assert "Agree with this comment?" in client.get(page).text
    assert client.post(f"{page}/take-back", data={"csrf_token": "forged"}).status_code == 400


def test_agreeing_needs_the_forms_own_token_and_a_comment_on_show(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    assert client.post(f"/comments/{comment.id}/agree", data={}).status_code == 400
    hidden = make_comment(recommendation.subject, state=CommentState.HIDDEN)
    assert client.get(f"/comments/{hidden.id}/agree").status_code == 404
    assert client.get("/comments/99999999999999999999999/agree").status_code == 404
    assert session.scalar(select(func.count(Agree.id))) == 0
