"""What changed no text: what those comments are about, and the one of each group that most people agree with.

Beside them stands what has to be known where no comment is named as the reason of a change: since when there are
comments at all, and whether the officers have said that they are done.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, func, select
from sqlalchemy.orm import joinedload

from app.assemblies.models import Assembly
from app.comments.models import Comment, CommentKind
from app.comments.queries import ON_SHOW
from app.core.db import db
from app.dispositions.models import Disposition, DispositionOutcome
from app.dispositions.queries.dispositions import in_force
from app.dispositions.queries.finishing import is_finished
from app.dispositions.queries.themes import first_theme, of_assembly
from app.subjects.models import Subject

NO_TEXT_CHANGED = (DispositionOutcome.NO_CHANGE, DispositionOutcome.OUT_OF_SCOPE, DispositionOutcome.NOTED)


@dataclass
class Alike:
    """Comments with one outcome and one theme: how many there are on each subject, and which is agreed with most."""

    subjects: list[tuple[Subject, int]] = field(default_factory=list)
    example: Comment | None = None


@dataclass
class Unchanged:
    """The groups by outcome and theme (none for comments without one), and how the consultation stands."""

    first_comment_at: datetime | None = None
    is_finished: bool = False
    groups: dict[tuple[str, int | None], Alike] = field(default_factory=dict)


def what_stayed(assembly: Assembly, subject_id: int | None = None) -> Unchanged:
    """Read what changed no text.

    Takes the assembly, and the subject whose comments alone are looked at; all of the assembly's where none is given.
    Subjects come with the most comments first. One query, however many comments there are.
    """
    found = Unchanged()
    ranked = _ranked(assembly, subject_id)
    query = (
        select(
            _first_comment_at(assembly),
            is_finished(assembly),
            ranked.c.outcome,
            ranked.c.theme_id,
            ranked.c.comments,
            Subject,
            Comment,
        )
        # The assembly is there in any case, also where nothing else is.
        .select_from(Assembly)
        .outerjoin(ranked, ranked.c.place_on_subject == 1)
        .outerjoin(Subject, Subject.id == ranked.c.subject_id)
        .outerjoin(Comment, and_(Comment.id == ranked.c.id, ranked.c.place == 1))
        .where(Assembly.id == assembly.id)
        .options(joinedload(Comment.subject))
        .order_by(ranked.c.comments.desc(), ranked.c.subject_id)
    )
    for first_at, finished, outcome, theme_id, comments, subject, comment in db.session.execute(query):
        found.first_comment_at, found.is_finished = first_at, finished
        if subject is None:
            continue
        group = found.groups.setdefault((outcome, theme_id), Alike())
        group.subjects.append((subject, comments))
        group.example = group.example or comment
    return found


def _ranked(assembly: Assembly, subject_id: int | None) -> Subquery:
    """Each comment that changed nothing, its place in its group by agreement, and among those on its subject."""
    theme_id: ColumnElement[int | None] = func.coalesce(Disposition.theme_id, first_theme())
    agreed = (Comment.agrees.desc(), Comment.id)
    group = (Disposition.outcome, theme_id)
    on_subject = (*group, Comment.subject_id)
    query = (
        select(
            Comment.id,
            Comment.subject_id,
            Disposition.outcome,
            theme_id.label("theme_id"),
            func.count().over(partition_by=on_subject).label("comments"),
            func.row_number().over(partition_by=on_subject, order_by=agreed).label("place_on_subject"),
            func.row_number().over(partition_by=group, order_by=agreed).label("place"),
        )
        .join(Disposition, Disposition.id == in_force())
        .where(of_assembly(assembly), Disposition.outcome.in_(NO_TEXT_CHANGED))
    )
    return (query if subject_id is None else query.where(Comment.subject_id == subject_id)).subquery()


def _first_comment_at(assembly: Assembly) -> ScalarSelect[datetime]:
    """When the first comment that was ever on show was written, on anything of the assembly."""
    subjects = select(Subject.id).where(Subject.assembly_id == assembly.id)
    return (
        select(func.min(Comment.created_at))
        .where(
            Comment.subject_id.in_(subjects),
            Comment.kind == CommentKind.COMMENT,
            Comment.is_official.is_(False),
            ON_SHOW,
        )
        .correlate(None)
        .scalar_subquery()
    )
