"""A comment that was written on one draft, and sent once another one is there."""

from __future__ import annotations

import html

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.comments.models import Comment
from app.recommendations.models import Recommendation, VersionStage
from tests.comments.kept import comments_kept, given_back
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.forms import fields_of, fields_of_page
from tests.factories.recommendations import CLAUSES, make_recommendation, make_version

WORDS = "Ten is far too early.\n\nMake it noon."
LATER = "Deliveries happen before 11 am."


@pytest.fixture
def recommendation(session: Session) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7)))


def _written(client: Visitor, recommendation: Recommendation, **fields: str) -> dict[str, str]:
    """The form of the draft as it is now, filled in and not sent yet."""
    opened = fields_of(client, f"{recommendation.path}comment")
    return {**opened, "body": WORDS, "email": "resident@town.example", **fields}


def _sent(client: Visitor, recommendation: Recommendation, fields: dict[str, str]) -> TestResponse:
    return client.post(f"{recommendation.path}comment", data=fields)


def _sent_again(client: Visitor, recommendation: Recommendation, answer: TestResponse) -> TestResponse:
    """The form that came back, sent as it is."""
    path = f"{recommendation.path}comment"
    return client.post(path, data=fields_of_page(answer.get_data(as_text=True), path))


def test_a_comment_on_words_that_changed_meanwhile_comes_back_with_both_wordings(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.2", stance="oppose")
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]])
    answer = _sent(client, recommendation, written)
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert comments_kept(session) == 0
    assert given_back(answer) == WORDS
    assert "The text changed while you were writing" in page
    for words in (CLAUSES[1], LATER, "Draft 1 said:", "Draft 2 says now:", "<title>Error: "):
        assert words in page
    # What did not change is not said again.
    assert "Paragraph 1.1" not in page
    assert _sent_again(client, recommendation, answer).status_code == 303
    comment = session.scalars(select(Comment)).one()
    assert (comment.body, comment.stance) == (WORDS, "oppose")
    assert comment.anchor is not None
    assert comment.anchor.version_id == recommendation.versions[-1].id


def test_the_refusal_spends_no_token(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.2")
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]])
    assert _sent(client, recommendation, written).status_code == 409
    assert _sent(client, recommendation, written | {"written_on": "2"}).status_code == 303


def test_a_form_that_was_sent_before_the_text_changed_leads_to_its_receipt_again(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.2")
    first = _sent(client, recommendation, written)
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]])
    second = _sent(client, recommendation, written)
    assert (second.status_code, second.headers["Location"]) == (303, first.headers["Location"])
    assert comments_kept(session) == 1


def test_a_comment_on_a_paragraph_that_did_not_change_goes_through(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.1")
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]], title="Buses at last")
    assert _sent(client, recommendation, written).status_code == 303


def test_words_that_a_changed_paragraph_still_holds_are_no_excuse(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.2", quote="Deliveries happen")
    make_version(recommendation, [CLAUSES[0], f"{CLAUSES[1]} Vans may stop at noon.", CLAUSES[2]])
    answer = _sent(client, recommendation, written)
    assert answer.status_code == 409
    assert _sent_again(client, recommendation, answer).status_code == 303
    anchor = session.scalars(select(Comment)).one().anchor
    assert anchor is not None
    assert anchor.exact == "Deliveries happen"


def test_of_the_whole_draft_every_change_is_shown_and_the_title_too(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation)
    make_version(recommendation, {"1.1": CLAUSES[0], "1.3": LATER, "1.4": "More trees."}, title="Trees too")
    answer = _sent(client, recommendation, written)
    page = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 409
    for words in ("The title", "Trees too", "Paragraph 1.2", "Paragraph 1.3", "Paragraph 1.4"):
        assert words in page
    assert "Draft 2 does not have it any more." in page
    assert "Draft 1 did not have it." in page
    assert "Paragraph 1.1" not in page
    assert _sent_again(client, recommendation, answer).status_code == 303


def test_a_new_draft_with_the_same_words_refuses_nobody(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation)
    make_version(recommendation)
    assert _sent(client, recommendation, written).status_code == 303


def test_the_change_is_shown_with_the_first_refusal_whatever_else_is_wrong(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.2", email="")
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]])
    answer = _sent(client, recommendation, written)
    assert answer.status_code == 422
    assert "The text changed while you were writing" in answer.text
    path = f"{recommendation.path}comment"
    again = fields_of_page(answer.text, path) | {"email": "resident@town.example"}
    assert client.post(path, data=again).status_code == 303


def test_what_was_not_shown_yet_is_shown_when_another_paragraph_is_chosen(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.1", email="")
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]])
    answer = _sent(client, recommendation, written)
    assert "The text changed" not in answer.text
    path = f"{recommendation.path}comment"
    again = fields_of_page(answer.text, path) | {"email": "resident@town.example", "clause": "1.2"}
    assert client.post(path, data=again).status_code == 409


def test_a_paragraph_that_is_gone_is_shown_as_it_was(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.3")
    make_version(recommendation, CLAUSES[:2])
    answer = _sent(client, recommendation, written)
    assert answer.status_code == 422
    assert given_back(answer) == WORDS
    assert CLAUSES[2] in answer.text
    assert "This draft has no such paragraph." in answer.text


@pytest.mark.parametrize("written_on", [None, "", "0", "3", "99999999999", "draft 1"])
def test_a_form_that_does_not_say_on_what_it_was_written_means_the_text_now(
    client: Visitor, session: Session, recommendation: Recommendation, written_on: str | None
) -> None:
    written = _written(client, recommendation, clause="1.2")
    del written["written_on"]
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]])
    # Nobody can have read what is not published.
    make_version(recommendation, ["Secret."], published=False)
    sent = written if written_on is None else written | {"written_on": written_on}
    assert _sent(client, recommendation, sent).status_code == 303


def test_a_reply_is_to_a_comment_whatever_becomes_of_the_text(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    parent = make_comment(recommendation.subject)
    path = f"{recommendation.path}comment?reply_to={parent.id}"
    opened = fields_of(client, path, f"{recommendation.path}comment")
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]])
    sent = opened | {"body": "Yes.", "email": "resident@town.example"}
    assert _sent(client, recommendation, sent).status_code == 303


def test_a_final_text_closes_the_form_and_says_only_that(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    written = _written(client, recommendation, clause="1.2")
    make_version(recommendation, [CLAUSES[0], LATER, CLAUSES[2]], stage=VersionStage.FINAL)
    answer = _sent(client, recommendation, written)
    assert answer.status_code == 409
    assert "Ten is far too early." in answer.text
    assert "The text changed while you were writing" not in answer.text
