"""What moderators do with comments: publish, reject, hide, restore. Whether they should is for moderation to say."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext

from app.comments.models import Comment, CommentState
from app.comments.services.showing import appears, disappears
from app.core import audit, clock, revisions
from app.core.errors import Refused

WAITING = CommentState.AWAITING_MODERATION


def _change_state(
    comment: Comment, allowed: tuple[CommentState, ...], to: CommentState, action: str, by: int | None
) -> None:
    if comment.state not in allowed:
        raise Refused(gettext("This has changed meanwhile. Look at it again before you decide."))
    comment.state = to
    comment.waiting_since = None
    audit.record(action, comment, actor_id=by)
    if comment.subject.assembly is not None:
        revisions.touch(comment.subject.assembly.slug)


def publish_comment(comment: Comment, by: int) -> None:
    """Show a comment that waited or was rejected, for the account `by`. Raises Refused if it is neither."""
    _publish(comment, by, clock.now())


def publish_unread(comment: Comment, shown_since: datetime | None = None) -> None:
    """Show a comment that no moderator has read, as its assembly wants it. It goes on waiting to be looked at.

    `shown_since` is when its former words came on show, where its author has changed them. Raises Refused as above.
    """
    now = clock.now()
    _publish(comment, None, shown_since or now)
    comment.waiting_since = now


def _publish(comment: Comment, by: int | None, shown_since: datetime) -> None:
    _change_state(comment, (WAITING, CommentState.REJECTED), CommentState.PUBLISHED, "published", by)
    comment.published_at = shown_since
    appears(comment)


def reject_comment(comment: Comment, by: int) -> None:
    """Turn down a comment that waited. Raises Refused if it no longer waits."""
    _change_state(comment, (WAITING,), CommentState.REJECTED, "rejected", by)


def hide_comment(comment: Comment, by: int) -> None:
    """Take a published comment's text from every public place; its trace and its replies stay."""
    _change_state(comment, (CommentState.PUBLISHED,), CommentState.HIDDEN, "hidden", by)
    disappears(comment)


def restore_comment(comment: Comment, by: int) -> None:
    """Show a hidden comment again."""
    _change_state(comment, (CommentState.HIDDEN,), CommentState.PUBLISHED, "restored", by)
    appears(comment)


def keep_comment(comment: Comment, by: int) -> None:
    """Leave a published comment as it is, now that somebody has looked at it."""
    if comment.state != CommentState.PUBLISHED:
        raise Refused(gettext("This has changed meanwhile. Look at it again before you decide."))
    comment.waiting_since = None
    audit.record("kept", comment, actor_id=by)


def return_comment(comment: Comment, to: CommentState, waiting_since: datetime | None, by: int) -> None:
    """Let a comment stand again as it stood before a decision that is taken back.

    Takes the state before and since when it had waited then. What had not been on show before loses its moment of
    publication with its place.
    """
    was_on_show = comment.state == CommentState.PUBLISHED
    _change_state(comment, tuple(CommentState), to, "returned", by)
    comment.waiting_since = waiting_since
    if to in (WAITING, CommentState.REJECTED):
        comment.published_at = None
    if to == CommentState.PUBLISHED and not was_on_show:
        appears(comment)
    elif was_on_show and to != CommentState.PUBLISHED:
        disappears(comment)
