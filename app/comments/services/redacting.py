"""Taking words out of a comment, and putting them back. What its author wrote is kept, for moderators alone."""

from __future__ import annotations

from flask_babel import gettext

from app.comments.events import CommentReworded
from app.comments.models import Comment, CommentState, CommentWording
from app.comments.queries.wordings import put_back_with, redactions_of
from app.core import audit, clock, events, revisions
from app.core.db import db
from app.core.errors import Refused


def redact_comment(comment: Comment, body: str, name: str | None, by: int) -> None:
    """Let a comment say what is left of it, for the account `by`.

    Takes the comment, the text that is left, and the name that is left. One that waits is not shown by this. Raises
    Refused where nothing differs.
    """
    if (comment.body, comment.author_name) == (body, name):
        raise Refused(gettext("Nothing would be taken out. Choose the words that go."))
    db.session.add(
        CommentWording(
            comment_id=comment.id,
            body=comment.body,
            stance=comment.stance,
            author_name=comment.author_name,
            replaced_at=clock.now(),
            redacted_by_id=by,
        )
    )
    _now_says(comment, body, name)
    audit.record("redacted", comment, actor_id=by)


def unredact_comment(comment: Comment, by: int) -> None:
    """Put the author's own words back, however often words were taken out. Raises Refused where none were."""
    redactions = redactions_of(comment.id)
    if not redactions:
        raise Refused(gettext("Nothing was taken out of it, so there is nothing to put back."))
    now = clock.now()
    db.session.add(
        CommentWording(
            comment_id=comment.id,
            body=comment.body,
            stance=comment.stance,
            author_name=comment.author_name,
            replaced_at=now,
        )
    )
    for redaction in redactions:
        redaction.put_back_at = now
    _now_says(comment, redactions[0].body, redactions[0].author_name)
    audit.record("unredacted", comment, actor_id=by)


def take_back_redaction(comment: Comment) -> None:
    """Undo the last redaction as if it had never been: the words before it stand there again."""
    last = redactions_of(comment.id)[-1]
    _now_says(comment, last.body, last.author_name)
    db.session.delete(last)


def take_back_unredaction(comment: Comment) -> None:
    """Undo that the author's own words came back: what a moderator had left of them stands there again."""
    found = put_back_with(comment.id)
    if found is None:
        return
    stood, redactions = found
    for redaction in redactions:
        redaction.put_back_at = None
    _now_says(comment, stood.body, stood.author_name)
    db.session.delete(stood)


def _now_says(comment: Comment, body: str, name: str | None) -> None:
    comment.body, comment.author_name = body, name
    if comment.state == CommentState.PUBLISHED and comment.subject.assembly is not None:
        revisions.touch(comment.subject.assembly.slug)
    events.announce(CommentReworded(comment.id))
