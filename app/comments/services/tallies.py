"""What a subject's comments add up to, kept beside them so that reading it costs the same for 10,000 as for 50.

Whatever changes what is on show calls `recount` in the same transaction: a moderator's decision, an author who edits
or withdraws, a new version that moves comments to other clauses, and everything that writes comments in bulk.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import aliased

from app.comments.models import Comment, CommentKind, CommentState, CommentTally, SubjectTally
from app.comments.queries import COUNTED, IS_SILENT_REPLY, ON_SHOW
from app.core.db import db
from app.subjects.models import Subject

Place = tuple[str | None, str | None]

_OF_SUBJECT = Comment.subject_id == bindparam("of_subject")
_COUNTED_NOW = (
    select(Comment.clause_key, Comment.stance, func.count(), func.count().filter(IS_SILENT_REPLY))
    .where(_OF_SUBJECT, COUNTED)
    .group_by(Comment.clause_key, Comment.stance)
)
_PEOPLE_NOW = select(func.count(Comment.author_key.distinct())).where(_OF_SUBJECT, COUNTED)
_THREADS_NOW = select(func.count()).where(
    _OF_SUBJECT, Comment.kind == CommentKind.COMMENT, Comment.parent_id.is_(None), ON_SHOW
)


def recount(subject_id: int) -> None:
    """Add up the published comments of a subject anew.

    Flushes first, so that it counts what this transaction has changed. Costs some milliseconds for 10,000 comments.
    """
    db.session.flush()
    # Two decisions at once must not each count without the other.
    db.session.execute(
        select(Subject.id).where(Subject.id == subject_id).with_for_update(key_share=True)
    ).all()
    _keep_counts(subject_id)
    _keep_figures(subject_id)


def recount_for(*comments: Comment) -> None:
    """Add up what changes when comments come or go. Questions and counter-checks are not added up."""
    counted = [comment for comment in comments if comment.kind == CommentKind.COMMENT]
    # In the order in which everybody locks them: threads, the last one first, then subjects.
    db.session.flush()
    for thread_id in sorted({c.parent_id for c in counted if c.parent_id is not None}, reverse=True):
        _count_replies(thread_id)
    for subject_id in sorted({comment.subject_id for comment in counted}):
        recount(subject_id)


def recount_everything(subject_id: int) -> None:
    """Add up a subject's comments and the replies of all its threads, after comments were written in bulk."""
    db.session.flush()
    reply = aliased(Comment)
    counted = (
        select(reply.parent_id, func.count().label("replies"))
        .where(
            reply.subject_id == subject_id,
            reply.kind == CommentKind.COMMENT,
            reply.parent_id.is_not(None),
            reply.state == CommentState.PUBLISHED,
        )
        .group_by(reply.parent_id)
        .subquery()
    )
    threads = (
        Comment.subject_id == subject_id,
        Comment.kind == CommentKind.COMMENT,
        Comment.parent_id.is_(None),
    )
    for change in (
        update(Comment).where(*threads, Comment.replies_on_show != 0).values(replies_on_show=0),
        update(Comment)
        .where(*threads, Comment.id == counted.c.parent_id)
        .values(replies_on_show=counted.c.replies),
    ):
        db.session.execute(change, execution_options={"synchronize_session": False})
    _forget_loaded(subject_id)
    recount(subject_id)


def _forget_loaded(subject_id: int) -> None:
    """Have what is loaded read its number of replies anew."""
    for thing in db.session.identity_map.values():
        if isinstance(thing, Comment) and thing.subject_id == subject_id:
            db.session.expire(thing, ["replies_on_show"])


def _count_replies(thread_id: int) -> None:
    thread = db.session.get_one(Comment, thread_id, with_for_update={"key_share": True})
    published = select(func.count()).where(
        Comment.parent_id == thread_id, Comment.state == CommentState.PUBLISHED
    )
    thread.replies_on_show = db.session.scalar(published) or 0
    db.session.flush()


def _keep_counts(subject_id: int) -> None:
    """Bring the rows of `comment_tallies` in step, and touch those alone that are wrong."""
    kept: dict[Place, CommentTally] = {
        (tally.clause_key, tally.stance): tally
        for tally in db.session.scalars(
            select(CommentTally).where(CommentTally.subject_id == subject_id),
            execution_options={"populate_existing": True},
        )
    }
    counted = db.session.execute(_COUNTED_NOW, {"of_subject": subject_id})
    for clause_key, stance, comments, replies in counted:
        tally = kept.pop((clause_key, stance), None)
        if tally is None:
            place: dict[str, Any] = {"subject_id": subject_id, "clause_key": clause_key, "stance": stance}
            db.session.add(CommentTally(**place, comments=comments, replies=replies))
        else:
            tally.comments, tally.replies = comments, replies
    for tally in kept.values():
        db.session.delete(tally)
    db.session.flush()


def _keep_figures(subject_id: int) -> None:
    """Bring the row of `subject_tallies` in step. A subject without comments may have none."""
    of_subject = {"of_subject": subject_id}
    people = db.session.scalar(_PEOPLE_NOW, of_subject) or 0
    threads = db.session.scalar(_THREADS_NOW, of_subject) or 0
    tally = db.session.get(SubjectTally, subject_id, populate_existing=True)
    if tally is None:
        db.session.add(SubjectTally(subject_id=subject_id, people=people, threads=threads))
    else:
        tally.people, tally.threads = people, threads
    db.session.flush()
