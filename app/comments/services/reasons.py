"""Reasons of counter-checks: comments of a kind of their own, which stand beside the council's answers."""

from __future__ import annotations

from app.comments.events import CommentPosted
from app.comments.models import Channel, Coming, Comment, CommentKind, CommentState
from app.comments.services.handing_on import hand_on
from app.comments.services.receipts import author_key
from app.core import audit, clock, events, network_marks
from app.core.db import db
from app.subjects.models import Subject


def keep_reason(subject: Subject, body: str, *, receipt_token: str, author: str, coming: Coming) -> Comment:
    """Keep why a member or a follower finds what they find of an answer or a commitment.

    Takes the subject of the recommendation, the tidied words, the end of the receipt's address, a word that is the
    same for each reason of one person and tells nothing of them, and how it was sent. A moderator reads it before it
    is shown, whatever the assembly wants for comments; pauses of comments do not hold it up, since nothing appears by
    itself. It has neither name nor address. Returns the comment.
    """
    now = clock.now()
    reason = Comment(
        subject_id=subject.id,
        kind=CommentKind.COUNTER_CHECK,
        state=CommentState.AWAITING_MODERATION,
        channel=Channel.ONLINE,
        body=body,
        author_key=author_key(author),
        receipt_token=receipt_token,
        created_at=now,
        waiting_since=now,
        seconds_to_write=coming.seconds,
        network_mark=network_marks.mark_of(coming.network) if coming.network else None,
    )
    db.session.add(reason)
    audit.record("posted", reason, state=reason.state)
    events.announce(CommentPosted(reason.id))
    hand_on(reason)
    return reason
