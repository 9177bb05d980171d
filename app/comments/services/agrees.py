"""One browser's agreement with a comment."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from app.assemblies.phases import comments_open
from app.comments.models import Agree, Comment, CommentKind, CommentState
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import Refused

# One strictly necessary cookie, set only by agreeing, so that one browser counts once. Named in /privacy.
BROWSER_COOKIE = "moothall_browser"
BROWSER_COOKIE_SECONDS = 400 * 24 * 3600


def agree(comment: Comment, browser: str) -> bool:
    """Count one browser's agreement with a published comment, once.

    Takes the comment and a digest of the browser's random word. Returns whether this was the first time.
    Raises Refused if the comment is not on show or comments are closed.
    """
    assembly = comment.subject.assembly
    on_show = comment.kind == CommentKind.COMMENT and comment.state == CommentState.PUBLISHED
    if not on_show or assembly is None or not comments_open(assembly):
        raise Refused(gettext("You can agree with comments only while the consultation is open."))
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    first = db.session.execute(
        insert(Agree)
        .values(comment_id=comment.id, browser=browser, made_at=clock.now())
        .on_conflict_do_nothing(index_elements=["comment_id", "browser"])
        .returning(Agree.id)
    ).one_or_none()
    if first is None:
        return False
    # Its author may change it at this very moment: then these are not the words that were agreed with.
    counted = db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id, Comment.state == CommentState.PUBLISHED)
        .values(agrees=Comment.agrees + 1)
        .returning(Comment.id)
    ).one_or_none()
    if counted is None:
        raise Refused(gettext("This comment is not on show any more."))
    audit.record("agreed with", comment)
    revisions.touch(assembly.slug)
    return True


def take_back_agree(comment: Comment, browser: str) -> bool:
    """Count one browser's agreement no more.

    Takes the comment and a digest of the browser's random word. Returns whether there was one to take back. Raises
    Refused once comments are closed: what counted then stays.
    """
    assembly = comment.subject.assembly
    if assembly is None or not comments_open(assembly):
        raise Refused(gettext("You can take it back only while the consultation is open."))
    gone = db.session.execute(
        delete(Agree).where(Agree.comment_id == comment.id, Agree.browser == browser).returning(Agree.id)
    ).one_or_none()
    if gone is None:
        return False
    db.session.execute(
        update(Comment).where(Comment.id == comment.id, Comment.agrees > 0).values(agrees=Comment.agrees - 1)
    )
    audit.record("took agreement back", comment)
    revisions.touch(assembly.slug)
    return True
