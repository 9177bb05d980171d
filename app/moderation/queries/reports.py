"""Reading a report for the reader who made it, and for the letter that answers it."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, undefer

from app.comments.models import Comment
from app.core.db import db
from app.moderation.models import Report
from app.moderation.queries.policy import CITED
from app.subjects.models import Subject

ABOUT = "report:"


def about_report(report_id: int) -> str:
    """What letters that answer a report are about, as the outbox knows it."""
    return f"{ABOUT}{report_id}"


def _with_its_comment() -> Select[Report]:
    return select(Report).options(
        joinedload(Report.comment).joinedload(Comment.subject).joinedload(Subject.assembly),
        joinedload(Report.settled_by).options(CITED),
    )


def report_by_token(token: str) -> Report | None:
    """The report of a private address, with its comment and the decision that answered it."""
    return db.session.scalar(_with_its_comment().where(Report.token == token))


def report_for_letter(report_id: int) -> Report | None:
    """A report with its comment, the decision that answered it and its reader's address."""
    query = _with_its_comment().where(Report.id == report_id)
    return db.session.scalar(query.options(undefer(Report.email)))
