"""A decision cites the policy that was in force when it was made, and nothing later changes what it says."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.comments.models import Comment
from app.moderation.models import Action
from app.moderation.queries import hiding_decisions
from app.pages.threads import trace_words
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_moderator
from tests.queries import counted


def test_the_paragraphs_of_a_whole_list_of_traces_are_read_in_the_one_query(session: Session) -> None:
    moderator = make_moderator()
    comments: list[Comment] = [make_comment() for _ in range(3)]
    for comment, reason in zip(comments, ("abuse", "threat", "legal"), strict=True):
        decide_as(moderator, comment, Action.HIDE, reason=reason)
    session.expunge_all()
    with counted() as queries:
        decisions = hiding_decisions([comment.id for comment in comments])
        reasons = [trace_words(decisions[comment.id])["reason"] for comment in comments]
    assert reasons == ["it insults somebody", "it threatens somebody", "the law forbids it"]
    assert len(queries) == 1, queries
