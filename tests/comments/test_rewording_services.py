"""Authors change what they sent for a quarter of an hour, and withdraw it at any time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments import services
from app.comments.models import Comment, CommentState, CommentWording
from app.comments.queries import figures_of, threads
from app.comments.rewording import EDIT_WITHIN, Rewording, words_mark
from app.core import clock, dates
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.moderation.models import Action
from app.moderation.services import decide
from app.recommendations.models import VersionStage
from app.subjects.models import Subject
from tests.comments.test_tallies import check_tallies
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_answer, make_comment, make_question, make_recommendation_subject
from tests.factories.moderation import decide_as, make_moderator, mark_of
from tests.factories.recommendations import make_recommendation, make_version

NEW = Rewording("Two benches, please.")
EDITABLE = (CommentState.AWAITING_CONFIRMATION, CommentState.AWAITING_MODERATION, CommentState.PUBLISHED)


@pytest.fixture
def subject(session: Session) -> Subject:
    return make_recommendation_subject(make_assembly(consulting=(-7, 7)))


@pytest.fixture
def moderator(session: Session) -> Account:
    return make_moderator()


def _fresh(subject: Subject, state: CommentState = CommentState.PUBLISHED, **columns: Any) -> Comment:
    """A comment that was sent this minute."""
    return make_comment(subject, "One bench.", state=state, created_at=clock.now(), **columns)


def _edit(comment: Comment, to: Rewording = NEW) -> None:
    services.edit_comment(comment, to, words_mark(comment))


@pytest.mark.parametrize("state", EDITABLE)
def test_the_former_wording_is_kept_and_the_log_says_so(
    session: Session, subject: Subject, state: CommentState
) -> None:
    comment = _fresh(subject, state, stance="oppose", author_name="Ada")
    _edit(comment)
    [former] = session.scalars(select(CommentWording)).all()
    assert (former.body, former.stance, former.author_name) == ("One bench.", "oppose", "Ada")
    assert (comment.body, comment.stance, comment.author_name) == (NEW.body, None, None)
    assert comment.edited_at is not None
    assert "edited" in session.scalars(select(AuditEntry.action)).all()


def test_a_published_comment_goes_back_to_the_moderators_and_loses_its_place(
    session: Session, subject: Subject
) -> None:
    comment = _fresh(subject)
    _edit(comment)
    assert comment.state == CommentState.AWAITING_MODERATION
    assert (comment.published_at, comment.waiting_since) == (None, comment.edited_at)
    assert threads(subject.id).items == []
    check_tallies(session, subject.id)
    assert subject.assembly is not None
    assert subject.assembly.slug in session.info["touched"]


def test_what_waits_keeps_its_place_in_the_queue(session: Session, subject: Subject) -> None:
    comment = _fresh(subject, CommentState.AWAITING_MODERATION)
    since = comment.waiting_since
    _edit(comment)
    assert (comment.state, comment.waiting_since) == (CommentState.AWAITING_MODERATION, since)


def test_the_same_words_change_nothing(session: Session, subject: Subject) -> None:
    comment = _fresh(subject)
    _edit(comment, Rewording("One bench."))
    assert comment.state == CommentState.PUBLISHED
    assert session.scalars(select(CommentWording)).all() == []


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (CommentState.HIDDEN, "A moderator has hidden it"),
        (CommentState.REJECTED, "did not publish it"),
        (CommentState.WITHDRAWN, "You withdrew it"),
    ],
)
def test_what_was_taken_down_cannot_be_changed(
    session: Session, subject: Subject, state: CommentState, why: str
) -> None:
    with pytest.raises(Refused, match=why):
        _edit(_fresh(subject, state))


@pytest.mark.parametrize("state", [CommentState.PUBLISHED, CommentState.HIDDEN, CommentState.WITHDRAWN])
def test_what_was_replied_to_cannot_be_changed(
    session: Session, subject: Subject, state: CommentState
) -> None:
    comment = _fresh(subject)
    make_comment(subject, parent_id=comment.id, state=state)
    with pytest.raises(Refused, match="Somebody has replied"):
        _edit(comment)


def test_what_somebody_agreed_with_cannot_be_changed(session: Session, subject: Subject) -> None:
    comment = _fresh(subject)
    services.agree(comment, "a browser")
    with pytest.raises(Refused, match="Somebody has agreed with it"):
        _edit(comment)
    assert comment.body == "One bench."


def test_a_reply_that_nobody_has_seen_yet_hinders_nobody(session: Session, subject: Subject) -> None:
    comment = _fresh(subject)
    make_comment(subject, parent_id=comment.id, state=CommentState.AWAITING_MODERATION)
    _edit(comment)
    assert comment.body == NEW.body


def test_after_a_quarter_of_an_hour_nothing_can_be_changed(session: Session, subject: Subject) -> None:
    comment = _fresh(subject)
    with (
        clock.at(comment.created_at + EDIT_WITHIN),
        pytest.raises(Refused, match="for 15 minutes after you sent it, until"),
    ):
        _edit(comment)
    with clock.at(comment.created_at + EDIT_WITHIN - timedelta(seconds=1)):
        _edit(comment)


def test_once_comments_are_closed_nothing_can_be_changed(session: Session) -> None:
    subject = make_recommendation_subject(make_assembly(consulting=(-14, -7)))
    with pytest.raises(Refused, match="Comments closed"):
        _edit(_fresh(subject))


def test_once_the_final_text_is_published_nothing_can_be_changed(session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    comment = _fresh(recommendation.subject, CommentState.AWAITING_MODERATION)
    make_version(recommendation, stage=VersionStage.FINAL, published_at=clock.now())
    with pytest.raises(Refused, match=f"Comments closed {re.escape(dates.moment(clock.now()))}"):
        _edit(comment)
    assert comment.body == "One bench."


def test_a_question_can_be_changed_while_questions_are_open(session: Session) -> None:
    subject = make_recommendation_subject(make_assembly(learning=(-7, 7)))
    question = make_question(subject, state=CommentState.AWAITING_MODERATION, created_at=clock.now())
    _edit(question)
    assert question.body == NEW.body


def test_words_of_the_organisers_are_not_changed_here(session: Session, subject: Subject) -> None:
    answer = make_answer(make_question(subject))
    with pytest.raises(Refused):
        services.edit_comment(answer, NEW, words_mark(answer))
    with pytest.raises(Refused, match="written for the assembly"):
        services.withdraw_comment(answer)


# ---- While a moderator looks at it ----


def test_a_moderator_who_saw_the_former_words_publishes_nothing(
    session: Session, subject: Subject, moderator: Account
) -> None:
    comment = _fresh(subject, CommentState.AWAITING_MODERATION)
    seen = mark_of(comment)
    _edit(comment)
    with pytest.raises(Refused, match="Its author has changed the words"):
        decide(comment, Action.PUBLISH, by=moderator, seen=seen)
    assert comment.state == CommentState.AWAITING_MODERATION
    decide_as(moderator, comment, Action.PUBLISH)


def test_a_moderator_who_saw_the_former_words_on_show_cannot_hide_the_new_ones(
    session: Session, subject: Subject, moderator: Account
) -> None:
    comment = _fresh(subject)
    seen = mark_of(comment)
    _edit(comment)
    with pytest.raises(Refused, match="Its author has changed the words"):
        decide(comment, Action.HIDE, by=moderator, seen=seen, reason_code="abuse")


def test_an_author_who_did_not_know_that_it_was_published_is_told_before_it_leaves(
    session: Session, subject: Subject, moderator: Account
) -> None:
    comment = _fresh(subject, CommentState.AWAITING_MODERATION)
    seen = words_mark(comment)
    decide_as(moderator, comment, Action.PUBLISH)
    with pytest.raises(Refused, match="A moderator has published it meanwhile"):
        services.edit_comment(comment, NEW, seen)
    assert (comment.state, comment.body) == (CommentState.PUBLISHED, "One bench.")


def test_a_moderator_learns_that_the_author_withdrew_it(
    session: Session, subject: Subject, moderator: Account
) -> None:
    comment = _fresh(subject, CommentState.AWAITING_MODERATION)
    seen = mark_of(comment)
    services.withdraw_comment(comment)
    with pytest.raises(Refused, match="Its author has withdrawn it"):
        decide(comment, Action.PUBLISH, by=moderator, seen=seen)


# ---- Withdrawing ----


@pytest.mark.parametrize("state", [state for state in CommentState if state != CommentState.WITHDRAWN])
def test_whatever_its_state_an_author_can_withdraw_it(
    session: Session, subject: Subject, state: CommentState
) -> None:
    comment = make_comment(subject, state=state)
    was_shown = comment.published_at
    services.withdraw_comment(comment)
    assert comment.state == CommentState.WITHDRAWN
    assert comment.withdrawn_at is not None
    assert (comment.published_at, comment.waiting_since) == (was_shown, None)
    assert session.scalars(select(AuditEntry.action)).all() == ["withdrawn"]
    check_tallies(session, subject.id)


def test_withdrawing_twice_withdraws_once(session: Session, subject: Subject) -> None:
    comment = make_comment(subject)
    services.withdraw_comment(comment)
    first = comment.withdrawn_at
    with clock.at(clock.now() + timedelta(hours=1)):
        services.withdraw_comment(comment)
    assert comment.withdrawn_at == first
    assert session.scalars(select(AuditEntry.action)).all() == ["withdrawn"]


def test_a_withdrawn_comment_keeps_its_place_and_its_replies_but_is_counted_no_more(
    session: Session, subject: Subject
) -> None:
    comment = make_comment(subject)
    make_comment(subject, parent_id=comment.id)
    services.withdraw_comment(comment)
    [thread] = threads(subject.id).items
    assert (thread.id, len(thread.replies)) == (comment.id, 1)
    assert figures_of(subject.id).counts.overall.total == 1
    assert subject.assembly is not None
    assert subject.assembly.slug in session.info["touched"]
    with pytest.raises(Refused):
        services.agree(comment, "a browser")


def test_a_withdrawn_comment_is_not_confirmed_by_an_old_link(session: Session, subject: Subject) -> None:
    comment = make_comment(subject, state=CommentState.AWAITING_CONFIRMATION, email="a@b.example")
    services.withdraw_comment(comment)
    services.confirm_comment(comment)
    assert comment.state == CommentState.WITHDRAWN
