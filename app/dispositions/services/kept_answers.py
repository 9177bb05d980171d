"""An answer once given to a comment stays, also when the comment leaves the theme that was answered."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.comments.models import Comment
from app.core import audit
from app.core.db import db
from app.dispositions.models import Disposition, KeptAnswer, Theme
from app.dispositions.queries.dispositions import in_force
from app.dispositions.queries.themes import in_theme
from app.dispositions.services.telling import tell_leaving


def keep_answers(theme: Theme, leaving: ColumnElement[bool]) -> int:
    """Give the comments that are about to leave a theme the answer that they had through it, as their own.

    Takes the theme and the condition on `Comment` that says which are leaving; whoever takes them out settles them
    then. Nothing happens to a comment that has an answer of its own, or a later one through another theme. It is the
    same answer, with its date and its maker, so that nobody is written to who was before. Returns how many were kept.
    """
    former = aliased(Disposition)
    # Kept when the comment left this theme before, and awake once it leaves again: over whatever was said since.
    will_wake = (
        select(KeptAnswer.disposition_id)
        .join(former, former.id == KeptAnswer.disposition_id)
        .where(KeptAnswer.theme_id == theme.id, former.comment_id == Comment.id)
        .correlate(Comment)
        .exists()
    )
    given = db.session.execute(
        select(Comment.id, Disposition)
        .join(Disposition, Disposition.id == in_force())
        .where(
            in_theme(theme.id),
            leaving,
            or_(Disposition.theme_id == theme.id, Disposition.theme_id.is_not(None) & will_wake),
        )
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
            kept=KeptAnswer(theme_id=theme.id),
        )
        for comment_id, answer in given
    )
    if given:
        tell_leaving(theme, leaving)
        audit.record("answers kept", theme, comments=[comment_id for comment_id, _ in given])
    return len(given)
