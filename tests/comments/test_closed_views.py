"""Where nobody can comment: the form says since when, why and what one can still do, and gives back what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.core import clock, dates
from app.core.db import db
from app.recommendations.models import Recommendation, VersionStage
from tests.conftest import Visitor
from tests.factories.accounts import token_in
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.evidence import make_item
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.responses import make_response


def _form(recommendation: Recommendation) -> str:
    return f"{recommendation.path}comment"


@pytest.mark.parametrize(
    ("days", "said"),
    [((-14, -7), "Comments closed"), ((7, 14), "Comments open"), ((None, None), "Comments are not open yet")],
)
def test_the_form_page_says_why_it_is_closed_and_what_one_can_still_do(
    client: Visitor, session: Session, days: tuple[int | None, int | None], said: str
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=days))
    page = client.get(_form(recommendation)).text
    assert said in page
    assert "What you can still do" in page
    assert f'href="{recommendation.path}comments/"' in page
    assert "<form" not in page.split("<main", 1)[1].split("</main", 1)[0]


def test_a_final_text_says_that_it_takes_no_comments(client: Visitor, session: Session) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    final = make_recommendation(assembly, stage=VersionStage.FINAL)
    assert "This is the final text." in client.get(_form(final)).text


def test_the_pages_of_a_comment_on_a_final_text_offer_neither_agreeing_nor_changing(
    client: Visitor, session: Session
) -> None:
    final = make_recommendation(make_assembly(consulting=(-7, 7)))
    since = dates.moment(clock.now())
    make_version(final, stage=VersionStage.FINAL, published_at=clock.now())
    comment = make_comment(final.subject, created_at=clock.now())
    agreeing = client.get(f"/comments/{comment.id}/agree").text
    assert f"Comments closed {since}. You can agree with comments only while comments are open." in agreeing
    assert "<form" not in agreeing.split("<main")[1]
    edit = client.get(f"/receipts/{comment.receipt_token}/edit").text
    assert f"Comments closed {since}. Nothing can be changed since." in edit
    assert "Write a new comment" not in edit


def test_a_final_text_says_since_when_comments_on_its_draft_are_closed(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(consulting=(-14, -7))
    recommendation, published_at = make_recommendation(assembly), clock.now() - timedelta(days=1)
    make_version(recommendation, stage=VersionStage.FINAL, published_at=published_at)
    page = client.get(_form(recommendation)).text
    closed_at = assembly.phases[-1].closes_at
    assert closed_at is not None
    assert f"The final text was published on {dates.moment(published_at)}." in page
    assert "This is the final text." in page
    assert f"Comments on the draft closed {dates.moment(closed_at)}." in page


def test_a_final_text_that_came_while_comments_were_open_says_that_it_closed_them_and_when(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    published_at = clock.now() - timedelta(days=2)
    make_version(recommendation, stage=VersionStage.FINAL, published_at=published_at)
    # A correction of the final text closes nothing: the drafts were closed before.
    make_version(recommendation, stage=VersionStage.FINAL, published_at=clock.now() - timedelta(days=1))
    when = dates.moment(published_at)
    page = client.get(_form(recommendation)).text
    assert f"The final text was published on {when}, so comments on its drafts are closed." in page
    assert "have read" not in page
    assert f"Comments closed {when}" in client.get(recommendation.path).text
    assert f"Comments closed {when}." in client.get(f"{recommendation.path}comments/").text


def test_a_record_does_not_say_that_its_members_read_comments(client: Visitor, session: Session) -> None:
    record = make_assembly("old", is_compiled=True)
    page = client.get(_form(make_recommendation(record, stage=VersionStage.FINAL))).text
    assert "These pages are a record of it." in page
    assert "have read" not in page


@pytest.mark.parametrize("days", [-3, 3])
def test_the_councils_answer_is_due_overdue_or_there_and_then_the_page_leads_to_it(
    client: Visitor, session: Session, days: int
) -> None:
    due = clock.now() + timedelta(days=days)
    assembly = make_assembly(consulting=(-14, -7), answer_due_at=due)
    recommendation = make_recommendation(assembly, stage=VersionStage.FINAL)
    other = make_recommendation(assembly, number=2, stage=VersionStage.FINAL)
    said = f"It is due {dates.moment(due)}." if days > 0 else f"was due {dates.moment(due)}. It has not come"
    assert said in client.get(_form(recommendation)).text
    make_response(recommendation, published=False)
    assert said in client.get(_form(recommendation)).text
    make_response(recommendation)
    page = client.get(_form(recommendation)).text
    assert said not in page
    assert f'href="{recommendation.path}#answer"' in page
    assert said in client.get(_form(other)).text


def test_whoever_cannot_reply_or_change_a_comment_any_more_is_led_to_the_same(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-14, -7)))
    comment = make_comment(recommendation.subject)
    make_response(recommendation)
    for address in (
        f"{_form(recommendation)}?reply_to={comment.id}",
        f"/receipts/{comment.receipt_token}/edit",
    ):
        page = client.get(address).text
        assert "What you can still do" in page
        assert f"#comment-{comment.id}" in page
        assert f'href="{recommendation.path}#answer"' in page


def test_whoever_cannot_agree_any_more_is_told_since_when(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-14, -7)))
    comment = make_comment(recommendation.subject)
    assert "Comments closed" in client.get(f"/comments/{comment.id}/agree").text


def test_the_question_form_says_why_it_is_closed_and_what_one_can_still_do(
    client: Visitor, session: Session
) -> None:
    assembly = make_assembly(learning=(-14, -7), consulting=(-7, 7))
    item = make_item(assembly)
    item.published_at = clock.now() - timedelta(days=10)
    page = client.get(f"{item.path}questions/ask").text
    assert "Questions closed on" in page
    assert "Residents can ask while the members learn." in page
    assert "What you can still do" in page
    for path in (f"{item.path}questions/", f"{assembly.path}recommendations/", f"{assembly.path}follow"):
        assert f'href="{path}"' in page


@pytest.mark.parametrize("is_reply", [False, True])
def test_who_was_writing_when_comments_closed_is_told_so_and_keeps_the_words(
    client: Visitor, session: Session, is_reply: bool
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 1)))
    parent = make_comment(recommendation.subject)
    query = f"?reply_to={parent.id}" if is_reply else ""
    sent = {
        "csrf_token": token_in(client, _form(recommendation) + query),
        "body": "I wrote this for an hour.",
        "email": "a@b.example",
        "reply_to": str(parent.id) if is_reply else "",
    }
    phase = recommendation.assembly.phases[-1]
    assert phase.closes_at is not None
    with clock.at(phase.closes_at):
        answer = client.post(_form(recommendation), data=sent)
    assert answer.status_code == 409
    assert "Comments closed" in answer.text
    assert "What you can still do" in answer.text
    assert "I wrote this for an hour." in answer.text


def test_who_replies_to_a_reply_is_led_to_its_thread(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    thread = make_comment(recommendation.subject, "The first of the thread")
    reply = make_comment(recommendation.subject, "A reply", parent_id=thread.id)
    page = client.get(f"{_form(recommendation)}?reply_to={reply.id}")
    assert page.status_code == 200
    assert "The first of the thread" in page.text
    assert f'value="{thread.id}"' in page.text
    waiting = make_comment(
        recommendation.subject, parent_id=thread.id, state=CommentState.AWAITING_MODERATION
    )
    assert client.get(f"{_form(recommendation)}?reply_to={waiting.id}").status_code == 404


@pytest.mark.parametrize(
    ("state", "said"),
    [(CommentState.HIDDEN, "A moderator has hidden it"), (CommentState.WITHDRAWN, "Its author withdrew it")],
)
def test_nobody_is_given_a_form_to_reply_to_a_trace_and_words_for_it_come_back(
    client: Visitor, session: Session, state: CommentState, said: str
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    thread: Comment = make_comment(recommendation.subject, "Words that went", state=state)
    address = f"{_form(recommendation)}?reply_to={thread.id}"
    page = client.get(address).text
    assert said in page
    assert "Words that went" not in page
    sent = {
        "csrf_token": token_in(client, _form(recommendation)),
        "body": "A reply that was typed",
        "email": "a@b.example",
        "reply_to": str(thread.id),
    }
    answer = client.post(_form(recommendation), data=sent)
    assert answer.status_code == 409
    assert "A reply that was typed" in answer.text
    assert "Words that went" not in answer.text


@pytest.mark.parametrize("asked", ["no-number", "999999", "waiting", "elsewhere"])
def test_a_reply_to_nothing_is_told_so_in_words_that_give_nothing_away(
    client: Visitor, session: Session, asked: str
) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    recommendation = make_recommendation(assembly)
    waiting = make_comment(recommendation.subject, state=CommentState.AWAITING_MODERATION)
    elsewhere = make_comment(make_recommendation(assembly, number=2).subject)
    number = {"waiting": str(waiting.id), "elsewhere": str(elsewhere.id)}.get(asked, asked)
    page = client.get(f"{_form(recommendation)}?reply_to={number}")
    assert page.status_code == 404
    assert "The comment that you want to reply to is not here" in page.text
    assert f'href="{recommendation.path}comments/"' in page.text
    sent = {
        "csrf_token": token_in(client, _form(recommendation)),
        "body": "A reply that was typed",
        "email": "a@b.example",
        "reply_to": number,
    }
    answer = client.post(_form(recommendation), data=sent)
    assert answer.status_code == 404
    assert "A reply that was typed" in answer.text
    assert not db.session.scalar(select(Comment.id).where(Comment.body == "A reply that was typed"))
