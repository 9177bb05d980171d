"""What comments said before. Moderators alone read the words themselves."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import and_, select

from app.comments.models import CommentWording
from app.core.db import db

# A moderator took words out, and they have not come back.
_IS_REDACTION = and_(CommentWording.redacted_by_id.is_not(None), CommentWording.put_back_at.is_(None))


def redacted_among(comment_ids: Sequence[int]) -> Collection[int]:
    """From which of these comments a moderator has taken words out; one query."""
    return set(
        db.session.scalars(
            select(CommentWording.comment_id)
            .where(CommentWording.comment_id.in_(comment_ids), _IS_REDACTION)
            .distinct()
        )
    )


def is_redacted(comment_id: int) -> bool:
    """Whether a moderator has taken words out of a comment, and they have not come back."""
    return comment_id in redacted_among([comment_id])


def redactions_of(comment_id: int) -> Sequence[CommentWording]:
    """What a comment said before each time that words were taken out, the author's own words first."""
    return db.session.scalars(
        select(CommentWording)
        .where(CommentWording.comment_id == comment_id, _IS_REDACTION)
        .order_by(CommentWording.id)
    ).all()


def put_back_with(comment_id: int) -> tuple[CommentWording, Sequence[CommentWording]] | None:
    """Of the last time that an author's own words came back: what stood there until then, and the wordings that were
    put back. None where that never happened."""
    rows = db.session.scalars(
        select(CommentWording)
        .where(CommentWording.comment_id == comment_id)
        .order_by(CommentWording.id.desc())
    ).all()
    stood = next((row for row in rows if any(other.put_back_at == row.replaced_at for other in rows)), None)
    return None if stood is None else (stood, [row for row in rows if row.put_back_at == stood.replaced_at])
