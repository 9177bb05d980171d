"""How many comments have an answer, kept beside them so that reading it costs the same for 10,000 as for 50.

Whatever changes which comments have one calls `recount_answers` in the same transaction: an answer, a comment that
comes under an answered theme or leaves it, a comment that is shown or taken down.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.comments.events import CommentPublished, CommentRemoved
from app.comments.models import Comment, CommentKind
from app.core.db import db
from app.dispositions.models import AnswerTally, Disposition, Theme
from app.dispositions.queries.dispositions import count_answered
from app.subjects.models import Subject


def recount_answers(assembly_id: int, subject_ids: Collection[int] | None = None) -> None:
    """Count anew the published comments that have an answer, on these subjects of an assembly or on all of them.

    Flushes first, so that it counts what this transaction has changed. Who shows a comment on one of the subjects
    meanwhile has to wait: each must not count without the other.
    """
    db.session.flush()
    subjects = select(Subject.id).where(Subject.assembly_id == assembly_id).order_by(Subject.id)
    if subject_ids is not None:
        subjects = subjects.where(Subject.id.in_(subject_ids))
    ids = db.session.scalars(subjects.with_for_update(key_share=True)).all()
    answered = count_answered(assembly_id, ids)
    kept = {
        tally.subject_id: tally
        for tally in db.session.scalars(
            select(AnswerTally).where(AnswerTally.subject_id.in_(ids)),
            execution_options={"populate_existing": True},
        )
    }
    for subject_id in ids:
        tally, number = kept.get(subject_id), answered.get(subject_id, 0)
        if tally is not None:
            tally.answered = number
        elif number:
            db.session.add(AnswerTally(subject_id=subject_id, answered=number))
    db.session.flush()


def recount_labelled(theme: Theme) -> None:
    """Count anew where comments came under a theme or left it, if it has an answer that could be theirs."""
    has_answer = select(Disposition.id).where(Disposition.theme_id == theme.id).limit(1)
    if db.session.scalar(has_answer) is not None:
        recount_answers(theme.assembly_id)


def recount_shown(event: CommentPublished | CommentRemoved) -> None:
    """Count anew where a comment came or went. Where nobody has answered yet there is nothing to count."""
    comment = db.session.get_one(Comment, event.comment_id)
    assembly_id = comment.subject.assembly_id
    if comment.kind != CommentKind.COMMENT or assembly_id is None:
        return
    answers = select(Disposition.id).where(Disposition.assembly_id == assembly_id).limit(1)
    if db.session.scalar(answers) is not None:
        recount_answers(assembly_id, [comment.subject_id])
