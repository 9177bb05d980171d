"""Reading the comments that a page quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.comments.models import Comment
from app.comments.queries import ON_SHOW
from app.core.db import db


def comments_by_id(comment_ids: Iterable[int]) -> Mapping[int, Comment]:
    """Comments by their ids, published or a trace, with their subjects; one query, none for no ids."""
    ids = list(comment_ids)
    if not ids:
        return {}
    query = select(Comment).where(Comment.id.in_(ids), ON_SHOW).options(joinedload(Comment.subject))
    return {comment.id: comment for comment in db.session.scalars(query)}
