"""Which letters an author gets, and the one that tells of a reply."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.comments.events import CommentsPublished
from app.comments.models import Comment, CommentKind, Contact, LetterKind
from app.core import audit, outbox
from app.core.db import db

# As long as what was published can be taken back, nobody is told of it.
TOLD_AFTER = timedelta(minutes=6)


def switch_letters(comment: Comment, kind: LetterKind, wanted: bool) -> None:
    """Turn one kind of letter to a comment's author off or on. Twice does no harm; without an address it does nothing.

    Of the council's answer one letter goes to each address, however many comments it wrote. So that kind is switched
    for all the comments of this address on the same recommendation. An address that nobody has confirmed may be
    somebody else's, who gets none of our letters for this comment and would lose those for their own: it switches
    nothing.
    """
    contact = comment.contact
    if contact is None or contact.confirmed_at is None:
        return
    contacts = [contact]
    if kind is LetterKind.ANSWERED:
        contacts = list(
            db.session.scalars(
                select(Contact)
                .join(Contact.comment)
                .where(Comment.subject_id == comment.subject_id, Contact.email == contact.email)
            )
        )
    changed = [contact for contact in contacts if contact.declines(kind) == wanted]
    for contact in changed:
        declined = set((contact.declined or "").split())
        declined = declined - {kind.value} if wanted else declined | {kind.value}
        contact.declined = " ".join(sorted(declined)) or None
    if changed:
        audit.record("wants letters" if wanted else "wants no letters", comment, letters=kind.value)


def tell_of_replies(event: CommentsPublished) -> None:
    """Comments went public. Where one replies to another, that one's author is written to, once for each reply."""
    for comment_id in event.comment_ids:
        _tell_of_reply(db.session.get_one(Comment, comment_id))


def _tell_of_reply(comment: Comment) -> None:
    if comment.kind != CommentKind.COMMENT or comment.parent_id is None:
        return
    parent = comment.parent
    if parent is None or parent.contact is None or parent.author_key == comment.author_key:
        return
    # Whoever published it may take that back at once, and may publish it again later: a letter for each time.
    shown_at = comment.published_at.isoformat() if comment.published_at else ""
    outbox.put(
        "comment_replied",
        f"comment_replied:{comment.id}:{shown_at}",
        after=TOLD_AFTER,
        reply_id=comment.id,
        shown_at=shown_at,
    )
