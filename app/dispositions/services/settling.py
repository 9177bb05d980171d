"""Which answer counts for each comment, and how many have one: kept, so that reading it costs little for 10,000 too.

Whatever changes that calls `settle` in the same transaction: an answer, a comment that comes under an answered theme
or leaves it, a comment that is shown or taken down, and everything that writes comments or answers in bulk.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, insert, select, true

from app.comments.events import CommentsPublished, CommentsRemoved
from app.comments.models import Comment, CommentKind
from app.core.db import db
from app.dispositions.models import AnswerTally, CommentAnswer, Disposition, Theme
from app.dispositions.queries.dispositions import count_answered, last_of
from app.subjects.models import Subject


def settle(assembly_id: int, which: ColumnElement[bool] | None = None) -> None:
    """Write down anew which answer counts for comments and for the replies to them, and how many have one.

    Takes the assembly, and the condition on `Comment` that says which of its comments; all, where none is given.
    Flushes first, so that it sees what this transaction has changed. Who shows a comment on the same subject meanwhile
    has to wait: neither must go without what the other does.
    """
    db.session.flush()
    asked = true() if which is None else which
    # A reply is about what its comment is about, so that no other subject has anything to settle.
    about = select(Comment.subject_id).where(asked).correlate(None)
    subject_ids = db.session.scalars(
        select(Subject.id)
        .where(Subject.assembly_id == assembly_id, Subject.id.in_(about))
        .order_by(Subject.id)
        .with_for_update(key_share=True)
    ).all()
    wanted = select(Comment.id).where(Comment.subject_id.in_(subject_ids), asked).correlate(None)
    for those in (Comment.id.in_(wanted), Comment.parent_id.in_(wanted)):
        _write(those)
    _count(subject_ids)


def _write(those: ColumnElement[bool]) -> None:
    ids = select(Comment.id).where(those)
    db.session.execute(
        delete(CommentAnswer).where(CommentAnswer.comment_id.in_(ids)),
        execution_options={"synchronize_session": False},
    )
    found = select(Comment.id, last_of().label("answer")).where(those).subquery()
    answered = select(found).where(found.c.answer.is_not(None))
    db.session.execute(insert(CommentAnswer).from_select(["comment_id", "disposition_id"], answered))


def _count(subject_ids: Sequence[int]) -> None:
    """Bring the figures in step. A subject without an answered comment may have none."""
    answered = count_answered(subject_ids)
    kept = {
        tally.subject_id: tally
        for tally in db.session.scalars(
            select(AnswerTally).where(AnswerTally.subject_id.in_(subject_ids)),
            execution_options={"populate_existing": True},
        )
    }
    for subject_id in subject_ids:
        tally, number = kept.get(subject_id), answered.get(subject_id, 0)
        if tally is not None:
            tally.answered = number
        elif number:
            db.session.add(AnswerTally(subject_id=subject_id, answered=number))
    db.session.flush()


def settle_labelled(theme: Theme, comment_ids: Sequence[int]) -> None:
    """Settle comments that came under a theme or left it, if it has an answer that could be theirs."""
    if db.session.scalar(select(Disposition.id).where(Disposition.theme_id == theme.id).limit(1)) is not None:
        settle(theme.assembly_id, Comment.id.in_(comment_ids))


def settle_shown(event: CommentsPublished | CommentsRemoved) -> None:
    """Settle comments that came or went. Where nobody has answered any yet, there is nothing to do."""
    answered = select(Disposition.id).where(Disposition.assembly_id == Subject.assembly_id).exists()
    assembly_ids = db.session.scalars(
        select(Subject.assembly_id)
        .join(Comment, Comment.subject_id == Subject.id)
        .where(Comment.id.in_(event.comment_ids), Comment.kind == CommentKind.COMMENT, answered)
        .distinct()
        .order_by(Subject.assembly_id)
    ).all()
    for assembly_id in assembly_ids:
        if assembly_id is not None:
            settle(assembly_id, Comment.id.in_(event.comment_ids))
