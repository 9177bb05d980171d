"""Appeals: against what, how often, and what becomes of them where a decision is undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.comments.models import Comment, CommentState
from app.comments.services import withdraw_comment
from app.core import clock, transactions
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.moderation.models import Action, Appeal, AppealOutcome
from app.moderation.queries.appeals import decision_to_appeal, open_appeal
from app.moderation.services import appeal, decide_appeal, reopen_appeal
from tests.at_once import at_once
from tests.databases import CleanDatabase
from tests.factories.comments import make_answer, make_comment, make_question
from tests.factories.moderation import add_decision, decide_as, make_moderator, mark_of

WHY = "It is my own address, and I want it there."


@pytest.mark.parametrize(
    ("state", "action"),
    [
        (CommentState.REJECTED, Action.REJECT),
        (CommentState.HIDDEN, Action.HIDE),
        (CommentState.PUBLISHED, Action.REDACT),
    ],
)
def test_what_takes_words_from_readers_can_be_appealed_against(
    session: Session, state: CommentState, action: Action
) -> None:
    comment = make_comment(state=state)
    decision = add_decision(make_moderator(), comment, action)
    assert decision_to_appeal(comment) is decision
    made = appeal(comment, decision.id, WHY)
    assert (made.decision_id, made.text, made.outcome) == (decision.id, WHY, None)
    assert open_appeal(comment.id) is made
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "appealed")).one()
    assert (entry.kind, entry.thing_id, entry.actor_id) == ("appeals", made.id, None)
    assert WHY not in str(entry.detail)


@pytest.mark.parametrize("action", [Action.PUBLISH, Action.KEEP, Action.RESTORE])
def test_what_takes_nothing_cannot_be_appealed_against(session: Session, action: Action) -> None:
    comment = make_comment()
    decision = add_decision(make_moderator(), comment, action)
    assert decision_to_appeal(comment) is None
    with pytest.raises(Refused, match="This has changed since"):
        appeal(comment, decision.id, WHY)


def test_only_the_decision_that_holds_now_can_be_appealed_against(session: Session) -> None:
    comment, sam = make_comment(), make_moderator()
    first = decide_as(sam, comment, Action.HIDE)
    decide_as(sam, comment, Action.RESTORE)
    second = decide_as(sam, comment, Action.HIDE)
    with pytest.raises(Refused, match="This has changed since"):
        appeal(comment, first.id, WHY)
    assert appeal(comment, second.id, WHY).decision_id == second.id


def test_words_that_came_back_or_were_changed_since_are_no_case_any_more(session: Session) -> None:
    came_back, changed, sam = make_comment(), make_comment(), make_moderator()
    add_decision(sam, came_back, Action.REDACT)
    add_decision(sam, came_back, Action.UNREDACT)
    add_decision(sam, changed, Action.REDACT)
    changed.edited_at = clock.now() + timedelta(minutes=1)
    assert decision_to_appeal(came_back) is None
    assert decision_to_appeal(changed) is None
    assert decision_to_appeal(make_comment()) is None


def test_an_undone_decision_cannot_be_appealed_against_and_closes_its_appeal(session: Session) -> None:
    comment, sam = make_comment(state=CommentState.HIDDEN), make_moderator()
    decision = add_decision(sam, comment, Action.HIDE)
    appeal(comment, decision.id, WHY)
    add_decision(sam, comment, Action.UNDO, undoes_id=decision.id)
    assert open_appeal(comment.id) is None
    assert decision_to_appeal(comment) is None
    with pytest.raises(Refused, match="This has changed since"):
        appeal(comment, decision.id, WHY)


def test_one_appeals_against_a_decision_once(session: Session) -> None:
    comment = make_comment()
    decision = decide_as(make_moderator(), comment, Action.HIDE)
    appeal(comment, decision.id, WHY)
    with pytest.raises(Refused, match="You have appealed against this already"):
        appeal(comment, decision.id, "Once more.")
    assert session.scalar(select(func.count(Appeal.id))) == 1


def test_a_later_decision_of_the_same_kind_is_another_case(session: Session) -> None:
    comment, ada = make_comment(), make_moderator("ada@fenbury.example", "Ada Byron")
    for other in (make_moderator(), make_moderator("kim@fenbury.example", "Kim Lee")):
        decision = decide_as(other, comment, Action.HIDE)
        made = appeal(comment, decision.id, WHY)
        decide_appeal(made, True, by=ada, seen=mark_of(comment))
    assert session.scalar(select(func.count(Appeal.id))) == 2


def test_of_what_its_author_withdrew_nothing_is_decided_any_more(session: Session) -> None:
    comment = make_comment()
    decision = decide_as(make_moderator(), comment, Action.HIDE)
    appeal(comment, decision.id, WHY)
    withdraw_comment(comment)
    assert open_appeal(comment.id) is None
    with pytest.raises(Refused, match="You have withdrawn it"):
        appeal(comment, decision.id, WHY)


def test_an_answer_written_for_the_assembly_has_no_author_who_appeals(session: Session) -> None:
    answer = make_answer(make_question(make_comment().subject))
    decision = decide_as(make_moderator(), answer, Action.HIDE)
    with pytest.raises(Refused):
        appeal(answer, decision.id, WHY)


def test_an_appeal_waits_again_when_its_outcome_is_undone(session: Session) -> None:
    comment, sam = make_comment(), make_moderator()
    ada = make_moderator("ada@fenbury.example", "Ada Byron")
    made = appeal(comment, decide_as(sam, comment, Action.HIDE).id, WHY)
    outcome = add_decision(ada, comment, Action.UPHOLD)
    made.outcome, made.decided_at = AppealOutcome.UPHELD, clock.now()
    made.decided_by_id, made.outcome_decision_id = ada.id, outcome.id
    session.flush()
    assert open_appeal(comment.id) is None
    reopen_appeal(outcome)
    session.expire_all()
    assert open_appeal(comment.id) is made
    left = [made.outcome, made.decided_at, made.decided_by_id, made.outcome_decision_id]
    assert left == [None] * 4


def test_an_author_with_two_open_pages_appeals_once(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        comment = make_comment()
        decision_id, comment_id = decide_as(make_moderator(), comment, Action.HIDE).id, comment.id

    def press(own: Session) -> None:
        appeal(own.get_one(Comment, comment_id), decision_id, WHY)

    outcomes = at_once(app, press, press)
    assert outcomes.count("done") == 1
    assert session.scalar(select(func.count(Appeal.id))) == 1
