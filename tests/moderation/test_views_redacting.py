"""Taking words out of a comment at the desk: the form, its errors, and the way back."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.moderation.models import ModerationDecision
from tests.conftest import Visitor
from tests.factories.comments import make_comment
from tests.moderation.desk import hidden_fields


def test_words_are_taken_out_and_the_rest_is_published(moderator: Visitor, session: Session) -> None:
    comment = make_comment(
        body="Ask Rosemary Underhill, not rosemary underhill’s son.",
        state=CommentState.AWAITING_MODERATION,
        email="p@example.org",
    )
    path = f"/moderation/comments/{comment.id}"
    sent = {
        **hidden_fields(moderator, path),
        "words_1": "Rosemary Underhill",
        "kind_1": "name",
        "cited": "private_person",
    }
    assert moderator.post(f"{path}/redact", data=sent).status_code == 303
    session.expire_all()
    assert comment.state == CommentState.PUBLISHED
    assert comment.body == "Ask [name removed], not [name removed]’s son."
    page = moderator.get(path).text
    assert "The original before words were taken out" in page
    assert "Rosemary" in page
    decision = session.scalars(select(ModerationDecision)).one()
    assert decision.detail == {"removed": ["name"]}


def test_what_was_to_be_taken_out_comes_back_where_it_is_not_in_the_text(
    moderator: Visitor, waiting: Comment, session: Session
) -> None:
    path = f"/moderation/comments/{waiting.id}"
    sent = {**hidden_fields(moderator, path), "cited": "private_person", "note": "We left a name out."}
    for typed, status in (({}, 409), ({"words_1": "not there at all"}, 409), ({"cited": "taste"}, 422)):
        answer = moderator.post(f"{path}/redact", data={**sent, **typed})
        assert answer.status_code == status
        assert "We left a name out." in answer.text
        assert typed.get("words_1", "") in answer.text
        part = answer.text[answer.text.index('id="redact"') :]
        assert part.startswith('id="redact" open')
    assert session.scalars(select(ModerationDecision)).all() == []


@pytest.mark.parametrize(("kind", "status"), [("abuse", 422), ("link", 422), ("other", 303), ("name", 303)])
def test_the_paragraph_on_private_people_is_not_cited_for_abuse_by_oversight(
    moderator: Visitor, session: Session, kind: str, status: int
) -> None:
    """It is chosen beforehand, and the author reads it as the reason."""
    comment = make_comment(body="The mayor is a weasel, I say.", state=CommentState.AWAITING_MODERATION)
    path = f"/moderation/comments/{comment.id}"
    sent = {
        **hidden_fields(moderator, path),
        "words_1": "a weasel",
        "kind_1": kind,
        "cited": "private_person",
    }
    answer = moderator.post(f"{path}/redact", data=sent)
    assert answer.status_code == status
    assert ("Choose the paragraph that these words break." in answer.text) == (status == 422)
    if status == 422:
        assert moderator.post(f"{path}/redact", data={**sent, "cited": "abuse"}).status_code == 303


def test_the_key_that_leaves_a_comment_as_it_is_does_not_put_back_what_was_taken_out(
    moderator: Visitor, session: Session
) -> None:
    comment = make_comment(body="Ring Ann Lee about the market.", author_name="Ann Lee")
    path = f"/moderation/comments/{comment.id}"
    sent = {
        **hidden_fields(moderator, path),
        "words_1": "Ann Lee",
        "kind_1": "name",
        "cited": "private_person",
    }
    assert moderator.post(f"{path}/redact", data={**sent, "name_too": "y"}).status_code == 303
    page = moderator.get(path).text
    assert re.findall(r'value="unredact" data-key="(.)"', page) == ["b"]
    assert 'data-key="p"' not in page
    # Both names are gone, and there is none beside the text any more that could be taken out.
    session.expire_all()
    assert (comment.body, comment.author_name) == ("Ring [name removed] about the market.", "[name removed]")
    assert "redact-name_too" not in page


def test_the_address_of_a_refused_form_opened_anew_leads_to_the_comment(
    moderator: Visitor, waiting: Comment
) -> None:
    answer = moderator.get(f"/moderation/comments/{waiting.id}/redact?kind=new")
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"/moderation/comments/{waiting.id}")
    assert moderator.get("/moderation/comments/999999/redact").status_code == 404
