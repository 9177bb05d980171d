"""Whether a comment is shown before a moderator has read it."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from app.assemblies.models import Assembly, ModerationMode
from app.assemblies.phases import is_paused
from app.comments.models import Comment, CommentKind, CommentState, Contact
from app.core.db import db

# Comments of an address that somebody confirmed, which a moderator has read and published. What nobody has read yet
# says nothing of its author.
_PUBLISHED_AND_READ = (
    select(func.count())
    .select_from(Comment)
    .join(Contact, Contact.comment_id == Comment.id)
    .where(
        Comment.author_key == bindparam("author_key"),
        Comment.state == CommentState.PUBLISHED,
        Comment.waiting_since.is_(None),
        Comment.is_official.is_(False),
        Contact.confirmed_at.is_not(None),
    )
)


def is_shown_unread(comment: Comment, once_confirmed: bool = False) -> bool:
    """Whether a comment is on show as soon as it is its author's own, and a moderator reads it afterwards.

    It never is while its assembly pauses comments, since a pause is for having nothing appear; below a comment that is
    not on show; or about something that was taken down. Nor is the reason of a counter-check, which stands beside the
    council's word. One query, for authors that must be known.
    """
    if comment.kind == CommentKind.COUNTER_CHECK:
        return False
    assembly = comment.subject.assembly
    if assembly is None or assembly.moderation_mode == ModerationMode.BEFORE or is_paused(assembly):
        return False
    stands_below = comment.parent is None or comment.parent.state == CommentState.PUBLISHED
    if not (comment.subject.is_public and stands_below):
        return False
    return assembly.moderation_mode == ModerationMode.AFTER or _is_known(comment, assembly, once_confirmed)


def would_be_shown_unread(comment: Comment) -> bool:
    """Whether a comment would be on show at once if its author confirmed it now."""
    return is_shown_unread(comment, once_confirmed=True)


def _is_known(comment: Comment, assembly: Assembly, once_confirmed: bool) -> bool:
    """Whether enough was published of the comment's author. Nobody is known by an address that they did not confirm."""
    contact = comment.contact
    if contact is None or (contact.confirmed_at is None and not once_confirmed):
        return False
    published = db.session.scalar(_PUBLISHED_AND_READ, {"author_key": comment.author_key}) or 0
    return published >= assembly.known_after
