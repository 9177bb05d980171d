"""Many comments decided with one press: all that can be, and of the others why not."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.comments.queries import counts_of
from app.comments.services import withdraw_comment
from app.core import transactions
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.core.outbox import Letter
from app.moderation.chain import hash_of
from app.moderation.limits import MOST_AT_ONCE
from app.moderation.models import Action, DecisionBatch, Escalation, ModerationDecision, QueueEntry
from app.moderation.queries.policy import policy_in_force
from app.moderation.services import Chosen, claim, decide_all, report_comment
from app.search.queries import search
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment, subject_of
from tests.factories.moderation import decide_as, make_lead, make_moderator, mark_of
from tests.factories.organisations import make_organisation
from tests.letters import let_letters_leave
from tests.moderation.pressing import chosen, many_waiting, press, states
from tests.queries import counted


def test_one_press_decides_all_and_is_one_batch_in_one_chain(session: Session) -> None:
    comments, sam = many_waiting(3), make_moderator()
    outcome = press(sam, Action.REJECT, comments, "advertising")
    assert states(comments) == [CommentState.REJECTED] * 3
    assert outcome.left == []
    assert outcome.batch is not None
    batch = session.scalars(select(DecisionBatch)).one()
    assert (batch.action, batch.reason_code, batch.made_by_id) == (Action.REJECT, "advertising", sam.id)
    decisions = session.scalars(select(ModerationDecision).order_by(ModerationDecision.position)).all()
    assert {d.comment_id for d in decisions} == {c.id for c in comments}
    assert {d.batch_id for d in decisions} == {batch.id}
    assert {d.policy_version_id for d in decisions} == {policy_in_force().id}
    assert {d.former_state for d in decisions} == {CommentState.AWAITING_MODERATION}
    assert [d.hash for d in decisions] == [hash_of(d) for d in decisions]
    assert [d.former_hash for d in decisions[1:]] == [d.hash for d in decisions[:-1]]
    logged = select(func.count(AuditEntry.id)).where(AuditEntry.action == "decided")
    assert session.scalar(logged) == 3
    assert session.scalar(select(func.count(QueueEntry.comment_id))) == 0


def test_a_single_decision_is_a_batch_of_one(session: Session) -> None:
    comment, sam = make_comment(state=CommentState.AWAITING_MODERATION), make_moderator()
    decision = decide_as(sam, comment, Action.PUBLISH)
    batch = session.scalars(select(DecisionBatch)).one()
    assert (decision.batch_id, batch.action, batch.made_at) == (batch.id, "publish", decision.decided_at)


def test_what_cannot_be_decided_is_left_with_the_reason_and_the_rest_is_done(session: Session) -> None:
    sam, morag = make_moderator(), make_moderator("morag@fenbury.example", "Morag Lister")
    done, decided, read, withdrawn, published = comments = many_waiting(5)
    decide_as(morag, published, Action.PUBLISH)
    marks = chosen(comments)
    decide_as(morag, decided, Action.REJECT)
    claim(read, morag)
    withdraw_comment(withdrawn)
    session.flush()
    outcome = decide_all([*marks, Chosen(2_000_000, "?")], Action.REJECT, by=sam, reason_code="abuse")
    assert [decision.comment_id for decision in outcome.decided] == [done.id]
    why = {left.comment_id: left.why for left in outcome.left}
    assert list(why) == [decided.id, read.id, withdrawn.id, published.id, 2_000_000]
    assert why[decided.id].startswith("Morag Lister rejected this at ")
    assert why[read.id].startswith("Morag Lister has been reading this since ")
    assert why[withdrawn.id] == "Its author has withdrawn it. There is nothing to decide any more."
    assert why[published.id] == "This cannot be done as it stands now: it is published."
    assert why[2_000_000] == "There is no such comment."


def test_where_nothing_can_be_decided_there_is_no_batch(session: Session) -> None:
    sam, comments = make_moderator(), many_waiting(2)
    marks = chosen(comments)
    press(sam, Action.PUBLISH, comments)
    outcome = decide_all(marks, Action.PUBLISH, by=sam)
    assert (outcome.batch, outcome.decided, len(outcome.left)) == (None, [], 2)
    assert session.scalar(select(func.count(DecisionBatch.id))) == 1


def test_nobody_decides_another_council_s_comments_nor_hears_of_them(session: Session) -> None:
    here, elsewhere = make_organisation("here"), make_organisation("elsewhere")
    [ours] = many_waiting(1, subject_of(make_assembly("ours", here)))
    [theirs] = many_waiting(1, subject_of(make_assembly("theirs", elsewhere)))
    outcome = press(make_moderator(organisation_id=here.id), Action.PUBLISH, [ours, theirs])
    assert [decision.comment_id for decision in outcome.decided] == [ours.id]
    [left] = outcome.left
    assert (left.comment_id, left.comment, left.why) == (theirs.id, None, "There is no such comment.")
    assert states([theirs]) == [CommentState.AWAITING_MODERATION]


def test_a_press_that_lacks_something_or_wants_too_much_does_nothing(session: Session) -> None:
    sam, comments = make_moderator(), many_waiting(1)
    marks = chosen(comments)
    with pytest.raises(Refused, match="Choose the paragraph"):
        decide_all(marks, Action.REJECT, by=sam)
    with pytest.raises(Refused, match="one comment at a time"):
        decide_all(marks, Action.REDACT, by=sam, reason_code="abuse")
    with pytest.raises(Refused, match=f"{MOST_AT_ONCE} comments at once"):
        decide_all([Chosen(n, "") for n in range(MOST_AT_ONCE + 1)], Action.PUBLISH, by=sam)
    assert session.scalar(select(func.count(ModerationDecision.id))) == 0


def test_many_can_be_escalated_with_one_letter_to_the_lead_for_each(
    session: Session, letters: list[Letter]
) -> None:
    sam, comments = make_moderator(), many_waiting(2)
    make_lead()
    decide_all(chosen(comments), Action.ESCALATE, by=sam, escalation=Escalation.LEGAL)
    session.commit()
    let_letters_leave()
    assert [letter.to for letter in letters] == ["lena.lead@fenbury.example"] * 2
    entries = session.scalars(select(QueueEntry)).all()
    assert [entry.escalated_for for entry in entries] == ["legal", "legal"]


def test_a_report_is_answered_by_the_decision_on_its_own_comment(session: Session) -> None:
    sam, comments = make_moderator(), [make_comment(), make_comment()]
    reports = [report_comment(comment, "abuse") for comment in comments]
    outcome = press(sam, Action.HIDE, comments)
    by_comment = {decision.comment_id: decision.id for decision in outcome.decided}
    for report in reports:
        session.refresh(report)
        assert report.settled_by_id == by_comment[report.comment_id]


def test_figures_and_search_follow_a_press(session: Session) -> None:
    comments = many_waiting(3, body="The zebra crossing is needed.")
    thread = make_comment(comments[0].subject)
    replies = many_waiting(2, thread.subject, parent_id=thread.id)
    subject = thread.subject
    press(make_moderator(), Action.PUBLISH, [*replies, *comments])
    session.flush()
    session.refresh(thread)
    assert thread.replies_on_show == 2
    assert counts_of([subject.id])[subject.id].overall.total == 6
    assert search("zebra").total == 3


def test_three_hundred_are_decided_with_one_press_and_asking_grows_no_faster_than_they_do(
    session: Session,
) -> None:
    sam = make_moderator()
    subject = make_comment().subject
    asked = []
    for number in (10, 20):
        comments = many_waiting(number, subject, email="priya@example.org")
        marks = chosen(comments)
        with counted() as queries:
            decide_all(marks, Action.REJECT, by=sam, reason_code="abuse")
        asked.append(len(queries))
    few, more = asked
    comments = many_waiting(300, subject, email="priya@example.org")
    marks = chosen(comments)
    session.commit()
    with transactions.unit_of_work():
        outcome = decide_all(marks, Action.REJECT, by=sam, reason_code="abuse")
    assert len(outcome.decided) == 300
    # Of each comment: two log rows with what they refer to, and a letter.
    assert more - few <= 10 * 5, asked


def test_three_hundred_are_published_with_one_press(session: Session) -> None:
    sam, comments = make_moderator(), many_waiting(300)
    marks = chosen(comments)
    session.commit()
    with transactions.unit_of_work():
        decide_all(marks, Action.PUBLISH, by=sam)
    assert (
        session.scalar(select(func.count(Comment.id)).where(Comment.state == CommentState.PUBLISHED)) == 300
    )


def test_a_mark_of_something_else_is_stale(session: Session) -> None:
    [comment] = many_waiting(1)
    outcome = decide_all([Chosen(comment.id, mark_of(comment) + "1")], Action.PUBLISH, by=make_moderator())
    assert [left.why for left in outcome.left] == [
        "This has changed meanwhile. Look at it again before you decide."
    ]
