"""One browser's agreement with a comment."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from app.assemblies.models import Assembly
from app.comments.closed import paused_for, takes_comments
from app.comments.models import Agree, Comment, CommentKind, CommentState
from app.core import audit, clock, revisions
from app.core.db import db
from app.core.errors import Refused
from app.recommendations.queries import public_recommendation_about

# One strictly necessary cookie, set only by agreeing, so that one browser counts once. Named in /privacy.
BROWSER_COOKIE = "moothall_browser"
BROWSER_COOKIE_SECONDS = 400 * 24 * 3600


def _open_assembly(comment: Comment) -> Assembly | None:
    """The assembly of a comment whose text still takes comments and agreements. Raises Refused during a pause."""
    assembly, chosen = comment.subject.assembly, public_recommendation_about(comment.subject_id)
    text = chosen.version if chosen else None
    paused = paused_for(assembly, text) if assembly is not None else None
    if paused is not None:
        raise Refused(gettext("%(fact)s Until then nobody can agree, or take it back.", fact=paused.fact))
    return assembly if takes_comments(assembly, text) else None


def agree(comment: Comment, browser: str) -> bool:
    """Count one browser's agreement with a published comment, once.

    Takes the comment and a digest of the browser's random word. Returns whether this was the first time.
    Raises Refused if the comment is not on show, was written for the assembly, or comments are closed.
    """
    assembly = _open_assembly(comment)
    is_a_residents = comment.kind == CommentKind.COMMENT and not comment.is_official
    if assembly is None or not is_a_residents or comment.state != CommentState.PUBLISHED:
        raise Refused(gettext("You can agree with comments only while comments are open."))
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
    assembly = _open_assembly(comment)
    if assembly is None:
        raise Refused(gettext("You can take it back only while comments are open."))
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
