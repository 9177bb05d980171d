"""Within five minutes a press is taken back, and everything stands again exactly as it stood."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState, CommentWording
from app.comments.queries import counts_of
from app.comments.rewording import Rewording, words_mark
from app.comments.services import edit_comment, withdraw_comment
from app.comments.services.letters import TOLD_AFTER
from app.core import clock, outbox
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.core.outbox import Letter
from app.dispositions.queries.decided import decided_on
from app.moderation.limits import LETTERS_WAIT, UNDO_WITHIN
from app.moderation.models import Action, Escalation, ModerationDecision, QueueEntry
from app.moderation.queries import hiding_decisions, history_for_author
from app.moderation.queries.at_desk import latest_decisions
from app.moderation.redaction import Redaction
from app.moderation.services import decide, decide_all, may_undo, report_comment, undo
from app.moderation.signals.removed import Removed
from app.search.queries import search
from tests.conftest import NOON
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, make_recommendation_subject, subject_of
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of
from tests.factories.organisations import make_organisation
from tests.letters import let_letters_leave
from tests.moderation.pressing import batch_of, chosen, many_waiting, press, states
from tests.queries import counted

BODY = "Call the zebra office on 01234 567890, they know."


def _as_it_stands(session: Session, comment: Comment) -> dict[str, Any]:
    """Every column of a comment, of its entry in the queue and of its reports, and its wordings."""
    session.flush()
    session.expire_all()
    comment = session.get_one(Comment, comment.id)
    entry = session.get(QueueEntry, comment.id)
    stands = {name: getattr(comment, name) for name, _ in inspect(Comment).columns.items()}
    stands["entry"] = entry and {
        name: getattr(entry, name) for name, _ in inspect(QueueEntry).columns.items()
    }
    stands["wordings"] = session.scalars(
        select(CommentWording.body).where(CommentWording.comment_id == comment.id)
    ).all()
    return stands


def _decide(comment: Comment, action: Action, by: Any) -> ModerationDecision:
    return decide(
        comment,
        action,
        by=by,
        seen=mark_of(comment),
        reason_code="private_person",
        internal_note="Look.",
        redactions=[Redaction("01234 567890", Removed.PHONE)] if action is Action.REDACT else (),
        escalation=Escalation.THREAT if action is Action.ESCALATE else None,
    )


@pytest.mark.parametrize(
    ("before", "action"),
    [
        ((), Action.PUBLISH),
        ((), Action.REJECT),
        ((), Action.REDACT),
        ((), Action.ESCALATE),
        ((Action.ESCALATE,), Action.HAND_BACK),
        ((Action.ESCALATE,), Action.REJECT),
        ((Action.PUBLISH,), Action.REDACT),
        ((Action.PUBLISH,), Action.HIDE),
        ((Action.PUBLISH,), Action.ESCALATE),
        ((Action.PUBLISH, Action.HIDE), Action.RESTORE),
        ((Action.REJECT,), Action.PUBLISH),
        ((Action.REDACT,), Action.UNREDACT),
        ((Action.REDACT,), Action.HIDE),
    ],
)
def test_undone_a_comment_stands_exactly_as_before(
    session: Session, before: tuple[Action, ...], action: Action
) -> None:
    lead = make_lead()
    comment = make_comment(state=CommentState.AWAITING_MODERATION, body=BODY, author_name="Priya N.")
    for earlier in before:
        with clock.at(NOON - timedelta(hours=len(before))):
            _decide(comment, earlier, lead)
    stood, last = _as_it_stands(session, comment), latest_decisions([comment.id]).get(comment.id)
    found = search("zebra").total
    decision = _decide(comment, action, lead)
    assert _as_it_stands(session, comment) != stood
    outcome = undo(batch_of(decision), lead)
    assert ([c.id for c in outcome.returned], outcome.left) == ([comment.id], [])
    assert _as_it_stands(session, comment) == stood
    assert search("zebra").total == found
    undoing = latest_decisions([comment.id]).get(comment.id)
    assert undoing is not None
    assert (undoing.action, undoing.undoes_id) == (Action.UNDO, decision.id)
    assert last is None or last.id < decision.id


def test_a_kept_comment_is_reported_again_once_that_is_undone(session: Session) -> None:
    comment, sam = make_comment(), make_moderator()
    report = report_comment(comment, "abuse")
    stood = _as_it_stands(session, comment)
    decision = decide_as(sam, comment, Action.KEEP)
    assert session.get(QueueEntry, comment.id) is None
    undo(batch_of(decision), sam)
    assert _as_it_stands(session, comment) == stood
    session.refresh(report)
    assert (report.settled_at, report.settled_by_id) == (None, None)


def test_one_undo_takes_a_whole_press_back_but_for_what_has_moved_on(session: Session) -> None:
    sam, morag = make_moderator(), make_moderator("morag@fenbury.example", "Morag Lister")
    subject = make_recommendation_subject(make_assembly(consulting=(-7, 7)))
    comments = many_waiting(5, subject, email="p@example.org")
    back, hidden, withdrawn, changed, again = comments
    outcome = press(sam, Action.PUBLISH, comments)
    decide_as(morag, hidden, Action.HIDE)
    withdraw_comment(withdrawn)
    changed.created_at = clock.now()
    session.flush()
    edit_comment(changed, Rewording("Other words."), words_mark(changed))
    assert outcome.batch is not None
    undone = undo(outcome.batch, sam)
    assert {comment.id for comment in undone.returned} == {back.id, again.id}
    assert {left.comment_id: left.why for left in undone.left} == {
        hidden.id: "Morag Lister has decided on it since.",
        withdrawn.id: "Its author has withdrawn it.",
        changed.id: "Its author has changed the words since.",
    }
    waits = CommentState.AWAITING_MODERATION
    assert states(comments) == [waits, CommentState.HIDDEN, CommentState.WITHDRAWN, waits, waits]
    assert (outcome.batch.undone_by_id, outcome.batch.undone_at is not None) == (sam.id, True)
    logged = select(func.count(AuditEntry.id)).where(AuditEntry.action == "undone")
    assert session.scalar(logged) == 2


def test_figures_follow_an_undo(session: Session) -> None:
    sam, comments = make_moderator(), many_waiting(3)
    thread = make_comment(comments[0].subject)
    outcome = press(sam, Action.PUBLISH, [*comments, *many_waiting(2, thread.subject, parent_id=thread.id)])
    assert outcome.batch is not None
    undo(outcome.batch, sam)
    session.refresh(thread)
    assert thread.replies_on_show == 0
    assert counts_of([thread.subject_id])[thread.subject_id].overall.total == 1


def test_an_undone_decision_is_told_to_nobody_and_the_next_one_is(
    session: Session, letters: list[Letter]
) -> None:
    sam, comments = make_moderator(), many_waiting(2, email="priya@example.org")
    outcome = press(sam, Action.REJECT, comments)
    assert outcome.batch is not None
    undo(outcome.batch, sam)
    decide_as(sam, comments[0], Action.PUBLISH)
    session.commit()
    let_letters_leave()
    assert [letter.subject.endswith("is published") for letter in letters] == [True]


def test_a_letter_waits_as_long_as_what_it_tells_can_be_undone(
    session: Session, letters: list[Letter]
) -> None:
    with clock.at(NOON):
        comment = make_comment(state=CommentState.AWAITING_MODERATION, email="priya@example.org")
        decision = decide_as(make_moderator(), comment, Action.PUBLISH)
        sam = decision.decided_by
    session.commit()
    with clock.at(NOON + UNDO_WITHIN - timedelta(seconds=1)):
        undo(batch_of(decision), sam)
    session.commit()
    let_letters_leave()
    assert letters == []


def test_later_than_five_minutes_nothing_is_undone(session: Session) -> None:
    sam, comment = make_moderator(), make_comment(state=CommentState.AWAITING_MODERATION)
    with clock.at(NOON):
        decision = decide_as(sam, comment, Action.PUBLISH)
    with (
        clock.at(NOON + UNDO_WITHIN),
        pytest.raises(Refused, match=r"until 12:05.pm\. The letters have left"),
    ):
        undo(batch_of(decision), sam)
    assert comment.state == CommentState.PUBLISHED


def test_only_who_pressed_or_a_lead_there_takes_it_back_and_only_once(session: Session) -> None:
    here, elsewhere = make_organisation("here"), make_organisation("elsewhere")
    subject = subject_of(make_assembly("ours", here))
    sam, morag = make_moderator(), make_moderator("morag@fenbury.example", "Morag Lister")
    batch = press(sam, Action.REJECT, many_waiting(2, subject)).batch
    assert batch is not None
    stranger = make_lead("else@where.example", "Else Where", elsewhere.id)
    for somebody in (morag, stranger):
        with pytest.raises(Refused, match="Only who decided this, or a lead moderator"):
            undo(batch, somebody)
    lead = make_lead(organisation_id=here.id)
    assert len(undo(batch, lead).returned) == 2
    with pytest.raises(Refused, match=r"taken back at .* already"):
        undo(batch, sam)
    undoing = session.scalars(
        select(ModerationDecision).where(ModerationDecision.action == Action.UNDO)
    ).first()
    assert undoing is not None
    with pytest.raises(Refused, match="What was taken back stays so"):
        undo(batch_of(undoing), lead)


def test_what_hid_a_comment_is_its_last_hiding_that_was_not_undone(session: Session) -> None:
    sam, comment = make_moderator(), make_comment()
    first = decide_as(sam, comment, Action.HIDE, reason="abuse")
    restored = decide_as(sam, comment, Action.RESTORE)
    undo(batch_of(restored), sam)
    assert hiding_decisions([comment.id]) == {comment.id: first}
    decide_as(sam, comment, Action.RESTORE)
    second = decide_as(sam, comment, Action.HIDE, reason="threat")
    assert hiding_decisions([comment.id]) == {comment.id: second}
    undo(batch_of(second), sam)
    assert hiding_decisions([comment.id]) == {}


def test_an_author_hears_nothing_of_what_was_undone_or_asked_of_a_lead(session: Session) -> None:
    lead, comment = make_lead(), make_comment(state=CommentState.AWAITING_MODERATION)
    undo(batch_of(_decide(comment, Action.REJECT, lead)), lead)
    _decide(comment, Action.ESCALATE, lead)
    _decide(comment, Action.HAND_BACK, lead)
    _decide(comment, Action.PUBLISH, lead)
    assert [told.action for told in history_for_author(comment.id)] == [Action.PUBLISH]


def test_a_press_decided_on_stale_marks_after_an_undo_is_refused(session: Session) -> None:
    sam, comments = make_moderator(), many_waiting(1)
    marks = chosen(comments)
    batch = press(sam, Action.REJECT, comments).batch
    assert batch is not None
    undo(batch, sam)
    outcome = decide_all(marks, Action.PUBLISH, by=sam)
    [left] = outcome.left
    assert left.why.startswith("You took a decision on this back at ")


def test_the_page_of_comments_knows_too_what_hid_each(session: Session) -> None:
    sam, comment = make_moderator(), make_comment()
    first = decide_as(sam, comment, Action.HIDE)
    undo(batch_of(decide_as(sam, comment, Action.RESTORE)), sam)
    assert decided_on([comment.id]).hidden_by == {comment.id: first}
    decide_as(sam, comment, Action.RESTORE)
    undo(batch_of(decide_as(sam, comment, Action.HIDE)), sam)
    withdraw_comment(comment)
    session.flush()
    assert decided_on([comment.id]).hidden_by == {}


def test_a_reply_is_told_of_once_nobody_can_take_it_back(session: Session, letters: list[Letter]) -> None:
    sam = make_moderator()
    thread = make_comment(email="priya@example.org")
    reply = make_comment(thread.subject, state=CommentState.AWAITING_MODERATION, parent_id=thread.id)
    undo(batch_of(decide_as(sam, reply, Action.PUBLISH)), sam)
    decide_as(sam, reply, Action.PUBLISH)
    session.commit()
    outbox.drain()
    assert letters == []
    let_letters_leave()
    assert [letter.to for letter in letters] == ["priya@example.org"]


def test_letters_wait_longer_than_a_press_can_be_taken_back() -> None:
    """Who takes it back at the last moment is at work a little longer, and the worker must not be faster."""
    assert TOLD_AFTER == LETTERS_WAIT > UNDO_WITHIN


def test_taking_a_press_on_many_back_asks_little_for_each(session: Session) -> None:
    sam, subject = make_moderator(), make_comment().subject
    asked = []
    for number in (5, 15):
        batch = press(sam, Action.PUBLISH, many_waiting(number, subject)).batch
        assert batch is not None
        with counted() as queries:
            assert len(undo(batch, sam).returned) == number
        asked.append(len(queries))
    # Of each comment: its state, two log rows, its reports and its appeal.
    assert asked[1] - asked[0] <= 10 * 7, asked


def test_what_was_replied_to_stays_where_it_is_unless_the_reply_goes_with_it(session: Session) -> None:
    sam, subject = make_moderator(), make_recommendation_subject(make_assembly(consulting=(-7, 7)))
    thread = make_comment(subject, BODY, state=CommentState.AWAITING_MODERATION)
    reply = make_comment(
        subject, "The zebra says no.", state=CommentState.AWAITING_MODERATION, parent_id=thread.id
    )
    alone = decide_as(sam, thread, Action.PUBLISH)
    replied = decide_as(sam, reply, Action.PUBLISH)
    [left] = undo(batch_of(alone), sam).left
    assert "the reply is on show. Hide it instead." in left.why
    assert thread.state == CommentState.PUBLISHED
    undo(batch_of(replied), sam)
    assert undo(batch_of(alone), sam).left == []
    outcome = decide_all(chosen([thread, reply]), Action.PUBLISH, by=sam)
    assert outcome.batch is not None
    assert undo(outcome.batch, sam).left == []
    assert {thread.state, reply.state} == {CommentState.AWAITING_MODERATION}


def test_who_moderates_there_no_more_takes_nothing_back(session: Session) -> None:
    here, elsewhere = make_organisation("here"), make_organisation("elsewhere")
    comment = make_comment(subject_of(make_assembly("ours", here)), state=CommentState.AWAITING_MODERATION)
    sam = make_moderator(organisation_id=here.id)
    pressed = batch_of(decide_as(sam, comment, Action.PUBLISH))
    sam.memberships[0].organisation_id = elsewhere.id
    session.flush()
    assert not may_undo(pressed, [comment], sam)
    with pytest.raises(Refused, match="Only who decided this"):
        undo(pressed, sam)
