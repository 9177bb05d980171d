"""Taking words out of a comment, and putting them back. What its author wrote is kept, for moderators alone."""

from __future__ import annotations

from flask_babel import gettext

from app.comments.events import CommentReworded
from app.comments.models import Comment, CommentState, CommentWording
from app.comments.queries.wordings import put_back_with, redactions_of
from app.core import audit, clock, events, revisions
from app.core.db import db
from app.core.errors import Refused


def redact_comment(comment: Comment, body: str, name: str | None, asked_of: str | None, by: int) -> None:
    """Let a comment say what is left of it, for the account `by`.

    Takes the comment, the text that is left, the name that is left, and of a question whom it is still asked of. One
    that waits is not shown by this. Raises Refused where nothing differs.
    """
    if (comment.body, comment.author_name, comment.asked_of) == (body, name, asked_of):
        raise Refused(gettext("Nothing would be taken out. Choose the words that go."))
    db.session.add(CommentWording.of(comment, clock.now(), redacted_by_id=by))
    _now_says(comment, body, name, asked_of)
    audit.record("redacted", comment, actor_id=by)


def unredact_comment(comment: Comment, by: int, only_last: bool = False) -> None:
    """Put words back that were taken out, for the account `by`.

    These are the author's own, however often words were taken out; or, where only the last time is taken back, what
    stood there until then, without what others had taken out before. Raises Refused where nothing was taken out.
    """
    redactions = redactions_of(comment.id)[-1 if only_last else 0 :]
    if not redactions:
        raise Refused(gettext("Nothing was taken out of it, so there is nothing to put back."))
    now = clock.now()
    db.session.add(CommentWording.of(comment, now))
    for redaction in redactions:
        redaction.put_back_at = now
    _now_says_again(comment, redactions[0])
    audit.record("unredacted", comment, actor_id=by)


def take_back_redaction(comment: Comment) -> None:
    """Undo the last redaction as if it had never been: the words before it stand there again."""
    last = redactions_of(comment.id)[-1]
    _now_says_again(comment, last)
    db.session.delete(last)


def take_back_unredaction(comment: Comment) -> None:
    """Undo that the author's own words came back: what a moderator had left of them stands there again."""
    found = put_back_with(comment.id)
    if found is None:
        return
    stood, redactions = found
    for redaction in redactions:
        redaction.put_back_at = None
    _now_says_again(comment, stood)
    db.session.delete(stood)


def _now_says_again(comment: Comment, wording: CommentWording) -> None:
    _now_says(comment, wording.body, wording.author_name, wording.asked_of)


def _now_says(comment: Comment, body: str, name: str | None, asked_of: str | None) -> None:
    comment.body, comment.author_name, comment.asked_of = body, name, asked_of
    if comment.state == CommentState.PUBLISHED and comment.subject.assembly is not None:
        revisions.touch(comment.subject.assembly.slug)
    events.announce(CommentReworded(comment.id))
