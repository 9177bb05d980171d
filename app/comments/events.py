"""What happened to comments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentPosted:
    """Somebody sent a comment; it may still have to be confirmed."""

    comment_id: int


@dataclass(frozen=True)
class CommentPublished:
    """A comment, a question or an answer became readable for everybody."""

    comment_id: int


@dataclass(frozen=True)
class CommentRemoved:
    """A published comment's text left every public place (hidden or withdrawn)."""

    comment_id: int
