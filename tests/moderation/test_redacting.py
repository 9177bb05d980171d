"""A redacted comment: what readers see, what moderators keep, what its author can do, and the way back."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState, CommentWording
from app.comments.queries.wordings import is_redacted
from app.comments.rewording import Rewording, words_mark
from app.comments.services import edit_comment
from app.core import clock, transactions
from app.core.errors import Refused
from app.core.outbox import Letter
from app.core.revisions import current
from app.moderation.former import former_words
from app.moderation.models import Action, ModerationDecision
from app.moderation.redaction import Redaction
from app.moderation.services import decide, possible_actions, undo
from app.moderation.signals.removed import Removed
from app.search.queries import search
from tests.conftest import Visitor
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_question, make_recommendation_subject
from tests.factories.evidence import make_session
from tests.factories.moderation import decide_as, make_moderator, mark_of
from tests.factories.recommendations import make_recommendation, make_version
from tests.factories.search import index_everything
from tests.letters import let_letters_leave

SECRET = "01234 567890"
BODY = f"The zebra crossing is out of order. Call {SECRET}."
LEFT = "The zebra crossing is out of order. Call [telephone number removed]."


def _redact(comment: Comment, by: Account, *more: Redaction, words: str = SECRET) -> ModerationDecision:
    return decide(
        comment,
        Action.REDACT,
        by=by,
        seen=mark_of(comment),
        reason_code="private_person",
        redactions=[Redaction(words, Removed.PHONE), *more],
    )


def test_of_a_comment_that_waited_the_rest_is_published_and_the_original_kept(session: Session) -> None:
    comment, sam = make_comment(state=CommentState.AWAITING_MODERATION, body=BODY), make_moderator()
    waited_since = comment.waiting_since
    decision = _redact(comment, sam)
    assert (comment.state, comment.body) == (CommentState.PUBLISHED, LEFT)
    assert comment.published_at is not None
    assert (decision.detail, decision.reason_code) == ({"removed": ["phone"]}, "private_person")
    assert (decision.former_state, decision.waited_since) == ("awaiting_moderation", waited_since)
    [kept] = session.scalars(select(CommentWording)).all()
    assert (kept.body, kept.redacted_by_id) == (BODY, sam.id)


def test_the_name_can_go_with_the_words(session: Session) -> None:
    comment = make_comment(body=BODY, author_name="Ann Lee")
    _redact(comment, make_moderator(), Redaction(None, Removed.NAME))
    assert (comment.body, comment.author_name) == (LEFT, "[name removed]")
    [kept] = session.scalars(select(CommentWording)).all()
    assert kept.author_name == "Ann Lee"


def test_a_redaction_needs_a_reason_and_words_that_are_there_and_else_leaves_no_trace(
    session: Session,
) -> None:
    comment, sam = make_comment(body=BODY), make_moderator()
    with pytest.raises(Refused, match="Choose the paragraph"):
        decide(comment, Action.REDACT, by=sam, seen=mark_of(comment))
    with pytest.raises(Refused, match="Choose the words"):
        decide(comment, Action.REDACT, by=sam, seen=mark_of(comment), reason_code="abuse")
    with pytest.raises(Refused, match="not in the text as it stands now"):
        _redact(comment, sam, words="09876")
    session.rollback()


def test_readers_search_and_feeds_read_what_is_left_at_once(client: Visitor, session: Session) -> None:
    version = make_version(make_recommendation(make_assembly()))
    comment = make_comment(version.recommendation.subject, BODY, clause_key=None)
    index_everything()
    session.commit()
    slug = version.recommendation.assembly.slug
    before, number = current(slug)[0], version.recommendation.reference.lower()
    with transactions.unit_of_work():
        _redact(session.get_one(Comment, comment.id), make_moderator())
    assert current(slug)[0] > before
    assert search(SECRET.split()[1]).total == 0
    assert search("zebra").total == 1
    for path in (f"/assemblies/{slug}/recommendations/{number}/comments/", "/search?q=zebra"):
        page = client.get(path).get_data(as_text=True)
        assert "zebra" in page
        assert SECRET.split()[1] not in page


def test_its_author_reads_why_and_cannot_change_it(session: Session, letters: list[Letter]) -> None:
    subject = make_recommendation_subject(make_assembly(consulting=(-7, 7)))
    comment = make_comment(subject, BODY, email="priya@example.org", created_at=clock.now())
    _redact(comment, make_moderator())
    with pytest.raises(Refused, match="A moderator took words out of it"):
        edit_comment(comment, Rewording("Call me."), words_mark(comment))
    session.commit()
    let_letters_leave()
    [letter] = letters
    assert letter.subject.startswith("A moderator took words out of your comment on")
    assert "“Private people”" in letter.text
    # The rest is on show, so its author is not asked to send it again.
    assert "We took this out of what you wrote: Telephone number. The rest is published." in letter.text
    assert "send it again" not in letter.text
    assert SECRET not in letter.text
    assert "zebra" not in letter.text


def test_words_are_taken_out_twice_and_the_author_s_own_come_back(session: Session) -> None:
    comment, sam = make_comment(body=BODY, email="priya@example.org"), make_moderator()
    assert Action.UNREDACT not in possible_actions(comment, sam)
    _redact(comment, sam)
    _redact(comment, sam, words="zebra")
    assert "zebra" not in comment.body
    assert Action.UNREDACT in possible_actions(comment, sam)
    decide_as(sam, comment, Action.UNREDACT)
    assert (comment.body, is_redacted(comment.id)) == (BODY, False)
    assert search("zebra").total == 1
    # What was said in between is kept, for moderators to read.
    session.refresh(comment, ["former_wordings"])
    assert [former.body.count("zebra") for former in comment.former_wordings] == [1, 1, 0]


def test_only_the_last_word_about_a_redaction_is_told(session: Session, letters: list[Letter]) -> None:
    comment, sam = make_comment(body=BODY, email="priya@example.org"), make_moderator()
    _redact(comment, sam)
    decide_as(sam, comment, Action.UNREDACT)
    session.commit()
    let_letters_leave()
    assert [letter.subject.endswith("is shown in your own words again") for letter in letters] == [True]


def test_a_redacted_comment_that_is_hidden_and_restored_stays_redacted(session: Session) -> None:
    comment, sam = make_comment(body=BODY), make_moderator()
    _redact(comment, sam)
    decide_as(sam, comment, Action.HIDE)
    decide_as(sam, comment, Action.RESTORE)
    assert (comment.state, comment.body) == (CommentState.PUBLISHED, LEFT)


def test_whom_a_question_is_asked_of_goes_and_comes_back_with_the_words(session: Session) -> None:
    subject, sam = make_session(make_assembly()).subject, make_moderator()
    question = make_question(subject, "Does the zebra of Ann Lee bite?", asked_of="Ann Lee")
    index_everything()
    gone = [Redaction("Ann Lee", Removed.NAME)]
    decision = decide(
        question, Action.REDACT, by=sam, seen=mark_of(question), reason_code="abuse", redactions=gone
    )
    assert (question.asked_of, search("Lee").total) == (None, 0)
    assert decision.batch is not None
    undo(decision.batch, sam)
    assert question.asked_of == "Ann Lee"
    decide(question, Action.REDACT, by=sam, seen=mark_of(question), reason_code="abuse", redactions=gone)
    [former] = former_words(session.get_one(Comment, question.id, populate_existing=True))
    assert former["others"] == ["Asked of: “Ann Lee”, then “nobody”."]
    decide_as(sam, question, Action.UNREDACT)
    assert (question.asked_of, search("Lee").total) == ("Ann Lee", 1)
