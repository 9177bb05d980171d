"""While comments are paused: every way to say something says until when and why, and nothing typed is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.assemblies import services as assemblies
from app.assemblies.models import Assembly
from app.assemblies.pauses import pause_mark
from app.assemblies.queries import pause_in_force
from app.comments.models import CommentState
from app.core import clock, dates
from app.evidence.models import AssemblySession
from app.recommendations.models import Recommendation, VersionStage
from tests.comments.kept import comments_kept
from tests.conftest import Visitor
from tests.factories.accounts import make_account, token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_question
from tests.factories.pauses import pause
from tests.factories.recommendations import make_recommendation, make_version

BODY = "Keep the bus stop.\n\nAnd <b>the bench</b> & «שלום» 🚌"
SENT = {"body": BODY, "email": "resident@town.example", "name": "Ada"}


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 30)))


def _until(assembly: Assembly) -> str:
    assert assembly.paused_until is not None
    return dates.moment(assembly.paused_until, weekday=True)


def test_the_form_says_until_when_why_and_what_comes_then(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    pause(recommendation.assembly)
    page = client.get(f"{recommendation.path}comment").text
    closes_at = recommendation.assembly.phases[-1].closes_at
    assert closes_at is not None
    assert f"Comments are paused until {_until(recommendation.assembly)}." in page
    assert "Reason: Somebody sends spam." in page
    assert f"After that you can comment until {dates.moment(closes_at, weekday=True)}." in page
    assert "What you can still do" in page
    assert "<form" not in page.split("<main", 1)[1].split("</main", 1)[0]


def _sent_into_a_pause(client: Visitor, recommendation: Recommendation, **sent: str) -> TestResponse:
    """The answer to a form that was open when the pause began."""
    form = f"{recommendation.path}comment"
    token = token_in(client, form)
    pause(recommendation.assembly)
    return client.post(form, data=SENT | {"csrf_token": token} | sent)


def test_a_form_that_was_open_when_the_pause_began_gives_everything_back(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    answer = _sent_into_a_pause(client, recommendation)
    assert answer.status_code == 409
    assert "Comments are paused until" in answer.text
    assert "Your words are below; nothing is lost." in answer.text
    for words in ("Keep the bus stop.", "And &lt;b&gt;the bench&lt;/b&gt; &amp; «שלום» 🚌", "Ada"):
        assert words in answer.text
    assert comments_kept(session) == 0


def test_nobody_is_asked_to_put_right_what_cannot_be_sent(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    answer = _sent_into_a_pause(client, recommendation, email="nobody")
    assert answer.status_code == 422
    assert "Comments are paused until" in answer.text
    assert "Keep the bus stop." in answer.text
    assert "There is a problem" not in answer.text


def test_after_the_pause_the_same_form_can_be_sent(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    form = f"{recommendation.path}comment"
    token = token_in(client, form)
    lasts = pause(recommendation.assembly)
    assert client.post(form, data=SENT | {"csrf_token": token}).status_code == 409
    assemblies.end_pause(
        recommendation.assembly,
        make_account("second@fenbury.example"),
        pause_mark(pause_in_force(lasts.assembly_id)),
    )
    assert client.post(form, data=SENT | {"csrf_token": token}).status_code == 303
    assert comments_kept(session) == 1


def test_nobody_can_reply_and_the_words_come_back(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    parent = make_comment(recommendation.subject)
    form = f"{recommendation.path}comment?reply_to={parent.id}"
    token = token_in(client, form)
    pause(recommendation.assembly)
    assert "Comments are paused until" in client.get(form).text
    sent = SENT | {"csrf_token": token, "reply_to": str(parent.id)}
    answer = client.post(f"{recommendation.path}comment", data=sent)
    assert answer.status_code == 409
    assert "Keep the bus stop." in answer.text


def test_nobody_can_ask_and_the_words_come_back(
    client: Visitor, session: Session, meeting: AssemblySession
) -> None:
    form = f"{meeting.path}questions/ask"
    token = token_in(client, form)
    pause(meeting.assembly)
    page = client.get(form).text
    assert f"Questions are paused until {_until(meeting.assembly)}." in page
    assert "Reason: Somebody sends spam. After that you can ask until" in page
    answer = client.post(form, data=SENT | {"csrf_token": token})
    assert answer.status_code == 409
    assert "Keep the bus stop." in answer.text
    assert comments_kept(session) == 0


def test_nobody_agrees_or_takes_it_back(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    address = f"/comments/{comment.id}/agree"
    token, other = token_in(client, address), token_in(client, address)
    pause(recommendation.assembly)
    page = client.get(address).text
    assert "Comments are paused until" in page
    assert "Until then nobody can agree, or take it back." in page
    assert "<form" not in page.split("<main", 1)[1]
    for sent_to, sent in ((address, token), (f"{address}/take-back", other)):
        answer = client.post(sent_to, data={"csrf_token": sent})
        assert answer.status_code == 409
        assert "nobody can agree" in answer.text
    session.refresh(comment)
    assert comment.agrees == 0


def test_a_comment_stays_as_it_is_but_can_be_withdrawn(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject, created_at=clock.now())
    receipt = f"/receipts/{comment.receipt_token}"
    token = token_in(client, f"{receipt}/edit")
    pause(recommendation.assembly)
    page = client.get(f"{receipt}/edit").text
    assert f"Comments are paused until {_until(recommendation.assembly)}." in page
    assert "Until then nothing can be changed. You can still withdraw it." in page
    answer = client.post(f"{receipt}/edit", data={"csrf_token": token, "body": BODY})
    assert answer.status_code == 409
    assert "Keep the bus stop." in answer.text
    gone = client.post(f"{receipt}/withdraw", data={"csrf_token": token_in(client, f"{receipt}/withdraw")})
    assert gone.status_code == 303
    session.refresh(comment)
    assert comment.state == CommentState.WITHDRAWN


def test_a_question_stays_as_it_is_too(client: Visitor, session: Session, meeting: AssemblySession) -> None:
    question = make_question(meeting.subject, created_at=clock.now())
    pause(meeting.assembly)
    page = client.get(f"/receipts/{question.receipt_token}/edit").text
    assert f"Questions are paused until {_until(meeting.assembly)}." in page
    assert "Ask a new question" not in page


def test_a_comment_that_was_sent_before_is_confirmed(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    form = f"{recommendation.path}comment"
    client.post(form, data=SENT | {"csrf_token": token_in(client, form)})
    comment = make_comment(
        recommendation.subject,
        state=CommentState.AWAITING_CONFIRMATION,
        email="b@town.example",
        confirmed=False,
    )
    pause(recommendation.assembly)
    assert comment.contact is not None
    address = f"/confirm/{comment.contact.confirm_token}"
    answer = client.post(address, data={"csrf_token": token_in(client, address)})
    assert answer.status_code == 303
    session.refresh(comment)
    assert comment.state == CommentState.AWAITING_MODERATION


def test_a_final_text_says_that_it_is_final_and_not_that_it_is_paused(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    make_version(recommendation, stage=VersionStage.FINAL, published_at=clock.now())
    pause(recommendation.assembly)
    page = client.get(f"{recommendation.path}comment").text
    assert "This is the final text." in page
    assert "Comments are paused" not in page


def test_a_consultation_that_opens_during_the_pause_says_when_comments_really_open(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(learning=(-7, 30), consulting=(1, 30))
    recommendation = make_recommendation(assembly)
    pause(assembly)
    said = f"Comments open {_until(assembly)}."
    assert said in client.get(f"{recommendation.path}comment").text
    assert f"You can comment from {_until(assembly)}." in client.get(assembly.path).text


def test_a_pause_that_outlasts_the_consultation_promises_nothing(client: Visitor, session: Session) -> None:
    assembly = make_assembly(consulting=(-7, 2))
    recommendation = make_recommendation(assembly)
    pause(assembly, clock.now() + timedelta(days=5))
    assert "The time for comments ends before that, on" in client.get(f"{recommendation.path}comment").text
    with clock.at(clock.now() + timedelta(days=3)):
        later = client.get(f"{recommendation.path}comment").text
    assert "Comments closed" in later
    assert "Comments are paused" not in later


def test_when_the_pause_is_over_the_page_is_another_for_every_cache(
    client: Visitor, session: Session
) -> None:
    with clock.at(datetime(2026, 11, 20, 9, tzinfo=UTC)):
        assembly = make_assembly(consulting=(-7, 30))
        recommendation = make_recommendation(assembly)
        until = clock.now() + timedelta(days=3)
        pause(assembly, until)
        pages = ("/", "/assemblies/", assembly.path, recommendation.path, f"{recommendation.path}comments/")
        tags = {page: client.get(page).headers["ETag"] for page in pages}
        for page, tag in tags.items():
            assert client.get(page, headers={"If-None-Match": tag}).status_code == 304
    with clock.at(until):
        for page, tag in tags.items():
            again = client.get(page, headers={"If-None-Match": tag})
            assert again.status_code == 200
            assert "are paused until" not in again.text
