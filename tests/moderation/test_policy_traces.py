"""A decision cites the policy that was in force when it was made, and nothing later changes what it says."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.comments.queries import place_of
from app.core import clock, outbox, transactions
from app.core.errors import Refused
from app.core.outbox import Letter
from app.moderation.limits import UNDO_WITHIN
from app.moderation.models import Action
from app.moderation.queries import hiding_decisions
from app.pages.threads import trace_words
from app.recommendations.models import Recommendation
from tests.conftest import Visitor
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.policy import make_lead, publish, said, without
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


def test_a_trace_keeps_the_words_and_the_number_of_its_version(
    client: Visitor, recommendation: Recommendation
) -> None:
    comment = make_comment(recommendation.subject)
    decide_as(make_moderator(), comment, Action.HIDE, reason="legal")
    publish(make_lead(), without("legal", "abuse"))
    page = unescape(client.get(place_of(comment)).text).replace("\u2068", "").replace("\u2069", "")
    assert "the law forbids it" in page
    assert 'href="/moderation-policy/versions/1#legal"' in page
    assert "policy, paragraph 9" in page


def test_a_new_version_changes_no_page_of_an_assembly(
    client: Visitor, session: Session, recommendation: Recommendation
) -> None:
    session.commit()
    with transactions.unit_of_work():
        comment = make_comment(recommendation.subject)
        decide_as(make_moderator(), comment, Action.HIDE)
    page = client.get(place_of(comment))
    with transactions.unit_of_work():
        publish(make_lead(), without("abuse"))
    again = client.get(place_of(comment), headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


def test_a_receipt_keeps_them_too(client: Visitor, session: Session) -> None:
    comment = make_comment(state=CommentState.AWAITING_MODERATION)
    decide_as(make_moderator(), comment, Action.REJECT, reason="legal")
    publish(make_lead(), without("legal"))
    page = unescape(client.get(f"/receipts/{comment.receipt_token}").text)
    assert "paragraph 9 of the policy" in page.replace("\u2068", "").replace("\u2069", "")
    assert 'href="/moderation-policy/versions/1#legal"' in page


def test_a_letter_that_leaves_after_the_next_version_says_what_was_cited(
    session: Session, letters: list[Letter]
) -> None:
    comment = make_comment(state=CommentState.AWAITING_MODERATION, email="priya@example.org")
    session.commit()
    decide_as(make_moderator(), comment, Action.REJECT, reason="legal")
    publish(make_lead(), lambda old: [said(each, title="Changed", text="Changed.") for each in old])
    session.commit()
    with clock.at(clock.now() + 2 * UNDO_WITHIN):
        outbox.drain()
    [letter] = letters
    assert "paragraph 9 of the moderation policy, “The law”: Do not write what the law forbids" in letter.text
    assert "/moderation-policy/versions/1#legal\n" in letter.text


def test_a_decision_cites_the_version_in_force_and_only_its_paragraphs(session: Session) -> None:
    moderator = make_moderator()
    version = publish(make_lead(), lambda old: [said(old[0], note="New words."), *old[2:]])
    comment = make_comment()
    with pytest.raises(Refused, match="Choose the paragraph"):
        decide_as(moderator, comment, Action.HIDE, reason="hatred")
    decision = decide_as(moderator, comment, Action.HIDE, reason="abuse")
    assert decision.policy_version_id == version.id
    assert decision.note_to_author == "New words."
    assert decision.paragraph is version.paragraphs[0]
