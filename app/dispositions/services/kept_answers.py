"""An answer once given to a comment stays, also when the comment leaves the theme that was answered."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from app.comments.models import Comment
from app.core import audit
from app.core.db import db
from app.dispositions.models import Disposition, Theme
from app.dispositions.queries.dispositions import in_force
from app.dispositions.queries.themes import in_theme
from app.dispositions.services.settling import settle


def keep_answers(theme: Theme, leaving: ColumnElement[bool]) -> int:
    """Give the comments that are about to leave a theme the answer that they had through it, as their own.

    Takes the theme and the condition on `Comment` that says which are leaving. Nothing happens to a comment that has
    an answer of its own, or a later one through another theme. Nobody is written to: it is the same answer, with its
    date and its maker. Returns how many were kept.
    """
    given = db.session.execute(
        select(Comment.id, Disposition)
        .join(Disposition, Disposition.id == in_force())
        .where(in_theme(theme.id), leaving, Disposition.theme_id == theme.id)
        .order_by(Comment.id)
    ).all()
    db.session.add_all(
        Disposition(
            assembly_id=answer.assembly_id,
            comment_id=comment_id,
            outcome=answer.outcome,
            explanation=answer.explanation,
            passed_to=answer.passed_to,
            version_id=answer.version_id,
            clause_key=answer.clause_key,
            others_too=answer.others_too,
            made_at=answer.made_at,
            made_by_id=answer.made_by_id,
        )
        for comment_id, answer in given
    )
    if given:
        ids = [comment_id for comment_id, _ in given]
        audit.record("answers kept", theme, comments=ids)
        settle(theme.assembly_id, Comment.id.in_(ids))
    return len(given)
