"""Readers' reports of comments."""

from __future__ import annotations

import secrets

from flask_babel import gettext

from app.comments import services as comments
from app.comments.models import Comment, CommentState
from app.core import audit, clock
from app.core.db import db
from app.core.errors import Refused
from app.moderation.models import Report
from app.moderation.policy import COMPLAINTS, SOMETHING_ELSE


def report_comment(comment: Comment, reason_code: str, text: str | None = None) -> Report:
    """Keep a reader's complaint, for a moderator to see.

    Takes a comment on show, a code of `policy.COMPLAINTS` and what the reader says besides; "something else" needs
    words. Returns the report. Raises Refused where the comment has been taken down meanwhile.
    """
    comments.lock_comment(comment)
    if comment.state != CommentState.PUBLISHED:
        raise Refused(gettext("A moderator has taken this down already. Thank you for looking out."))
    if reason_code not in COMPLAINTS:
        raise Refused(gettext("Choose what is wrong with it."))
    if reason_code == SOMETHING_ELSE and not text:
        raise Refused(gettext("Say in a few words what is wrong with it."))
    report = Report(
        comment_id=comment.id,
        reason_code=reason_code,
        text=text or None,
        token=secrets.token_urlsafe(24),
        made_at=clock.now(),
    )
    db.session.add(report)
    audit.record("reported", comment, reason=reason_code)
    return report
