"""Decisions: which are possible, what they leave behind, and that two people cannot both decide."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.comments.models import Comment, CommentState
from app.core import clock, transactions
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.core.outbox import OutboxRow
from app.core.revisions import Revision
from app.moderation.models import Action, ModerationDecision, Report
from app.moderation.services import decide, possible_actions, report_comment
from tests.databases import CleanDatabase
from tests.factories.comments import make_comment
from tests.factories.moderation import decide_as, make_moderator, mark_of

ALLOWED = {
    CommentState.AWAITING_MODERATION: {Action.PUBLISH: "published", Action.REJECT: "rejected"},
    CommentState.PUBLISHED: {Action.HIDE: "hidden"},
    CommentState.HIDDEN: {Action.RESTORE: "published"},
    CommentState.REJECTED: {Action.PUBLISH: "published"},
}


@pytest.mark.parametrize("state", CommentState)
@pytest.mark.parametrize("action", Action)
def test_only_the_policy_s_transitions_are_possible(
    session: Session, state: CommentState, action: Action
) -> None:
    comment, sam = make_comment(state=state), make_moderator()
    if action in ALLOWED.get(state, {}):
        decide_as(sam, comment, action)
        assert comment.state == ALLOWED[state][action]
    else:
        with pytest.raises(Refused):
            decide_as(sam, comment, action)
        assert comment.state == state
        assert session.scalar(select(func.count(ModerationDecision.id))) == 0


def test_a_decision_is_kept_with_its_reason_notes_and_log_row(session: Session) -> None:
    comment, sam = make_comment(state=CommentState.AWAITING_MODERATION), make_moderator()
    decision = decide(
        comment,
        Action.REJECT,
        by=sam,
        seen=mark_of(comment),
        reason_code="private_person",
        note_to_author="Leave out the name.",
        internal_note="He complained last year.",
    )
    kept = session.get_one(ModerationDecision, decision.id, populate_existing=True)
    assert (kept.reason_code, kept.note_to_author) == ("private_person", "Leave out the name.")
    assert (kept.internal_note, kept.decided_by_id) == ("He complained last year.", sam.id)
    log = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(row.action, row.kind, row.actor_id) for row in log] == [
        ("rejected", "comments", sam.id),
        ("decided", "moderation_decisions", sam.id),
    ]
    assert log[1].detail == {"decision": "reject", "reason": "private_person"}
    assert "name" not in str([row.detail for row in log])


def test_a_decision_once_made_can_be_neither_changed_nor_deleted(session: Session) -> None:
    decision = decide_as(make_moderator(), make_comment(), Action.HIDE)
    session.commit()
    decision.note_to_author = "Something else."
    with pytest.raises(NeverChanges):
        session.flush()
    session.rollback()
    session.delete(decision)
    with pytest.raises(NeverChanges):
        session.flush()
    session.rollback()
    with pytest.raises(NeverChanges):
        session.execute(delete(ModerationDecision))


@pytest.mark.parametrize("reason", [None, "", "because", "other"])
def test_rejecting_and_hiding_need_a_paragraph_of_the_policy(session: Session, reason: str | None) -> None:
    sam = make_moderator()
    for state, action in (
        (CommentState.AWAITING_MODERATION, Action.REJECT),
        (CommentState.PUBLISHED, Action.HIDE),
    ):
        comment = make_comment(state=state)
        with pytest.raises(Refused, match="Choose the paragraph"):
            decide(comment, action, by=sam, seen=mark_of(comment), reason_code=reason)
        assert comment.state == state


def test_a_reason_sent_along_with_publishing_is_not_kept(session: Session) -> None:
    comment, sam = make_comment(state=CommentState.AWAITING_MODERATION), make_moderator()
    decision = decide(comment, Action.PUBLISH, by=sam, seen=mark_of(comment), reason_code="abuse")
    assert decision.reason_code is None


def test_a_stale_decision_is_refused_and_told_what_happened(session: Session) -> None:
    comment = make_comment(state=CommentState.AWAITING_MODERATION)
    sam, ada = make_moderator(), make_moderator("ada@fenbury.example", "Ada Byron")
    seen = mark_of(comment)
    with clock.at(datetime(2026, 11, 20, 15, 12, tzinfo=UTC)):
        decide(comment, Action.PUBLISH, by=sam, seen=seen)
    with (
        clock.at(datetime(2026, 11, 20, 15, 30, tzinfo=UTC)),
        pytest.raises(Refused, match="Sam Okafor published this at 3:12\N{NO-BREAK SPACE}pm"),
    ):
        decide(comment, Action.REJECT, by=ada, seen=seen, reason_code="abuse")
    with (
        clock.at(datetime(2026, 11, 21, 9, 0, tzinfo=UTC)),
        pytest.raises(Refused, match="published this on 20\N{NO-BREAK SPACE}November 2026, 3:12"),
    ):
        decide(comment, Action.PUBLISH, by=ada, seen=seen)
    assert session.scalar(select(func.count(ModerationDecision.id))) == 1


def test_a_comment_that_went_and_came_back_is_stale_too(session: Session) -> None:
    comment, sam = make_comment(), make_moderator()
    seen = mark_of(comment)
    decide_as(sam, comment, Action.HIDE)
    decide_as(sam, comment, Action.RESTORE)
    assert comment.state == CommentState.PUBLISHED
    with pytest.raises(Refused, match="You restored this"):
        decide(comment, Action.HIDE, by=sam, seen=seen, reason_code="abuse")


def test_a_decision_settles_the_open_reports_and_points_at_itself(session: Session) -> None:
    comment, sam = make_comment(), make_moderator()
    report_comment(comment, "abuse")
    report_comment(comment, "other", "It is my neighbour.")
    decision = decide_as(sam, comment, Action.HIDE)
    reports = session.scalars(select(Report).execution_options(populate_existing=True)).all()
    assert [(r.settled_at, r.settled_by_id) for r in reports] == [(decision.decided_at, decision.id)] * 2


def test_a_reported_comment_can_be_kept_and_its_author_hears_nothing(session: Session) -> None:
    comment, sam = make_comment(email="priya@example.org"), make_moderator()
    assert possible_actions(comment, sam) == (Action.REDACT, Action.HIDE, Action.ESCALATE)
    report_comment(comment, "off_topic")
    assert possible_actions(comment, sam) == (Action.KEEP, Action.REDACT, Action.HIDE, Action.ESCALATE)
    decision = decide_as(sam, comment, Action.KEEP, note="You never see this.")
    assert (comment.state, decision.note_to_author) == (CommentState.PUBLISHED, None)
    assert possible_actions(comment, sam) == (Action.REDACT, Action.HIDE, Action.ESCALATE)
    assert session.scalar(select(func.count(OutboxRow.id))) == 0


def test_every_other_decision_writes_to_the_author_once(session: Session) -> None:
    comment, sam = (
        make_comment(state=CommentState.AWAITING_MODERATION, email="p@example.org"),
        make_moderator(),
    )
    for action in (Action.PUBLISH, Action.HIDE, Action.RESTORE):
        decide_as(sam, comment, action)
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    decisions = session.scalars(select(ModerationDecision.id).order_by(ModerationDecision.id)).all()
    assert [row.payload for row in rows] == [{"decision_id": number} for number in decisions]


def test_publishing_changes_the_assembly_s_public_pages(session: Session) -> None:
    comment, sam = make_comment(state=CommentState.AWAITING_MODERATION), make_moderator()
    assert comment.subject.assembly is not None
    slug = comment.subject.assembly.slug
    session.commit()
    with transactions.unit_of_work():
        decide_as(sam, session.get_one(Comment, comment.id), Action.PUBLISH)
    assert session.scalar(select(Revision.number).where(Revision.scope == slug)) == 1


def test_a_report_of_something_else_needs_words(session: Session) -> None:
    comment = make_comment()
    for reason, text in (("other", None), ("other", ""), ("duplicate", "x"), ("nonsense", "x")):
        with pytest.raises(Refused):
            report_comment(comment, reason, text)
    assert session.scalar(select(func.count(Report.id))) == 0


@pytest.mark.parametrize("state", [state for state in CommentState if state is not CommentState.PUBLISHED])
def test_only_a_published_comment_can_be_reported(session: Session, state: CommentState) -> None:
    with pytest.raises(Refused):
        report_comment(make_comment(state=state), "abuse")


def test_two_moderators_who_decide_at_once_leave_exactly_one_decision(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        comment_id = make_comment(state=CommentState.AWAITING_MODERATION, email="p@example.org").id
        people = [make_moderator(f"m{n}@fenbury.example", f"Moderator {n}").id for n in range(2)]
        seen = mark_of(session.get_one(Comment, comment_id))
    together = threading.Barrier(2, timeout=20)
    outcomes: list[str] = []

    def decide_in_a_thread(person: int, action: Action) -> None:
        with app.app_context():
            together.wait()
            try:
                with transactions.unit_of_work() as own:
                    # Both have the comment before their eyes before either decides.
                    comment, by = own.get_one(Comment, comment_id), own.get_one(Account, person)
                    decide(comment, action, by=by, seen=seen, reason_code="abuse")
                outcomes.append("decided")
            except Refused as refusal:
                outcomes.append(refusal.message)

    pairs = zip(people, (Action.PUBLISH, Action.REJECT), strict=True)
    threads = [threading.Thread(target=decide_in_a_thread, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert outcomes.count("decided") == 1
    [refusal] = [outcome for outcome in outcomes if outcome != "decided"]
    decision = session.scalars(select(ModerationDecision)).one()
    assert refusal.startswith(decision.decided_by.name)
    assert session.scalar(select(func.count(OutboxRow.id))) == 1
    comment = session.get_one(Comment, comment_id, populate_existing=True)
    assert comment.state == {"publish": "published", "reject": "rejected"}[decision.action]
