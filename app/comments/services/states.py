"""What moderators do with comments: publish, reject, hide, restore. Whether they should is for moderation to say."""

from __future__ import annotations

from flask_babel import gettext

from app.comments.events import CommentPublished, CommentRemoved
from app.comments.models import Comment, CommentState
from app.comments.services.tallies import recount_for
from app.core import audit, clock, events, revisions
from app.core.errors import Refused


def _change_state(
    comment: Comment, allowed: tuple[CommentState, ...], to: CommentState, action: str, by: int
) -> None:
    if comment.state not in allowed:
        raise Refused(gettext("This has changed meanwhile. Look at it again before you decide."))
    comment.state = to
    comment.waiting_since = None
    audit.record(action, comment, actor_id=by)
    if comment.subject.assembly is not None:
        revisions.touch(comment.subject.assembly.slug)


def publish_comment(comment: Comment, by: int) -> None:
    """Show a comment that waited, for the account `by`. Raises Refused if it no longer waits."""
    _change_state(comment, (CommentState.AWAITING_MODERATION,), CommentState.PUBLISHED, "published", by)
    comment.published_at = clock.now()
    recount_for(comment)
    events.announce(CommentPublished(comment.id))


def reject_comment(comment: Comment, by: int) -> None:
    """Turn down a comment that waited. Raises Refused if it no longer waits."""
    _change_state(comment, (CommentState.AWAITING_MODERATION,), CommentState.REJECTED, "rejected", by)


def hide_comment(comment: Comment, by: int) -> None:
    """Take a published comment's text from every public place; its trace and its replies stay."""
    _change_state(comment, (CommentState.PUBLISHED,), CommentState.HIDDEN, "hidden", by)
    recount_for(comment)
    events.announce(CommentRemoved(comment.id))


def restore_comment(comment: Comment, by: int) -> None:
    """Show a hidden comment again."""
    _change_state(comment, (CommentState.HIDDEN,), CommentState.PUBLISHED, "restored", by)
    recount_for(comment)
    events.announce(CommentPublished(comment.id))
