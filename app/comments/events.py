"""What happened to comments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CommentPosted:
    """Somebody sent a comment; it may still have to be confirmed."""

    comment_id: int


@dataclass(frozen=True)
class CommentsPublished:
    """Comments, questions or answers became readable for everybody."""

    comment_ids: tuple[int, ...]


@dataclass(frozen=True)
class CommentsRemoved:
    """The texts of published comments left every public place (hidden or withdrawn, or never to have been there)."""

    comment_ids: tuple[int, ...]


@dataclass(frozen=True)
class CommentAwaitsReview:
    """A comment began to wait for a moderator, or its words changed while it waits or is on show."""

    comment_id: int


@dataclass(frozen=True)
class CommentLeftReview:
    """A comment waits for no moderator any more, though none decided: its author withdrew it."""

    comment_id: int


@dataclass(frozen=True)
class CommentReworded:
    """A comment says something else: a moderator took words out of it, or put them back."""

    comment_id: int
