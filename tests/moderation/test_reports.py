"""Readers' reports: which decisions answer them, and what becomes of the address that a reader left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from app.comments.services import withdraw_comment
from app.core import clock, outbox
from app.core.outbox import OutboxRow
from app.moderation.limits import LETTERS_WAIT
from app.moderation.models import ANSWERS_REPORTS, Action, Report
from app.moderation.services import (
    forget_readers_addresses,
    reopen_reports,
    report_comment,
    settle_reports,
)
from tests.factories.comments import make_comment
from tests.factories.moderation import add_decision, decide_as, make_moderator


def _address_of(session: Session, report: Report) -> str | None:
    query = select(Report).where(Report.id == report.id).options(undefer(Report.email))
    return session.scalars(query.execution_options(populate_existing=True)).one().email


def _waiting(session: Session) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.kind == "report_answered").order_by(OutboxRow.id)
    return list(session.scalars(query))


@pytest.mark.parametrize("action", Action)
def test_only_what_says_how_it_ended_answers_a_report(session: Session, action: Action) -> None:
    comment = make_comment()
    report = report_comment(comment, "abuse", email="reader@example.org")
    decision = add_decision(make_moderator(), comment, action)
    settle_reports([decision])
    session.refresh(report)
    answers = action in ANSWERS_REPORTS
    assert report.settled_by_id == (decision.id if answers else None)
    assert [row.payload for row in _waiting(session)] == (
        [{"report_id": report.id, "decision_id": decision.id}] if answers else []
    )


def test_the_answer_waits_as_long_as_the_decision_can_be_undone(session: Session) -> None:
    comment = make_comment()
    report_comment(comment, "abuse", email="reader@example.org")
    report_comment(comment, "abuse")
    decide_as(make_moderator(), comment, Action.HIDE)
    [row] = _waiting(session)
    assert row.due_at - row.written_at == LETTERS_WAIT


def test_a_report_waits_again_when_its_answer_is_undone(session: Session) -> None:
    comment, other = make_comment(), make_comment()
    sam = make_moderator()
    report, elsewhere = report_comment(comment, "abuse"), report_comment(other, "abuse")
    decision = decide_as(sam, comment, Action.HIDE)
    settled = decide_as(sam, other, Action.HIDE)
    reopen_reports(decision)
    session.refresh(report)
    session.refresh(elsewhere)
    assert (report.settled_at, report.settled_by_id) == (None, None)
    assert elsewhere.settled_by_id == settled.id


def test_what_its_author_withdrew_leaves_no_report_open(session: Session) -> None:
    comment = make_comment()
    report = report_comment(comment, "abuse", email="reader@example.org")
    withdraw_comment(comment)
    session.refresh(report)
    assert report.settled_at is not None
    assert report.settled_by_id is None
    assert [row.payload["decision_id"] for row in _waiting(session)] == [None]


def test_an_address_is_erased_when_its_answer_has_left_and_not_before(session: Session) -> None:
    comment, sam = make_comment(), make_moderator()
    open_one = report_comment(make_comment(), "abuse", email="waits@example.org")
    report = report_comment(comment, "abuse", email="reader@example.org")
    decide_as(sam, comment, Action.HIDE)
    assert forget_readers_addresses() == 0
    assert _address_of(session, report) == "reader@example.org"
    session.commit()
    with clock.at(clock.now() + LETTERS_WAIT + timedelta(seconds=1)):
        assert outbox.drain() == 1
        assert forget_readers_addresses() == 1
    assert _address_of(session, report) is None
    assert _address_of(session, open_one) == "waits@example.org"


def test_many_decisions_answer_each_the_reports_of_its_own_comment(session: Session) -> None:
    sam, comments = make_moderator(), [make_comment() for _ in range(3)]
    reports = [report_comment(comment, "abuse") for comment in comments]
    decisions = [add_decision(sam, comment, Action.HIDE) for comment in comments[:2]]
    decisions.append(add_decision(sam, comments[2], Action.ESCALATE))
    settle_reports(decisions)
    for report in reports:
        session.refresh(report)
    assert [report.settled_by_id for report in reports] == [decisions[0].id, decisions[1].id, None]
