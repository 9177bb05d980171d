"""Readers' reports of comments, and the answers to them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter

from flask_babel import gettext
from sqlalchemy import ColumnElement, ScalarSelect, String, cast, literal, select, update
from sqlalchemy.orm import aliased

from app.comments import services as comments
from app.comments.events import CommentLeftReview
from app.comments.models import Comment, CommentState
from app.core import audit, clock, outbox
from app.core.db import db
from app.core.errors import Refused
from app.core.outbox import OutboxRow
from app.moderation.limits import LETTERS_WAIT
from app.moderation.models import ANSWERS_REPORTS, ModerationDecision, Report
from app.moderation.policy import SOMETHING_ELSE
from app.moderation.queries.policy import paragraph_of
from app.moderation.queries.reports import ABOUT, about_report
from app.moderation.services.queue import keep_in_queue


def _is_complaint(reason_code: str) -> bool:
    paragraph = paragraph_of(reason_code)
    return reason_code == SOMETHING_ELSE or (paragraph is not None and paragraph.for_readers)


def report_comment(
    comment: Comment, reason_code: str, text: str | None = None, email: str | None = None
) -> Report:
    """Keep a reader's complaint, for a moderator to see.

    Takes a comment on show, a code of `policy.complaints`, what the reader says besides, and where to send the answer
    if they want it by email; "something else" needs words. Returns the report. Raises Refused where the comment has
    been taken down meanwhile.
    """
    comments.lock_comment(comment)
    if comment.state != CommentState.PUBLISHED:
        raise Refused(gettext("A moderator has taken this down already. Thank you for looking out."))
    if not _is_complaint(reason_code):
        raise Refused(gettext("Choose what is wrong with it."))
    if reason_code == SOMETHING_ELSE and not text:
        raise Refused(gettext("Say in a few words what is wrong with it."))
    report = Report(
        comment_id=comment.id,
        reason_code=reason_code,
        text=text or None,
        token=secrets.token_urlsafe(24),
        email=email or None,
        made_at=clock.now(),
    )
    db.session.add(report)
    audit.record("reported", comment, reason=reason_code)
    keep_in_queue(comment)
    return report


def settle_reports(decisions: Sequence[ModerationDecision]) -> None:
    """Let decisions answer the open reports of their comments, where they are of a kind that answers any.

    Whoever left an address is written to once the decision cannot be undone any more. Takes decisions that have their
    ids, at most one for each comment. Costs the same for one as for many.
    """
    answering = {each.id: each for each in decisions if each.action in ANSWERS_REPORTS}
    if not answering:
        return
    answer = aliased(ModerationDecision)
    own = (answer.id.in_(answering), answer.comment_id == Report.comment_id)
    _settle(
        Report.comment_id.in_([each.comment_id for each in answering.values()]),
        next(iter(answering.values())).decided_at,
        select(answer.id).where(*own).scalar_subquery(),
    )


def settle_reports_of_withdrawn(event: CommentLeftReview) -> None:
    """Close the open reports of a comment that its author has withdrawn: there is nothing to decide any more."""
    _settle(Report.comment_id == event.comment_id, clock.now(), None)


def reopen_reports(decision: ModerationDecision) -> None:
    """Open the reports again that a decision had answered, since it is undone."""
    db.session.execute(
        update(Report).where(Report.settled_by_id == decision.id).values(settled_at=None, settled_by_id=None)
    )


def _settle(which: ColumnElement[bool], moment: datetime, decision: ScalarSelect[int] | None) -> None:
    settled = db.session.execute(
        update(Report)
        .where(which, Report.settled_at.is_(None))
        .values(settled_at=moment, settled_by_id=decision)
        .returning(Report.id, Report.settled_by_id, Report.email)
    ).all()
    for report_id, decision_id, email in sorted(settled, key=itemgetter(0)):
        if email is not None:
            key = f"report_answered:{report_id}:{decision_id or 'withdrawn'}"
            ids = {"report_id": report_id, "decision_id": decision_id}
            outbox.put("report_answered", key, after=LETTERS_WAIT, about=about_report(report_id), **ids)


def forget_readers_addresses() -> int:
    """Erase the address of each report that is answered, once no letter to it is under way any more.

    Returns how many were erased. A letter that turned out needless, or could not be delivered, is not under way.
    """
    under_way = (
        select(OutboxRow.id)
        .where(OutboxRow.about == literal(ABOUT) + cast(Report.id, String), OutboxRow.finished_at.is_(None))
        .exists()
    )
    erased = db.session.execute(
        update(Report)
        .where(Report.email.is_not(None), Report.settled_at.is_not(None), ~under_way)
        .values(email=None)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(erased, "rowcount", 0))
