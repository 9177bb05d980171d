"""Where the author of a comment turns a kind of letter off. Plain rules, for whoever writes to authors."""

from __future__ import annotations

from app.comments.models import Comment, LetterKind


def leave_path(comment: Comment, kind: LetterKind) -> str:
    """The page with one button that ends letters of a kind to the author of a comment."""
    return f"/receipts/{comment.receipt_token}/letters/{kind.value}"
