"""Writing to authors what became of their comments, in batches by the worker, and once for each answer.

An officer's press writes one outbox row for its ten minutes, however many comments it answers. When they are over, each
author gets one letter about the answer that counts then. The key of a letter is the comment and the moment at which
its answer was given, so that an answer kept for a comment that leaves a theme is not told twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, union_all

from app.comments.models import Comment, Contact
from app.comments.queries import COUNTED
from app.core import clock, outbox
from app.core.db import db
from app.core.gathering import untold_since, window_around
from app.dispositions.models import CommentTheme, Disposition, Theme
from app.dispositions.queries.dispositions import current_dispositions, in_force
from app.dispositions.queries.told import answers_to
from app.subjects.models import Subject

BATCH = 200


def tell_soon(assembly_id: int, moment: datetime) -> None:
    """Write down that comments of an assembly were answered, or came under a theme that may be answered.

    Takes the moment that these rows bear, for they are looked up by it: a later one could be in the next ten minutes.
    """
    window = window_around(moment)
    assert window is not None, "what is being written now is always news"
    since, until = window.since.isoformat(), window.until.isoformat()
    outbox.put(
        "tell_authors",
        f"tell_authors:{assembly_id}:{since}:{until}",
        after=window.wait,
        assembly_id=assembly_id,
        since=since,
        until=until,
    )


def write_to_authors(assembly_id: int, since: datetime, until: datetime, after: int) -> int | None:
    """Put a letter into the outbox for each of the next comments whose answer is new.

    Takes the moments between which something happened, and the id of the last comment that was looked at. Returns
    that of the last one now, or None where there are no more. A second call for the same moments adds nothing.
    """
    themes = select(Disposition.theme_id).where(
        Disposition.assembly_id == assembly_id,
        Disposition.theme_id.is_not(None),
        Disposition.made_at >= since,
        Disposition.made_at < until,
    )
    own = select(Disposition.comment_id).where(
        Disposition.assembly_id == assembly_id,
        Disposition.comment_id.is_not(None),
        Disposition.made_at >= since,
        Disposition.made_at < until,
    )
    labelled_then = and_(CommentTheme.labelled_at >= since, CommentTheme.labelled_at < until)
    by_theme = select(CommentTheme.comment_id).where(or_(CommentTheme.theme_id.in_(themes), labelled_then))
    touched = select(union_all(own, by_theme).subquery().c.comment_id)
    query = (
        select(Comment.id)
        .join(Contact, Contact.comment_id == Comment.id)
        .join(Subject, Subject.id == Comment.subject_id)
        .where(
            COUNTED,
            Subject.assembly_id == assembly_id,
            Contact.confirmed_at.is_not(None),
            Comment.id > after,
            or_(
                Comment.id.in_(touched), and_(Comment.parent_id.is_not(None), Comment.parent_id.in_(touched))
            ),
        )
        .order_by(Comment.id)
        .limit(BATCH)
    )
    ids = db.session.scalars(query).all()
    for comment_id, answer in current_dispositions(ids).items():
        # An own answer of former times was told then, whatever has happened to its themes since.
        if answer.comment_id is not None and not since <= answer.made_at < until:
            continue
        _write(comment_id, answer)
    return ids[-1] if len(ids) == BATCH else None


def tell_leaving(theme: Theme, leaving: ColumnElement[bool]) -> None:
    """Write to authors whose comments leave an answered theme in the same minutes in which they came under it.

    When those are over, their labels are not found any more, yet the answer stays with them and with the replies to
    them. Takes the theme and the condition on `Comment` that says which are leaving.
    """
    window = window_around(clock.now())
    assert window is not None, "the present is always news"
    fresh = (
        select(Comment.id)
        .join(CommentTheme, CommentTheme.comment_id == Comment.id)
        .where(CommentTheme.theme_id == theme.id, CommentTheme.labelled_at >= untold_since(), leaving)
        .correlate(None)
    )
    ids = db.session.scalars(
        select(Comment.id)
        .join(Contact, Contact.comment_id == Comment.id)
        .join(Disposition, Disposition.id == in_force())
        .where(
            COUNTED,
            Contact.confirmed_at.is_not(None),
            Disposition.theme_id == theme.id,
            or_(Comment.id.in_(fresh), Comment.parent_id.in_(fresh)),
        )
        .order_by(Comment.id)
    ).all()
    for comment_id, answer in current_dispositions(ids).items():
        _write(comment_id, answer, window.wait)


def _write(comment_id: int, answer: Disposition, after: timedelta = timedelta(0)) -> None:
    made_at, about = answer.made_at.isoformat(), answers_to(comment_id)
    outbox.put(
        "comment_disposed",
        f"{about}:{made_at}",
        after=after,
        about=about,
        comment_id=comment_id,
        made_at=made_at,
    )
