"""What is shown before a moderator has read it: by the way that an assembly chose, and never by another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assemblies.models import ModerationMode
from app.assemblies.modes import mode_mark
from app.assemblies.services import choose_mode
from app.comments import services
from app.comments.models import Comment, CommentState, Stance, Submission
from app.comments.queries import counts_of
from app.comments.rewording import Rewording, words_mark
from app.core import clock
from app.core.audit import AuditEntry
from app.core.outbox import OutboxRow
from app.moderation.models import Action, QueueEntry
from app.recommendations.models import Recommendation
from app.search.models import Kind, SearchDocument
from app.subjects.models import Subject
from tests.factories.accounts import make_account
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_question
from tests.factories.evidence import make_session
from tests.factories.moderation import decide_as, make_moderator
from tests.factories.pauses import pause
from tests.factories.recommendations import make_recommendation

ADA = "ada@town.example"
AFTER, KNOWN = ModerationMode.AFTER, ModerationMode.AFTER_FOR_KNOWN


def _recommendation(mode: ModerationMode, **columns: Any) -> Recommendation:
    return make_recommendation(make_assembly(consulting=(-7, 7), moderation_mode=mode.value, **columns))


def _post(recommendation: Recommendation, email: str | None = ADA, parent: Comment | None = None) -> Comment:
    return services.post_comment(
        recommendation.subject,
        Submission(body="Buses first.", stance=Stance.SUPPORT, email=email),
        receipt_token=services.new_receipt_token(),
        text=recommendation.versions[0],
        parent=parent,
    )


def _confirmed(recommendation: Recommendation, **rest: Any) -> Comment:
    comment = _post(recommendation, **rest)
    services.confirm_comment(comment)
    return comment


def _entry(session: Session, comment: Comment) -> QueueEntry | None:
    session.flush()
    return session.get(QueueEntry, comment.id, populate_existing=True)


def _published_before(subject: Subject, number: int, email: str = ADA, **columns: Any) -> list[Comment]:
    return [make_comment(subject, email=email, **columns) for _ in range(number)]


def test_before_is_the_usual_way(session: Session) -> None:
    comment = _confirmed(make_recommendation(make_assembly(consulting=(-7, 7))))
    assert comment.state == CommentState.AWAITING_MODERATION


def test_a_confirmed_comment_is_on_show_at_once_counted_and_in_the_queue_as_new(session: Session) -> None:
    recommendation = _recommendation(AFTER)
    comment = _post(recommendation)
    assert comment.state == CommentState.AWAITING_CONFIRMATION
    services.confirm_comment(comment)
    assert (comment.state, comment.published_at) == (CommentState.PUBLISHED, comment.waiting_since)
    assert counts_of([comment.subject_id])[comment.subject_id].overall.total == 1
    entry = _entry(session, comment)
    assert entry is not None
    assert (entry.is_new, entry.since) == (True, comment.waiting_since)


def test_nobody_published_it_and_the_log_says_so(session: Session) -> None:
    comment = _confirmed(_recommendation(AFTER))
    session.flush()
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.actor_id).where(
            AuditEntry.kind == Comment.__tablename__, AuditEntry.thing_id == comment.id
        )
    ).all()
    assert [tuple(row) for row in rows] == [("posted", None), ("confirmed", None), ("published", None)]


def test_where_nobody_confirms_it_is_on_show_when_it_is_sent(session: Session) -> None:
    comment = _post(_recommendation(AFTER, confirms_comments=False), email=None)
    assert comment.state == CommentState.PUBLISHED
    assert _entry(session, comment) is not None


def test_whoever_is_replied_to_hears_of_it_at_once(session: Session) -> None:
    recommendation = _recommendation(AFTER)
    parent = make_comment(recommendation.subject, email="ben@town.example")
    reply = _confirmed(recommendation, parent=parent)
    session.flush()
    letters = select(OutboxRow.payload).where(OutboxRow.kind == "comment_replied")
    assert [letter["reply_id"] for letter in session.scalars(letters)] == [reply.id]
    # Other words are no other reply.
    services.edit_comment(reply, Rewording("Trams first."), words_mark(reply))
    session.flush()
    assert len(session.scalars(letters).all()) == 1
    session.refresh(parent)
    assert parent.replies_on_show == 1


def test_search_finds_it(session: Session) -> None:
    comment = _confirmed(_recommendation(AFTER))
    session.flush()
    found = select(SearchDocument).where(
        SearchDocument.kind == Kind.COMMENT.value, SearchDocument.source_id == comment.id
    )
    assert session.scalars(found).all()


def test_a_question_follows_the_same_way(session: Session) -> None:
    meeting = make_session(make_assembly(learning=(-7, 7), moderation_mode=AFTER.value))
    question = services.ask_question(
        meeting.subject, Submission(body="How many?", email=ADA), receipt_token="r" * 20
    )
    services.confirm_comment(question)
    assert question.state == CommentState.PUBLISHED
    entry = _entry(session, question)
    assert entry is not None
    assert (entry.kind, entry.is_new) == ("question", True)


@pytest.mark.parametrize(("published", "state"), [(2, "awaiting_moderation"), (3, "published")])
def test_an_author_is_known_by_as_many_published_comments_as_the_assembly_asks(
    session: Session, published: int, state: str
) -> None:
    recommendation = _recommendation(KNOWN, known_after=3)
    _published_before(recommendation.subject, published)
    assert _confirmed(recommendation).state == state


def test_what_does_not_make_an_author_known(session: Session) -> None:
    recommendation = _recommendation(KNOWN, known_after=1)
    subject = recommendation.subject
    for state in (CommentState.HIDDEN, CommentState.REJECTED, CommentState.WITHDRAWN):
        make_comment(subject, email=ADA, state=state)
    # Nobody has read this one, and nobody confirmed the next. The last is another person's.
    make_comment(subject, email=ADA, waiting_since=clock.now())
    make_comment(subject, email=ADA, confirmed=False)
    make_comment(subject, email="ben@town.example")
    assert _confirmed(recommendation).state == CommentState.AWAITING_MODERATION


def test_questions_make_known_too_and_so_do_other_assemblies(session: Session) -> None:
    meeting = make_session(make_assembly("parks"))
    make_question(meeting.subject, email=ADA)
    assert _confirmed(_recommendation(KNOWN, known_after=1)).state == CommentState.PUBLISHED


def test_without_a_confirmed_address_nobody_is_known(session: Session) -> None:
    recommendation = _recommendation(KNOWN, known_after=1, confirms_comments=False)
    _published_before(recommendation.subject, 2)
    assert _post(recommendation).state == CommentState.AWAITING_MODERATION
    assert _post(recommendation, email=None).state == CommentState.AWAITING_MODERATION


def test_during_a_pause_nothing_is_shown_unread(session: Session) -> None:
    recommendation = _recommendation(AFTER)
    comment = _post(recommendation)
    pause(recommendation.assembly)
    services.confirm_comment(comment)
    assert comment.state == CommentState.AWAITING_MODERATION


def test_below_a_hidden_comment_nothing_is_shown_unread(session: Session) -> None:
    recommendation = _recommendation(AFTER)
    parent = make_comment(recommendation.subject)
    reply = _post(recommendation, parent=parent)
    services.hide_comment(parent, make_moderator().id)
    services.confirm_comment(reply)
    assert reply.state == CommentState.AWAITING_MODERATION


def test_who_changes_a_shown_comment_sees_the_new_words_at_once_and_a_moderator_reads_them_anew(
    session: Session,
) -> None:
    with clock.at(clock.now() - timedelta(minutes=5)):
        comment = _confirmed(_recommendation(AFTER))
        first = comment.published_at
    decide_as(make_moderator(), comment, Action.KEEP)
    assert _entry(session, comment) is None
    services.edit_comment(comment, Rewording("Trams first.", Stance.OPPOSE), words_mark(comment))
    assert comment.state == CommentState.PUBLISHED
    assert comment.published_at == first
    entry = _entry(session, comment)
    assert entry is not None
    assert comment.edited_at is not None
    assert entry.since == comment.waiting_since
    assert entry.since >= comment.edited_at
    counts = counts_of([comment.subject_id])[comment.subject_id].overall
    assert (counts.total, counts.as_dict()["oppose"]) == (1, 1)


def test_what_waits_when_the_way_is_changed_goes_on_waiting(session: Session) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    comment = _confirmed(recommendation)
    assembly = recommendation.assembly
    choose_mode(assembly, AFTER, 3, make_account(), mode_mark(assembly))
    assert comment.state == CommentState.AWAITING_MODERATION
    services.edit_comment(comment, Rewording("Trams first.", Stance.SUPPORT), words_mark(comment))
    assert comment.state == CommentState.AWAITING_MODERATION
    assert _entry(session, comment) is not None


@pytest.mark.parametrize(
    ("action", "state"), [(Action.KEEP, CommentState.PUBLISHED), (Action.HIDE, CommentState.HIDDEN)]
)
def test_a_moderator_who_has_read_it_takes_it_from_the_queue(
    session: Session, action: Action, state: CommentState
) -> None:
    comment = _confirmed(_recommendation(AFTER))
    decide_as(make_moderator(), comment, action)
    assert (comment.state, comment.waiting_since) == (state, None)
    assert _entry(session, comment) is None


def test_the_author_who_withdraws_it_takes_it_from_the_queue(session: Session) -> None:
    comment = _confirmed(_recommendation(AFTER))
    services.withdraw_comment(comment)
    assert _entry(session, comment) is None


def test_confirming_twice_shows_it_once(session: Session) -> None:
    comment = _confirmed(_recommendation(AFTER))
    shown = comment.published_at
    services.confirm_comment(comment)
    assert comment.published_at == shown
